// The doors that are no JavaScript: the C interface, and overt.wasm in wazero. Each is a small program that takes cases as lines and answers in lines
// (conformance/doors).
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { output } from '../build/native.mjs'
import { prefix } from '../build/capi.mjs'
import { command } from '../run/command.mjs'
import { root } from '../run/root.mjs'

/** @typedef {import('./cases.mjs').Case} Case */
/** @typedef {import('../../conformance/runners/judge.mjs').Answer} Answer */
/** @typedef {{ engine: string, runtime: string, why?: string, start?: { program: string, given: string[] } }} Door */

const folder = join(root, 'conformance/doors')
const wasm = join(output, 'overt.wasm')

/** Builds what can be built here. @returns {Promise<Door[]>} */
export async function doors() {
  return [await c(), await go()]
}

/** @returns {Promise<Door>} */
async function c() {
  const door = { engine: 'capi', runtime: 'C' }
  if (!existsSync(join(prefix, 'lib/libovert.a'))) return { ...door, why: '`target/capi` is missing: `npm run build -- --capi` makes it' }
  const program = join(prefix, 'door')
  const built = await command('cc', ['-std=c11', '-O1', '-o', program, join(folder, 'door.c'), `-I${join(prefix, 'include')}`, `-L${join(prefix, 'lib')}`, '-lovert', `-Wl,-rpath,${join(prefix, 'lib')}`])
  if (built.status === 127) return { ...door, why: 'it needs a C compiler, which this machine has not' }
  if (built.status !== 0) throw new Error(built.output)
  return { ...door, start: { program, given: [] } }
}

/** @returns {Promise<Door>} */
async function go() {
  const door = { engine: 'wasm', runtime: 'wazero' }
  if (!existsSync(wasm)) return { ...door, why: '`packages/overt/dist/overt.wasm` is missing: `npm run build -- --wasm` makes it' }
  if ((await command('go', ['version'])).status !== 0) return { ...door, why: 'it needs Go, which this machine has not' }
  mkdirSync(prefix, { recursive: true })
  const program = join(prefix, 'door-wazero')
  const built = await command('go', ['build', '-o', program, '.'], { cwd: join(folder, 'go') })
  if (built.status !== 0) return { ...door, why: `it cannot be built: ${built.output.trim().split('\n')[0] ?? ''}` }
  return { ...door, start: { program, given: [wasm] } }
}

const responses = ['none', 'log', 'alert', 'block', 'kill']
const malformed = 1 << 9

/**
 * Has a door answer the cases.
 *
 * @param {{ program: string, given: string[] }} start
 * @param {readonly Case[]} cases
 * @returns {Promise<Answer[] | string>} text: why there are no answers
 */
export async function runDoor({ program, given }, cases) {
  const core = await import('../../packages/core/dist/index.js')
  const { writeFrame } = await import('../../conformance/runners/frame.mjs')
  const hex = (/** @type {string | Uint8Array} */ bytes) => Buffer.from(/** @type {any} */ (bytes)).toString('hex')
  const lines = cases.flatMap(({ products, rule, error, event = [] }) => [
    `case ${hex(products.join(','))} ${hex(rule)}`,
    ...(error === undefined ? event.map((one) => `event ${hex(writeFrame(core, one))}`) : []),
  ])
  const said = await talk(program, given, `${lines.join('\n')}\n`)
  if (typeof said === 'string') return said
  let at = 0
  return cases.map(({ error, event = [] }) => {
    const [what = '', text = ''] = split(said[at++] ?? '')
    const told = JSON.parse(text === '' ? '{}' : text)
    if (what === 'report') {
      if (error === undefined) at += event.length
      const found = told.diagnostics?.find((/** @type {{ severity: string }} */ one) => one.severity === 'error')
      return { error: found?.code, line: found?.line, events: [] }
    }
    const titles = /** @type {{ title: string }[]} */ (told).map(({ title }) => title)
    const events = error === undefined ? event.map(() => ({ verdicts: { 'large, first': verdict(said[at++] ?? '', titles) } })) : []
    return { image: true, events }
  })
}

/** @param {string} line */
const split = (line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]

/** @param {string} line @param {readonly string[]} titles */
function verdict(line, titles) {
  const [head = malformed, matched = 0, , ...rules] = line.split(' ').slice(1).map(Number)
  if ((head & malformed) !== 0) return { response: 'not judged', rules: [], allowedBy: [] }
  const names = rules.map((rule) => titles[rule] ?? `no rule ${rule}`)
  return { response: responses[head & 0xff] ?? String(head & 0xff), rules: names.slice(0, matched), allowedBy: names.slice(matched) }
}

/** @param {string} program @param {readonly string[]} given @param {string} input @returns {Promise<string[] | string>} */
function talk(program, given, input) {
  return new Promise((resolve) => {
    const child = spawn(program, given, { stdio: ['pipe', 'pipe', 'inherit'], env: process.env })
    let text = ''
    child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ part) => (text += part))
    child.stdin.on('error', () => { /* Its status tells. */ })
    child.on('error', (error) => resolve(error.message))
    child.on('close', (status, signal) => resolve(status === 0 ? text.trimEnd().split('\n') : `ended with ${signal ?? `status ${status}`}`))
    child.stdin.end(input)
  })
}
