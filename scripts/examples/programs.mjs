// The examples that are one program: the command is the one that the README begins with, and what it prints is `expected.txt`.
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { stripVTControlCharacters } from 'node:util'
import { command } from '../run/command.mjs'
import { root } from '../run/root.mjs'

/** @typedef {{ name: string, skipped?: string, failed?: string }} Ran */

/** What each example needs on the machine, besides what `npm test` has built. */
const needs = /** @type {Record<string, readonly { readonly program: string, readonly given: readonly string[], readonly why: string }[]>} */ ({
  browser: [{ program: process.env.CHROMIUM ?? 'chromium', given: ['--version'], why: 'Chromium' }],
  c: [{ program: 'cc', given: ['--version'], why: 'a C compiler' }, { program: 'pkg-config', given: ['--version'], why: 'pkg-config' }, { program: 'make', given: ['--version'], why: 'make' }],
  python: [
    { program: 'cc', given: ['--version'], why: 'a C compiler' },
    { program: 'python3', given: ['-c', 'import os, sysconfig; open(os.path.join(sysconfig.get_path("include"), "Python.h"))'], why: 'Python 3 with its headers' },
    { program: 'pkg-config', given: ['--version'], why: 'pkg-config' },
    { program: 'make', given: ['--version'], why: 'make' },
  ],
  go: [{ program: 'go', given: ['version'], why: 'Go' }],
  java: [{ program: 'mvn', given: ['--version'], why: 'Maven and a JDK' }],
  rust: [],
})

/** Every folder of examples/ with an `expected.txt`. */
export const programNames = () => readdirSync(join(root, 'examples')).filter((name) => existsSync(join(root, 'examples', name, 'expected.txt')))

/**
 * @param {string} name
 * @returns {Promise<Ran>}
 */
export async function runProgram(name) {
  const folder = join(root, 'examples', name)
  for (const { program, given, why } of needs[name] ?? []) {
    if ((await command(program, given)).status !== 0) return { name, skipped: `it needs ${why}, which this machine has not` }
  }
  const line = /^```\n(.*)\n```/.exec(readFileSync(join(folder, 'README.md'), 'utf8'))?.[1]
  if (line === undefined) return { name, failed: 'its README does not begin with a command' }
  const errors = join(mkdtempSync(join(tmpdir(), 'overt-example-')), 'errors')
  const { status, output } = await command('sh', ['-c', `{ ${line}; } 2>'${errors}'`], { cwd: folder, seconds: 300, env: { ...cargo() } })
  const expected = readFileSync(join(folder, 'expected.txt'), 'utf8')
  if (status !== 0) return { name, failed: `\`${line}\` ended with status ${status}: ${output.slice(-2000)}${readFileSync(errors, 'utf8').slice(-2000)}` }
  // Maven ends with a change of colour, whatever it is told.
  return stripVTControlCharacters(output).trimEnd() === expected.trimEnd() ? { name } : { name, failed: `\`${line}\` printed\n${output}\ninstead of\n${expected}` }
}

/** A rustup toolchain file or flags of the caller's must not change what an example is built with. */
const cargo = () => ({ RUSTFLAGS: undefined, MAKEFLAGS: undefined, CARGO_TERM_QUIET: 'true', HOME: process.env.HOME })
