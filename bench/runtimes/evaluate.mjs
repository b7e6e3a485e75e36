// `evaluate.mjs KIND`: nanoseconds that one engine needs for one event, median of rounds, as JSON. The answer is asserted in every round. With `--kept` as its last argument it keeps its views of the
// frame, as the core does; else it makes them anew for each event. `deno run -A evaluate.mjs native LIBRARY` measures the library for C.
import process from 'node:process'
import * as core from '../../packages/core/dist/index.js'
import { openEngine } from '../../conformance/runners/engines.mjs'

const rounds = 40
const calls = 10_000
const engine = await openEngine(process.argv[2] ?? '')
const literals = Array.from({ length: 100 }, (_, at) => `/opt/tool-${at}/bin`)
const rule = (/** @type {string} */ id, /** @type {string[]} */ values, /** @type {string} */ response) =>
  `title: ${id}\nid: 5d2f7c1a-0000-4000-8000-0000000000${id}\nlogsource: { category: process_creation }\ndetection:\n  one: { CommandLine|contains: [${values.map((value) => `'${value}'`).join(', ')}] }\n  condition: one\nresponse: ${response}\n`
engine.compile([{ name: 'bench.yml', text: [rule('01', literals, 'block'), rule('02', ['curl http'], 'log')].join('---\n') }], { products: ['linux'] })

const event = core.events.find(({ name }) => name === 'process.spawn')
const bit = (/** @type {string} */ name) => event === undefined ? 0 : (core.fieldsOf(event).find((field) => field.name === name)?.bit ?? 0)
const [fileBit, lineBit] = [bit('file'), bit('command_line')]
const fileLength = 7
/** A rule of `log` matches the one, none matches the other: that is the common case, and no engine looks for a package then. */
const matching = `/bin/shsh -c ${'x'.repeat(240)} curl http://127.0.0.1/`
const plain = `/bin/shsh -c ${'x'.repeat(240)} wget http://127.0.0.1/`

const kept = process.argv.at(-1) === '--kept' ? views() : undefined

function views() {
  const frame = engine.frame()
  return { words: new Uint32Array(frame.buffer, frame.byteOffset, 1024), place: frame.subarray(4096) }
}

/** Writes the event as the core does, in one piece, and has it judged. @param {string} text */
function judge(text) {
  const { words, place } = kept ?? views()
  words[0] = event?.id ?? 0
  words[1] = 2
  words[2] = text.length
  words[3] = 0
  words[4] = fileBit
  words[5] = fileLength
  words[6] = lineBit
  words[7] = text.length - fileLength
  encoder.encodeInto(text, place)
  engine.evaluate()
  return (words[0] ?? 0) & 0xff
}

const encoder = new TextEncoder()
const times = []
for (let round = 0; round < rounds; round++) {
  const start = performance.now()
  let answers = 0
  for (let call = 0; call < calls; call++) answers += judge(plain)
  times.push(((performance.now() - start) * 1e6) / calls)
  if (answers !== 0 || judge(matching) !== 1) throw new Error('the rules do not say what they should')
}
times.sort((a, b) => a - b)
process.stdout.write(JSON.stringify(times[rounds / 2]))
