// Asks a door (doors.mjs), in lines.
import { spawn } from 'node:child_process'
import process from 'node:process'

/** @typedef {import('./cases.mjs').Case} Case */
/** @typedef {import('../../conformance/runners/judge.mjs').Answer} Answer */
/** @typedef {{ program: string, given: readonly string[], env?: Record<string, string> }} Start */

const responses = ['none', 'log', 'alert', 'block', 'kill']
const malformed = 1 << 9

/**
 * Has a door answer the cases.
 *
 * @param {Start} start
 * @param {readonly Case[]} cases
 * @returns {Promise<Answer[] | string>} text: why there are no answers
 */
export async function runDoor(start, cases) {
  const core = await import('../../packages/core/dist/index.js')
  const { writeFrame } = await import('../../conformance/runners/frame.mjs')
  const { beginning } = await import('../../conformance/runners/clock.mjs')
  const time = (/** @type {number | undefined} */ seconds) => (seconds === undefined ? [] : [`time ${(beginning + Math.round(seconds * 1000)) * 1000}`])
  const hex = (/** @type {string | Uint8Array} */ bytes) => Buffer.from(/** @type {any} */ (bytes)).toString('hex')
  const lines = cases.flatMap(({ products, rule, error, event = [] }) => [
    // A host without a clock says what time it is before there are correlations.
    ...time(0),
    `case ${hex(products.join(','))} ${hex(rule)}`,
    ...(error === undefined ? event.flatMap((one) => [...time(one.at), `event ${hex(writeFrame(core, one))}`]) : []),
  ])
  const said = await talk(start, `${lines.join('\n')}\n`)
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
    const name = event[0]?.at === undefined ? 'title' : 'id'
    const titles = /** @type {{ title: string, id: string }[]} */ (told).map((rule) => rule[name])
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

/** @param {Start} start @param {string} input @returns {Promise<string[] | string>} */
function talk({ program, given, env }, input) {
  return new Promise((resolve) => {
    const child = spawn(program, given, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...env } })
    let text = ''
    child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ part) => (text += part))
    child.stdin.on('error', () => { /* Its status tells. */ })
    child.on('error', (error) => resolve(error.message))
    child.on('close', (status, signal) => resolve(status === 0 ? text.trimEnd().split('\n') : `ended with ${signal ?? `status ${status}`}`))
    child.stdin.end(input)
  })
}
