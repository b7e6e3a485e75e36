import type { Operation, Value } from './operation.ts'
import { append, bufferOf, Bytes, encodeInto, imul, int32At, Integers, subarray, ViewOf } from './primordials.ts'

/**
 * What tells of a field's value, without the engine, that it holds no literal that makes a rule a candidate: bits of the runs of characters (*grams*) that such literals
 * have (crates/engine/src/index/prefilter.rs, which says what the numbers are).
 */
export interface Prefilter {
  /** The bit of the field. */
  readonly bit: number
  /** How many characters a gram has, and the bits of a number that holds them. */
  readonly width: number
  readonly mask: number
  /** From one gram that is looked up to the next; 0 where none are within the value. */
  readonly stride: number
  readonly shift: number
  readonly bits: Int32Array
  /** The path that it let go last, four characters a number as they lie in memory, and how many characters it has. */
  readonly last: Int32Array
  lastLength: number
}

const startSeed = 0x5bd1e995
const endSeed = 0x1b873593
const headWords = 4
/** Longer values are the engine's: it reads eight characters at a time. */
const longest = 512
const slash = 0x2f
const doubleSlash = 0x2f2f
const slashDot = 0x2f2e
const slashDotSlash = 0x2f2e2f
const slashDotDot = 0x2f2e2e

/** The prefilters of a kind of event; none where each event has to be judged. */
export function readPrefilters(words: Uint32Array): readonly Prefilter[] {
  const all: Prefilter[] = []
  let at = 0
  while (words[at] !== undefined) {
    const width = words[at + 1] ?? 0
    const shift = words[at + 3] ?? 0
    const bits = new Integers(1 << (27 - shift))
    for (let i = 0; i < 1 << (27 - shift); i++) bits[i] = words[at + headWords + i] ?? -1
    append(all, { bit: words[at] ?? 0, width, mask: width === 4 ? -1 : 0xff_ffff, stride: words[at + 2] ?? 0, shift, bits, last: new Integers(room / 4), lastLength: 0 })
    at += headWords + (1 << (27 - shift))
  }
  return all
}

/** Whether a call may match a rule. Where it may not, the engine would answer that nothing matched, whatever else is known of the call. */
export function mayMatch<Call>({ prefilters, given, fields }: Operation<Call>, call: Call): boolean {
  if (prefilters === undefined || prefilters.length === 0) return true
  for (let i = 0; i < prefilters.length; i++) {
    const one = prefilters[i]
    if (one === undefined) return true
    if (given?.bit === one.bit) {
      if (mayHold(one, given.text(call), true)) return true
      continue
    }
    const value = valueOf(fields, one.bit, call)
    if (value !== undefined && (typeof value !== 'string' || mayHold(one, value, false))) return true
  }
  return false
}

function valueOf<Call>(fields: Operation<Call>['fields'], bit: number, call: Call): Value {
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i]
    if (field?.bit === bit) return field.read(call)
  }
  return undefined
}

/** Spaces before the value and behind it: what is read at its edges is then no slash, no dot, no NUL and no literal. */
const margin = 4
const space = 0x20
const room = margin + longest + margin
const bytes = new Bytes(room)
for (let i = 0; i < margin; i++) bytes[i] = space
const view = new ViewOf(bufferOf(bytes))
const fours = new Integers(bufferOf(bytes))
/** Where the value is written, as UTF-8. */
const place = subarray(bytes, margin, margin + longest)

/**
 * Whether a value may hold a literal. With `path`: also where it is no path in normal form, for then another is judged.
 *
 * The value is copied out of the string and read four characters at a time: less than it costs to ask the string for each (docs/design/hot-path.md). Paths that come one
 * after the other mostly begin alike, and what they begin with was looked through in the last one.
 */
export function mayHold(filter: Prefilter, text: string, path: boolean): boolean {
  const { width, mask, stride, shift, bits, last } = filter
  const { length } = text
  if (length < width || length > longest) return true
  // Only of ASCII there are as many bytes as characters.
  const { read, written } = encodeInto(text, place)
  if (written !== length || read !== length) return true
  bytes[margin + length] = space
  bytes[margin + length + 1] = space
  bytes[margin + length + 2] = space
  if (path && !isWhole(length)) return true
  let end = 4
  let marksBefore = 0
  if (path) {
    // INVARIANT: the last path was let go, so nothing was found in its characters up to three behind its end, and each question below is one of four characters and those before them.
    const least = (length < filter.lastLength ? length : filter.lastLength) + 4
    while (end < least && fours[end >>> 2] === last[end >>> 2]) end += 4
    if (end !== 4) marksBefore = slashesAndDots(int32At(view, end - 4))
  }
  if (has(bits, shift, (before(length) & mask) ^ endSeed) || (end === 4 && has(bits, shift, (before(width) & mask) ^ startSeed))) return true
  const start = end
  let nul = 0
  for (; end < length + 4; end += 4) {
    const four = int32At(view, end)
    nul |= four - 0x01010101
    if (path) {
      const marks = slashesAndDots(four)
      // Two of them side by side are seldom.
      if ((marks & ((marks >>> 8) | (marksBefore << 24))) !== 0 && (isAstray(end - 3) || isAstray(end - 2) || isAstray(end - 1) || isAstray(end))) return true
      marksBefore = marks
    }
    if (stride !== 0 && has(bits, shift, (four | 0x20202020) & mask)) return true
  }
  if ((nul & 0x80808080) !== 0) return true
  // The grams that end between.
  if (stride === 2) for (end = start - 2; end <= length; end += 4) if (has(bits, shift, before(end) & mask)) return true
  if (stride === 1) for (end = start - 3; end <= length; end++) if (has(bits, shift, before(end) & mask)) return true
  if (path) {
    for (end = start; end < length + 4; end += 4) last[end >>> 2] = fours[end >>> 2] ?? 0
    filter.lastLength = length
  }
  return false
}

/** The four characters before a place in the value, folded, the last one lowest. */
function before(end: number): number {
  return int32At(view, end) | 0x20202020
}

/** Whether a path begins with a slash, and ends with neither a slash nor `/.`. */
function isWhole(length: number): boolean {
  const last = int32At(view, length)
  return bytes[margin] === slash && (last & 0xffff) !== slashDot && ((last & 0xff) !== slash || length === 1)
}

/** Of four ASCII characters those that are `/` or `.`: bit 7 of their bytes. A byte is 0 once bit 0 and their common bits are taken off, and no other reaches bit 7. */
function slashesAndDots(four: number): number {
  return ~(((four & 0xfefefefe) ^ 0x2e2e2e2e) + 0x7f7f7f7f) & 0x80808080
}

/** Whether the four characters there end with two slashes, or with a slash, a dot and one of both. */
function isAstray(at: number): boolean {
  const four = int32At(view, at)
  const three = four & 0xff_ffff
  return three === slashDotSlash || three === slashDotDot || (four & 0xffff) === doubleSlash
}

function has(bits: Int32Array, shift: number, gram: number): boolean {
  const first = imul(gram, 0x9e3779b1) >>> shift
  if ((((bits[first >>> 5] ?? -1) >>> (first & 31)) & 1) === 0) return false
  const second = imul(gram, 0x85ebca77) >>> shift
  return (((bits[second >>> 5] ?? -1) >>> (second & 31)) & 1) === 1
}
