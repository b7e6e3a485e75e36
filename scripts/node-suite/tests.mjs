import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The folders of Node's tests that run a file a test. */
const folders = ['parallel', 'sequential', 'es-module', 'module-hooks']

/**
 * @typedef {object} Test
 * @property {string} name `parallel/test-fs-open.js`
 * @property {string} domain `fs`
 * @property {readonly string[]} flags that its first lines ask for
 */

/** Every test of a source tree. @param {string} folder @returns {readonly Test[]} */
export const testsOf = (folder) =>
  // Node 20 has no `module-hooks`.
  folders.filter((kind) => existsSync(join(folder, 'test', kind))).flatMap((kind) =>
    readdirSync(join(folder, 'test', kind))
      .filter((file) => /^test-.*\.m?js$/.test(file))
      .map((file) => {
        const text = readFileSync(join(folder, 'test', kind, file), 'utf8')
        const flags = [...text.matchAll(/^\/\/ Flags: +(.+)$/gm)].flatMap(([, line = '']) => line.trim().split(/\s+/))
        return { name: `${kind}/${file}`, domain: kind === 'parallel' || kind === 'sequential' ? (/^test-([a-z\d]+)/.exec(file)?.[1] ?? '') : kind, flags }
      }))

/** The domains that overt touches; the rest of Node is sampled as one. */
const touched = ['fs', 'net', 'child', 'worker', 'cluster', 'vm', 'process', 'dgram', 'dns', 'http', 'https', 'http2', 'tls', 'module', 'require', 'es-module', 'module-hooks', 'inspector', 'permission', 'sqlite', 'v8', 'wasi', 'stdin', 'stdout', 'pipe', 'snapshot', 'compile', 'cli', 'repl', 'crypto', 'env', 'signal', 'preload', 'os', 'file', 'heap', 'report']

/**
 * Some tests of each domain that overt touches, and some of all others: the same ones at every run, in the order of a digest of their names, so that neighbours, which test
 * much the same, do not come together.
 *
 * @param {readonly Test[]} tests
 * @param {number} count how many in all, about
 */
export function sampleOf(tests, count) {
  /** @type {Map<string, Test[]>} */
  const domains = new Map()
  for (const test of tests) {
    const domain = touched.includes(test.domain) ? test.domain : 'other'
    domains.set(domain, [...(domains.get(domain) ?? []), test])
  }
  const each = Math.ceil(count / domains.size)
  const digest = (/** @type {Test} */ { name }) => createHash('sha256').update(name).digest('hex')
  return [...domains.values()].flatMap((list) => list.map((test) => ({ test, order: digest(test) })).sort((a, b) => (a.order < b.order ? -1 : 1)).slice(0, each).map(({ test }) => test))
}
