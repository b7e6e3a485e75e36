import type { Engine } from '../engine.ts'
import { entriesStart, kindBoolean, kindInteger, mostEntries, textStart } from '../frame-layout.ts'
import type { Operation, Value } from '../operation.ts'
import { bufferOf, byteLengthOf, byteOffsetOf, Bytes, encodeInto, numberToString, Words } from '../primordials.ts'
import type { Recorder } from './recorder.ts'

/**
 * Records a call that was allowed and that no rule matched, its line made by native code of the fields in the frame: no JavaScript string is made of it. Answers how many
 * lines were lost, or -1 where the line is to be made in the general way. Undefined where the engine makes none.
 */
export type PlainLine = <Call>(operation: Operation<Call>, call: Call) => number

export function createPlainLine(engine: Engine, recorder: Recorder): PlainLine | undefined {
  const { add } = recorder
  if (add === undefined) return undefined
  const frame = engine.frame()
  const words = new Words(bufferOf(frame), byteOffsetOf(frame), textStart / 4)
  const texts = new Bytes(bufferOf(frame), byteOffsetOf(frame) + textStart, byteLengthOf(frame) - textStart)
  let text = ''
  let count = 0

  function put(field: number, kind: number, value: string): void {
    const at = entriesStart + 2 * count
    words[at] = field | (kind << 8)
    words[at + 1] = value.length
    text = count === 0 ? value : text + value
    count++
  }

  /** False where the frame has no form, or no room, for the value. */
  function putValue(field: number, kind: number, value: Value): boolean {
    if (count >= mostEntries) return false
    if (typeof value === 'string') put(field, kind, value)
    else if (typeof value === 'number') put(field, kindInteger, numberToString(value))
    else if (typeof value === 'boolean') put(field, kindBoolean, value ? 'true' : 'false')
    else if (value !== undefined) {
      // An empty list would be no entry, and no list in the line.
      if (value.length === 0 || count + value.length > mostEntries) return false
      for (let i = 0; i < value.length; i++) put(field, kind, value[i] ?? '')
    }
    return true
  }

  return (operation, call) => {
    text = ''
    count = 0
    const { fields } = operation
    for (let i = 0; i < fields.length; i++) {
      const field = fields[i]
      if (field !== undefined && !putValue(field.bit, field.kind, field.read(call))) return -1
    }
    const { read, written } = encodeInto(text, texts)
    if (written !== text.length || read !== written) return -1
    words[0] = operation.event.id
    words[1] = count
    words[2] = written
    words[3] = 0
    return add()
  }
}
