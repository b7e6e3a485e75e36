// A program under overt, in a folder of its own.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import process from 'node:process'
import { root } from '../run/root.mjs'

const register = join(root, 'packages/overt/dist/register.cjs')

/**
 * Makes the folder, hands it on, and takes it away.
 *
 * @template T
 * @param {(folder: string) => Promise<T>} body
 */
export async function inFolder(body) {
  const folder = mkdtempSync(join(tmpdir(), 'overt-soak-'))
  try {
    return await body(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * Starts a program of this folder with its standard output as a pipe.
 *
 * @param {string} node
 * @param {string} folder where its record, rules and configuration lie
 * @param {string} program a file name
 * @param {{ log: string, record: readonly string[], rules?: string, options?: readonly string[], args?: readonly string[] }} given
 */
export function start(node, folder, program, { log, record, rules, options = [], args = [] }) {
  const configuration = join(folder, 'overt.yml')
  if (rules !== undefined) writeFileSync(join(folder, 'rules.yml'), rules)
  writeFileSync(configuration, JSON.stringify({ mode: 'monitor', rules: rules === undefined ? [] : [join(folder, 'rules.yml')], log, record }))
  const env = { ...process.env, OVERT_CONFIG: configuration, PRELOAD: register }
  for (const name of ['OVERT_LAUNCH', 'OVERT_PARENT', 'NODE_OPTIONS']) Reflect.deleteProperty(env, name)
  const file = fileURLToPath(new URL(`programs/${program}`, import.meta.url))
  const child = spawn(node, [...options, '--require', register, file, ...args], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  // The alerts' lines.
  child.stderr.resume()
  return child
}

/** @param {import('node:child_process').ChildProcess} child @returns {Promise<{ status: number | null, signal: string | null }>} */
export const ended = (child) => new Promise((resolve) => { child.once('close', (status, signal) => resolve({ status, signal })) })
