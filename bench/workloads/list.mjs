import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * @typedef {object} Workload
 * @property {string} name
 * @property {string} what in a table
 * @property {string} cwd below the folder of the workloads
 * @property {true} [children] its work is done by child processes
 * @property {true} [kills] it kills them, so that they do not say what they took: the time of all is what the system has counted, with what they took to start
 * @property {true} [writes] it writes where it runs: each run has a copy of that folder
 * @property {readonly string[]} args of Node; `OUT` is a folder for this run
 * @property {readonly string[]} [requests] paths: it is a server that says its port, and is asked for these in turn
 * @property {(out: string, stdout: string, cwd: string) => string} [answer] what must be the same with and without overt; of a server it is what it answered
 */

const programs = fileURLToPath(new URL('programs/', import.meta.url))
const digest = (/** @type {string} */ text) => createHash('sha256').update(text).digest('hex')

/** What a tool has written, names and content. @param {string} folder */
const filesOf = (folder) => {
  if (!existsSync(folder)) return 'nothing'
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true }).filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name)).toSorted()
  return `${names.length} files, ${digest(names.map((name) => name.slice(folder.length) + digest(readFileSync(name, 'utf8'))).join('\n'))}`
}

const users = Array.from({ length: 64 }, (_, i) => `/users/${i}?full=1`)

/** @param {string} npm path of npm's own script @returns {readonly Workload[]} */
export const workloads = (npm) => [
  { name: 'express', what: 'Express 5, JSON made from a file, 20,000 requests', cwd: '.', args: [join(programs, 'express.cjs')], requests: users },
  { name: 'fastify', what: 'Fastify 5, the same', cwd: '.', args: [join(programs, 'fastify.cjs')], requests: users },
  {
    name: 'tsc',
    what: 'TypeScript 5.9 compiles zod 4',
    cwd: '.',
    args: ['node_modules/typescript/lib/tsc.js', '--outDir', 'OUT', '--declaration', '--strict', '--skipLibCheck', '--target', 'es2022', '--module', 'nodenext', '--rootDir', 'node_modules/zod/src', 'node_modules/zod/src/index.ts'],
    answer: filesOf,
  },
  { name: 'eslint', what: 'ESLint 9, the sources of three (500 files)', cwd: 'lint', args: ['../node_modules/eslint/bin/eslint.js', '--format', 'json', 'src'], answer: (_, stdout) => digest(stdout) },
  { name: 'rollup', what: 'Rollup 4 bundles three', cwd: '.', args: ['node_modules/rollup/dist/bin/rollup', '-i', 'node_modules/three/src/Three.js', '-i', 'node_modules/three/src/Three.WebGPU.js', '-d', 'OUT', '--silent'], answer: filesOf },
  { name: 'npm', what: '`npm ls --all` of a large project (some 3,000 packages)', cwd: 'tree', args: [npm, 'ls', '--all', '--json'], answer: (_, stdout) => digest(stdout) },
  { name: 'npm-short', what: '`npm ls --all` of a small one, eight processes of half a second', children: true, cwd: '.', args: [join(programs, 'npm-ls.cjs'), npm], answer: (_, stdout) => digest(stdout) },
  {
    name: 'next',
    what: '`next build`, six pages (with its six child processes and their starts)',
    cwd: 'next-app',
    children: true,
    kills: true,
    writes: true,
    args: ['../node_modules/next/dist/bin/next', 'build'],
    answer: (_, __, cwd) => filesOf(join(cwd, '.next/static')),
  },
]
