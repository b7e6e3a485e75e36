import type { Rule } from '../engine.ts'
import type { Value } from '../operation.ts'
import type { ServedRequest } from '../platform.ts'

/** What became of an operation. */
export type Outcome = 'allowed' | 'refused' | 'would_refuse' | 'killed'

/** One event with its verdict, before it becomes a line. Every property its own: nothing is looked up on `Object.prototype`. */
export interface Entry {
  readonly event: string
  readonly fields: Readonly<Record<string, Value>>
  readonly response: number
  /** As they were when the event was judged. */
  readonly rules: readonly Rule[]
  readonly allowedBy: readonly Rule[]
  /** JSON, or empty. */
  readonly package: string
  readonly phase: string | undefined
  readonly request: ServedRequest | undefined
  readonly outcome: Outcome
  /** Whether a JavaScript hook refused. */
  readonly hook: boolean
}
