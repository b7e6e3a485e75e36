import type { Operation, Value } from './operation.ts'
import { append, bufferOf, Bytes, encodeInto, imul, int32At, Integers, ViewOf } from './primordials.ts'

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
    append(all, { bit: words[at] ?? 0, width, mask: width === 4 ? -1 : 0xff_ffff, stride: words[at + 2] ?? 0, shift, bits })
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

/** The value that is looked at, as UTF-8. */
const bytes = new Bytes(longest)
const view = new ViewOf(bufferOf(bytes))

/**
 * Whether a value may hold a literal. With `path`: also where it is no path in normal form, for then another is judged.
 *
 * The value is copied out of the string and read four characters at a time: less than it costs to ask the string for each (docs/design/hot-path.md).
 */
export function mayHold(filter: Prefilter, text: string, path: boolean): boolean {
  const { width, mask, stride, shift, bits } = filter
  const { length } = text
  if (length < width || length > longest) return true
  // Only of ASCII there are as many bytes as characters.
  const { read, written } = encodeInto(text, bytes)
  if (written !== length || read !== length || (path && bytes[0] !== slash)) return true
  // The last four characters, folded. Before the first stand NULs, which no gram has.
  let last = 0
  let nul = 0
  let marks = 0
  let i = 0
  for (; i + 4 <= length; i += 4) {
    const given = int32At(view, i)
    nul |= given - 0x01010101
    const four = given | 0x20202020
    const marksBefore = marks
    marks = slashesAndDots(four)
    // What the last four were after the first of these, after the second, after the third.
    const afterFirst = (last << 8) | (four >>> 24)
    const afterSecond = (last << 16) | (four >>> 16)
    const afterThird = (last << 24) | (four >>> 8)
    // Two of them side by side are seldom.
    if (path && (marks & ((marks >>> 8) | (marksBefore << 24))) !== 0 && (isAstray(afterFirst) || isAstray(afterSecond) || isAstray(afterThird) || isAstray(four))) return true
    if (stride !== 0 && has(bits, shift, four & mask)) return true
    if (stride < 4 && stride !== 0) {
      if (has(bits, shift, afterSecond & mask)) return true
      if (stride === 1 && (has(bits, shift, afterFirst & mask) || has(bits, shift, afterThird & mask))) return true
    }
    last = four
  }
  for (; i < length; i++) {
    const byte = bytes[i] ?? 0
    if (byte === 0) return true
    last = (last << 8) | byte | 0x20
    if ((path && isAstray(last)) || (stride !== 0 && (i + 1) % stride === 0 && has(bits, shift, last & mask))) return true
  }
  if ((nul & 0x80808080) !== 0) return true
  if (path && ((last & 0xffff) === slashDot || ((last & 0xff) === slash && length > 1))) return true
  if (has(bits, shift, (last & mask) ^ endSeed)) return true
  let start = 0
  for (let at = 0; at < width; at++) start = (start << 8) | (bytes[at] ?? 0) | 0x20
  return has(bits, shift, start ^ startSeed)
}

/** Of four ASCII characters those that are `/` or `.`: bit 7 of their bytes. A byte is 0 once bit 0 and their common bits are taken off, and no other reaches bit 7. */
function slashesAndDots(four: number): number {
  return ~(((four & 0xfefefefe) ^ 0x2e2e2e2e) + 0x7f7f7f7f) & 0x80808080
}

/** Whether the last characters are two slashes, or a slash, a dot and one of both. */
function isAstray(last: number): boolean {
  const three = last & 0xff_ffff
  return three === slashDotSlash || three === slashDotDot || (last & 0xffff) === doubleSlash
}

function has(bits: Int32Array, shift: number, gram: number): boolean {
  const first = imul(gram, 0x9e3779b1) >>> shift
  if ((((bits[first >>> 5] ?? -1) >>> (first & 31)) & 1) === 0) return false
  const second = imul(gram, 0x85ebca77) >>> shift
  return (((bits[second >>> 5] ?? -1) >>> (second & 31)) & 1) === 1
}
