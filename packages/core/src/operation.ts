import type { VerdictCache } from './cache.ts'
import type { Prefilter } from './prefilter.ts'
import type { FieldInfo } from './event-fields.ts'
import type { EventFields, EventInfo, EventName } from './generated/events.ts'

/** What a field may hold. `undefined`: the runtime does not know it. */
export type Value = string | number | boolean | readonly string[] | undefined

/** Reads each field from what the probe knows of one call. A field without a reader is absent. Readers run no code of the application. */
export type Readers<Name extends EventName, Call> = {
  readonly [Field in keyof EventFields[Name]]?: (call: Call) => EventFields[Name][Field]
}

/** Readers as they are given: what a call is, is read off the first reader whose parameter has a type. */
export type GivenReaders<Name extends EventName, Call> = Readonly<Record<string, ((call: Call) => Value) | undefined>> & NoInfer<Readers<Name, Call>>

/** A field with its reader. */
export interface ReadField<Call> extends FieldInfo {
  readonly read: (call: Call) => Value
}

/** A field that holds a path, absolute and in normal form, with the text that its reader makes it of. */
export interface GivenPath<Call> {
  readonly field: string
  /** The path as it was given. Where it is in normal form already, native code sees so itself, and the field's reader is not asked. */
  readonly text: (call: Call) => string
}

/** Who listens to an event, as bits of {@link Operation.wanted}. */
export const wantedByRules = 1
export const wantedByHooks = 2
export const wantedByRecord = 4

/** One kind of operation that a probe raises: an event, its fields, and who listens. */
export interface Operation<Call> {
  readonly event: EventInfo
  /** Empty until {@link complete} was called. */
  fields: readonly ReadField<Call>[]
  /** The path that may be judged as it was given, by the bit of its field. */
  given?: { readonly bit: number; readonly text: (call: Call) => string } | undefined
  /** Takes the readers of the fields, before the operation is first raised; undefined from then on. */
  complete: (() => void) | undefined
  /** 0 while nobody listens: then a probe does nothing but read this. */
  wanted: number
  /** The fields that rules read, one bit each. */
  mask: number
  /** The circumstances that rules read (context.ts); 0 nearly always. */
  context: number
  /**
   * A text that settles every field in `mask`, or undefined where there is none: the key of the verdict cache.
   * INVARIANT: two calls with the same key have the same value in every field that is in the mask. So there is none where rules read the circumstances.
   */
  key: ((call: Call, mask: number) => string | undefined) | undefined
  /** Keys of calls that matched nothing; undefined until the first is kept. */
  cache?: VerdictCache | undefined
  /** What sees of most calls that they match nothing; undefined until the engine was asked, none where it has none. */
  prefilters?: readonly Prefilter[] | undefined
  /**
   * Whether the runtime does this for itself, inside another operation that has its own event: then it is none of this kind. Asked only where a rule has matched, or a
   * hook or the record would be told; where rules are correlations, before the event is judged.
   */
  runtimeOwn?: ((call: Call) => boolean) | undefined
  /** Told where `wanted` may have changed, for a probe whose native part must know it. */
  changed?: ((wanted: number) => void) | undefined
}
