import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { command } from '../run/command.mjs'
import { root } from '../run/root.mjs'

/** @typedef {{ passed: Set<string>, failed: number, events: number }} Suite `passed`: names of tests, with their file, counted where several have one name */

const register = join(root, 'packages/overt/dist/register.cjs')
/** What runs a file of tests. */
const programs = /** @type {const} */ ({ node: ['--test-reporter=tap'], tape: ['node_modules/tape/bin/tape'], mocha: ['node_modules/mocha/bin/_mocha', '--reporter', 'tap'], script: [], build: [] })
/** A file takes at most so long, in seconds. */
const patience = 120

/**
 * Runs all test files of a package, each in a process of its own.
 *
 * @param {string} node
 * @param {import('./package.mjs').Package} wanted
 * @param {string} folder
 * @param {{ jobs: number, files: number, audited: boolean }} how
 * @returns {Promise<Suite>}
 */
export async function runSuite(node, wanted, folder, { jobs, files: most, audited }) {
  const { tests, runner, serial = false, options = [], args = [] } = wanted
  const pattern = new RegExp(tests)
  const digest = (/** @type {string} */ file) => createHash('sha256').update(file).digest('hex')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => !file.startsWith('node_modules/') && pattern.test(file))
    .toSorted((a, b) => (digest(a) < digest(b) ? -1 : 1))
    .slice(0, most)
  const scratch = mkdtempSync(join(tmpdir(), 'overt-suite-'))
  const log = join(scratch, 'log.jsonl')
  writeFileSync(join(scratch, 'overt.yml'), JSON.stringify({ mode: 'monitor', log, record: ['*'] }))
  const env = { OVERT_LAUNCH: undefined, OVERT_PARENT: undefined, NODE_OPTIONS: audited ? `--require ${register}` : undefined, OVERT_CONFIG: audited ? join(scratch, 'overt.yml') : undefined }
  /** @type {Suite} */
  const suite = { passed: new Set(), failed: 0, events: 0 }
  const queue = [...files]
  try {
    if (runner === 'build') await build(suite, node, wanted, folder, env)
    else await Promise.all(Array.from({ length: serial ? 1 : jobs }, async () => {
      for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
        const { status, output } = await command(node, [...options, ...programs[runner], ...args, file], { cwd: folder, env, seconds: patience })
        count(suite, file, runner === 'script' ? `${status === 0 ? '' : 'not '}ok 1 it ends with 0` : output)
      }
    }))
    if (audited) suite.events = readFileSync(log, 'utf8').split('\n').length - 1
    return suite
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/**
 * @param {Suite} suite
 * @param {string} node
 * @param {import('./package.mjs').Package} wanted
 * @param {string} folder
 * @param {Record<string, string | undefined>} env
 */
async function build(suite, node, { tests, args = [] }, folder, env) {
  rmSync(join(folder, 'out'), { recursive: true, force: true })
  const { status, output } = await command(node, args, { cwd: folder, env, seconds: patience })
  if (status !== 0) {
    suite.failed++
    console.log(output.slice(-500))
    return
  }
  const pattern = new RegExp(tests)
  const written = readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true }).filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name))
  for (const file of written) {
    const name = file.slice(folder.length + 1)
    if (pattern.test(name)) suite.passed.add(`${name}: ${createHash('sha256').update(readFileSync(file)).digest('hex')}`)
  }
}

/** Takes in what a file says in TAP, version 13 and 14. @param {Suite} suite @param {string} file @param {string} output */
function count(suite, file, output) {
  /** @type {Map<string, number>} */
  const seen = new Map()
  for (const [, not, title = ''] of output.matchAll(/^ *(not )?ok \d+ ?(.*)$/gm)) {
    if (not !== undefined) {
      suite.failed++
      continue
    }
    // Ports, times and temporary names are others each time.
    const name = `${file}: ${title.replaceAll(/\d+/g, 'N')}`
    const times = (seen.get(name) ?? 0) + 1
    seen.set(name, times)
    suite.passed.add(`${name} (${times})`)
  }
}
