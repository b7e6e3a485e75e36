import type { EventInfo } from './generated/events.ts'
import { append, charCodeAt, indexOf, slice } from './primordials.ts'

/** A field's place in an interest mask, its name, and its kind in a frame (0 string, 1 integer, 2 boolean). */
export interface FieldInfo {
  readonly bit: number
  readonly name: string
  readonly kind: 0 | 1 | 2
}

const numberSign = 0x23
const questionMark = 0x3f

/** The fields of an event, in the order of their bits: made anew at each call. */
export function fieldsOf({ layout }: EventInfo): readonly FieldInfo[] {
  const fields: FieldInfo[] = []
  for (let from = 0, bit = 0; from < layout.length; bit++) {
    const space = indexOf(layout, ' ', from)
    const end = space === -1 ? layout.length : space
    const mark = charCodeAt(layout, end - 1)
    const kind = mark === numberSign ? 1 : mark === questionMark ? 2 : 0
    append(fields, { bit, name: slice(layout, from, kind === 0 ? end : end - 1), kind })
    from = end + 1
  }
  return fields
}
