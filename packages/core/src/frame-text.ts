import type { Engine } from './engine.ts'
import { asItIsNotFlag, entriesStart, kindBoolean, kindInteger, pathFlag, recordFlag, textStart } from './frame-layout.ts'
import type { Operation, Value } from './operation.ts'
import { bufferOf, byteLengthOf, byteOffsetOf, Bytes, charCodeAt, numberToString, Words } from './primordials.ts'

/** Texts longer than this, in UTF-16 units, are not written unit by unit. */
const shortest = 32

/**
 * Judges a call whose path is in normal form as it was given: native code reads it from the string and sees its form in the same call, and the other
 * fields are short. Answers whether the call was judged; if not, it is to be judged in the general way. Undefined where the engine cannot do it.
 */
export type TextJudge = <Call>(operation: Operation<Call>, call: Call, record: boolean) => boolean

export function createTextJudge(engine: Engine): TextJudge | undefined {
  const evaluate = engine.evaluateText
  if (evaluate === undefined) return undefined
  const frame = engine.frame()
  const words = new Words(bufferOf(frame), byteOffsetOf(frame), textStart / 4)
  const texts = new Bytes(bufferOf(frame), byteOffsetOf(frame) + textStart, byteLengthOf(frame) - textStart)
  let written = 0
  let count = 0

  /** Writes a short ASCII text; false where it is another. */
  function put(field: number, kind: number, value: string): boolean {
    const { length } = value
    if (length > shortest) return false
    for (let i = 0; i < length; i++) {
      const unit = charCodeAt(value, i)
      if (unit > 0x7f) return false
      texts[written + i] = unit
    }
    head(field | (kind << 8), length)
    written += length
    return true
  }

  function head(what: number, length: number): void {
    const at = entriesStart + 2 * count
    words[at] = what
    words[at + 1] = length
    count++
  }

  function putValue(field: number, kind: number, value: Value): boolean {
    if (typeof value === 'string') return put(field, kind, value)
    if (typeof value === 'boolean') return put(field, kindBoolean, value ? 'true' : 'false')
    if (typeof value === 'number') return put(field, kindInteger, numberToString(value))
    return value === undefined
  }

  return (operation, call, record) => {
    const { fields, given, mask } = operation
    if (given === undefined || ((mask >>> given.bit) & 1) === 0) return false
    written = 0
    count = 0
    for (let i = 0; i < fields.length; i++) {
      const field = fields[i]
      if (field === undefined || field.bit === given.bit || ((mask >>> field.bit) & 1) === 0) continue
      if (!putValue(field.bit, field.kind, field.read(call))) return false
    }
    head(given.bit, 0)
    words[0] = operation.event.id
    words[1] = count
    words[2] = written
    words[3] = record ? recordFlag | pathFlag : pathFlag
    evaluate(given.text(call))
    return ((words[0] ?? 0) & asItIsNotFlag) === 0
  }
}
