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

/** Every Node that `npm run setup` has installed, oldest first; only the Node at hand where it has not run. */
export const installedNodes: readonly Runtime[] = installed.filter(({ name }) => name === 'node')

/**
 * The Node that runs the tests, whose programs are to be run with it: `npm test` runs all of them on each line of Node. With `OVERT_TEST_NODES=all` every Node
 * that is installed.
 */
export const nodes: readonly Runtime[] = process.env['OVERT_TEST_NODES'] === 'all' ? installedNodes : [own]

/** Deno, or nothing where `npm run setup` has not run. */
export const deno: Runtime | undefined = installed.find(({ name }) => name === 'deno')

/** Bun, or nothing where `npm run setup` has not run. */
export const bun: Runtime | undefined = installed.find(({ name }) => name === 'bun')
