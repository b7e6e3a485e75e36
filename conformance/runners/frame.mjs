// Writes an event to an engine's frame without @overt/core, as docs/design/frame.md says: so that events are judged which no probe writes (null, the
// package, the request).

const kinds = /** @type {Record<string, number>} */ ({ string: 0, number: 1, boolean: 2, object: 3 })
const kindName = 4
const responses = ['none', 'log', 'alert', 'block', 'kill']

/** Fields that any event may carry, by their bits (schema/events.yaml). */
export const common = /** @type {Record<string, number>} */ ({
  'package.name': 24, 'package.version': 25, 'package.path': 26, 'package.chain': 27, 'package.direct': 28, phase: 29, 'request.route': 30, 'request.id': 31,
})

/**
 * @param {typeof import('../../packages/core/src/index.ts')} core
 * @param {import('../../packages/core/src/index.ts').Engine} engine
 * @param {import('./judge.mjs').CaseEvent} event
 * @param {'frame' | 'large'} way through the frame, or through a buffer of its own
 * @param {'title' | 'id'} names by which the verdict names rules
 * @returns {import('./judge.mjs').Verdict}
 */
export function judgeFrame(core, engine, event, way, names = 'title') {
  const bytes = writeFrame(core, event)
  if (way === 'large') engine.evaluateLarge(bytes)
  else {
    engine.frame().set(bytes)
    engine.evaluate()
  }
  const frame = engine.frame()
  const words = new Uint32Array(frame.buffer, frame.byteOffset, 1024)
  const [flags = 0, matched = 0, , allowed = 0] = words
  if ((flags & (1 << 9)) !== 0) return { response: 'not judged', rules: [], allowedBy: [] }
  const rules = engine.rules()
  const titles = (/** @type {number} */ from, /** @type {number} */ count) => [...words.subarray(from, from + count)].map((number) => rules[number]?.[names] ?? `no rule ${number}`)
  return { response: responses[flags & 0xff] ?? String(flags & 0xff), rules: titles(4, matched), allowedBy: titles(4 + matched, allowed) }
}

/**
 * @param {typeof import('../../packages/core/src/index.ts')} core
 * @param {import('./judge.mjs').CaseEvent} event
 */
export function writeFrame(core, { event, fields, package: package_ }) {
  const known = core.events.find(({ name }) => name === event)
  /** @type {[field: number, kind: number, text: string][]} */
  const entries = known === undefined ? [[0, 0, event]] : []
  for (const [name, given] of Object.entries(fields)) {
    const field = known === undefined ? undefined : (core.fieldsOf(known).find((one) => one.name === name)?.bit ?? common[name])
    for (const value of Array.isArray(given) ? given : [given]) {
      if (field === undefined) entries.push([0, kindName, name])
      entries.push([field ?? 0, kinds[typeof value] ?? 0, typeof value === 'object' ? '' : String(value)])
    }
  }
  for (const [name, given] of Object.entries(package_ === undefined ? {} : { direct: false, ...package_ })) {
    for (const value of Array.isArray(given) ? given : [given]) entries.push([common[`package.${name}`] ?? 0, kinds[typeof value] ?? 0, String(value)])
  }
  const texts = entries.map(([, , text]) => new TextEncoder().encode(text))
  const length = texts.reduce((all, text) => all + text.length, 0)
  const bytes = new Uint8Array(4096 + length)
  const words = new Uint32Array(bytes.buffer, 0, 1024)
  words.set([known?.id ?? 1, entries.length, length, 0])
  let at = 4096
  entries.forEach(([field, kind], index) => {
    const text = texts[index] ?? new Uint8Array()
    words.set([field | (kind << 8), text.length], 4 + 2 * index)
    bytes.set(text, at)
    at += text.length
  })
  return bytes
}
