#!/usr/bin/env node
import process from 'node:process'
import { type Commands, start } from './start.ts'

/** What walks a tree, is started by people who wait, and needs little: a script of its own, a fifth of the other (docs/design/start-up.md). */
const tree: Commands = {
  lock: async () => (await import('./lock.ts')).lock,
  verify: async () => (await import('./verify.ts')).verify,
}

if (Object.hasOwn(tree, process.argv[2] ?? '')) start(tree)
else void import('./commands.ts')
