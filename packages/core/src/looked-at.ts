import { fieldsOf } from './event-fields.ts'
import { type Operation, wantedByHooks, wantedByRecord } from './operation.ts'

/** The bits of some fields of an operation: to be asked for once. */
export function bitsOf<Call>(operation: Operation<Call>, first: string, second?: string, third?: string): number {
  let bits = 0
  const fields = fieldsOf(operation.event)
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i]
    if (field !== undefined && (field.name === first || field.name === second || field.name === third)) bits |= 1 << field.bit
  }
  return bits
}

/** Whether anybody looks at these fields now: hooks and the record look at all. */
export const looksAt = <Call>(operation: Operation<Call>, bits: number): boolean =>
  operation.wanted !== 0 && ((operation.mask & bits) !== 0 || (operation.wanted & (wantedByHooks | wantedByRecord)) !== 0)
