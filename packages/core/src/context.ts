import type { Interest } from './engine.ts'
import { type EventFields, events } from './generated/events.ts'
import type { Platform, ServedRequest } from './platform.ts'

/** The bit of `phase` in an interest mask; `request.route` and `request.id` follow it. Nothing lies behind them. */
export const firstContextBit = 29

/** What of an event's circumstances somebody asks for, as bits. */
export const contextPhase = 1
export const contextRoute = 2
export const contextId = 4
export const contextRequest: number = contextRoute | contextId

/** In which circumstances an operation was asked for: what the runtime knows of those that somebody asked for. */
export interface Context {
  /** Those that were asked for. */
  readonly asked: number
  readonly phase: string | undefined
  readonly request: ServedRequest | undefined
}

/** The circumstances that rules read of an event, by the mask of its fields. */
export const askedIn = (mask: number): number => mask >>> firstContextBit

/** The bit of one of the circumstances in an interest mask. */
export const bitOf = (one: number): number => firstContextBit + (one >> 1)

/** Asks the runtime. It runs no code of the application. */
export function readContext(platform: Platform, asked: number): Context {
  return {
    asked,
    phase: (asked & contextPhase) === 0 ? undefined : platform.phase?.(),
    request: (asked & contextRequest) === 0 ? undefined : platform.request?.(),
  }
}

/** The circumstances that a configuration names (`context: [phase, request]`), as bits. */
export function contextNamed(names: readonly string[]): number {
  let asked = 0
  for (let i = 0; i < names.length; i++) asked |= names[i] === 'phase' ? contextPhase : contextRequest
  return asked
}

/** What `overt.gap` says where a runtime does not know what somebody asks for. */
export function contextGap({ fields }: Interest, unknown: number): EventFields['overt.gap'] {
  const named = (unknown & contextPhase) === 0 ? '`request`' : (unknown & contextRequest) === 0 ? '`phase`' : '`phase` and `request`'
  return { event: firstThatAsks(fields, unknown), reason: 'unavailable', detail: `${named} cannot be told here: records do not have it, and rules that need it do not match` }
}

/** The first event of which a rule reads one of the circumstances. */
function firstThatAsks(fields: Uint32Array, which: number): string | undefined {
  for (let i = 0; i < events.length; i++) {
    const event = events[i]
    if (event !== undefined && (askedIn(fields[event.id] ?? 0) & which) !== 0) return event.name
  }
  return undefined
}
