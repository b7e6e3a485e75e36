// `evaluate.mjs KIND written|raised`: what one engine needs for one event. It judges until the runtime has compiled all of it for speed (V8 takes some 40,000 events for a module of WebAssembly), says
// `0`, and then, for each byte that comes on standard input, the nanoseconds of an event in a round. The answer is asserted in every round. `pairs.mjs` asks two of these in turn.
//
// `written`: the event is written into the frame by hand, its text in one piece, and judged. `raised`: by the core, value by value, as for every event of an application.
// `deno run -A evaluate.mjs native raised LIBRARY` is the library for C.
import process from 'node:process'
import * as core from '../../packages/core/dist/index.js'
import { createFrameWriter } from '../../packages/core/dist/frame.js'
import { openEngine } from '../../conformance/runners/engines.mjs'

const warm = 200_000
const calls = 1000
/** Judged before a round is timed: another process had the processor's caches. */
const before = 200
const [, , kind = '', how = '', library] = process.argv
const engine = await openEngine(kind, library)
const literals = Array.from({ length: 100 }, (_, at) => `/opt/tool-${at}/bin`)
const rule = (/** @type {string} */ id, /** @type {string[]} */ values, /** @type {string} */ response) =>
  `title: ${id}\nid: 5d2f7c1a-0000-4000-8000-0000000000${id}\nlogsource: { category: process_creation }\ndetection:\n  one: { CommandLine|contains: [${values.map((value) => `'${value}'`).join(', ')}] }\n  condition: one\nresponse: ${response}\n`
engine.compile([{ name: 'bench.yml', text: [rule('01', literals, 'block'), rule('02', ['curl http'], 'log')].join('---\n') }], { products: ['linux'] })

const event = core.events.find(({ name }) => name === 'process.spawn')
if (event === undefined) throw new Error('there is no event `process.spawn`')
const fields = core.fieldsOf(event).filter(({ name }) => name === 'file' || name === 'command_line')
const file = '/bin/sh'
/** @typedef {{ line: string, text: string }} Call `text`: all of it in one piece, which lies flat in memory */

/** @param {string} program @returns {Call} */
function callOf(program) {
  const line = `sh -c ${'x'.repeat(240)} ${program} http://127.0.0.1/`
  return { line, text: new TextDecoder().decode(new TextEncoder().encode(file + line)) }
}

/** @type {Record<string, () => (call: Call) => number>} each answers the response */
const ways = {
  written() {
    // The views are kept, as the core does.
    const frame = engine.frame()
    const words = new Uint32Array(frame.buffer, frame.byteOffset, 1024)
    const place = frame.subarray(4096)
    const encoder = new TextEncoder()
    return ({ text }) => {
      words[0] = event.id
      words[1] = 2
      words[2] = text.length
      words[3] = 0
      words[4] = fields[0]?.bit ?? 0
      words[5] = file.length
      words[6] = fields[1]?.bit ?? 0
      words[7] = text.length - file.length
      encoder.encodeInto(text, place)
      engine.evaluate()
      return (words[0] ?? 0) & 0xff
    }
  },
  raised() {
    const writer = createFrameWriter(engine, 'Bun' in globalThis ? /** @type {any} */ (Buffer.prototype).utf8Write : undefined)
    const read = fields.map((field) => ({ ...field, read: (/** @type {Call} */ { line }) => field.name === 'file' ? file : line }))
    const operation = { event, fields: read, mask: fields.reduce((mask, { bit }) => mask | 1 << bit, 0), complete: undefined, wanted: 1, context: 0, key: undefined }
    return (call) => writer.judge(operation, call, false).response
  },
}

const judge = ways[how]?.()
if (judge === undefined) throw new Error(`an event is \`written\` or \`raised\`, and not \`${how}\``)
/** A rule of `log` matches the one, none matches the other: that is the common case, and no engine looks for a package then. */
const [matching, plain] = [callOf('curl'), callOf('wget')]

function round() {
  let answers = 0
  for (let call = 0; call < before; call++) answers += judge?.(plain) ?? 1
  const start = performance.now()
  for (let call = 0; call < calls; call++) answers += judge?.(plain) ?? 1
  const taken = ((performance.now() - start) * 1e6) / calls
  if (answers !== 0 || judge?.(matching) !== 1) throw new Error('the rules do not say what they should')
  return taken
}

for (let judged = 0; judged < warm; judged += before + calls) round()
process.stdin.on('data', () => {
  process.stdout.write(`${round()}\n`)
})
process.stdout.write('0\n')
