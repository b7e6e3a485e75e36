import { existsSync, readFileSync } from 'node:fs'
import process from 'node:process'
import { root } from './project.ts'

/** A program that runs JavaScript. */
export interface Runtime {
  readonly name: 'node' | 'deno' | 'bun'
  readonly version: string
  /** What to start. */
  readonly path: string
}

const list = new URL('.runtimes/installed.json', root)
const own: Runtime = { name: 'node', version: process.versions.node, path: process.execPath }
const installed = existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as { runtimes: readonly Runtime[] }).runtimes : [own]

/** Node 20, 22, 24 and 26, oldest first; only the Node at hand where `npm run setup` has not run. */
export const nodes: readonly Runtime[] = installed.filter(({ name }) => name === 'node')

/** Deno, or nothing where `npm run setup` has not run. */
export const deno: Runtime | undefined = installed.find(({ name }) => name === 'deno')

/** Bun, or nothing where `npm run setup` has not run. */
export const bun: Runtime | undefined = installed.find(({ name }) => name === 'bun')
