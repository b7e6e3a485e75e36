import { type EventInfo, events, highestEvent } from './generated/events.ts'
import { endsWith, slice, startsWith } from './primordials.ts'

/** Events by id: 1 where one is meant. */
export type EventSet = Uint8Array

/** The highest id and one. */
const size = highestEvent + 1

/**
 * The events that names and patterns mean: `process.spawn`, `fs.*`, `*`. An application's own events are `application.event`.
 *
 * @returns the set, or the first name that means no event
 */
export function eventSet(names: readonly string[]): EventSet | string {
  const set = new Uint8Array(size)
  for (let i = 0; i < names.length; i++) {
    const name = names[i] ?? ''
    const single = eventNamed(name)
    if (single !== undefined) set[single.id] = 1
    else if (!(name === '*' || endsWith(name, '.*')) || !addBelow(set, slice(name, 0, -1))) return name
  }
  return set
}

/** The events whose names begin so; false where none does. */
function addBelow(set: EventSet, prefix: string): boolean {
  let found = false
  for (let i = 0; i < events.length; i++) {
    const event = events[i]
    if (event === undefined || !startsWith(event.name, prefix)) continue
    set[event.id] = 1
    found = true
  }
  return found
}

/** overt's own events: recorded always. */
export const ownEvents: readonly string[] = ['overt.*', 'hook.*', 'open_hook.set']

let byName: Readonly<Record<string, EventInfo | undefined>> | undefined

/** The events of the schema by their names. A start asks for some hundred. */
export const eventsByName = (): Readonly<Record<string, EventInfo | undefined>> => (byName ??= named())

/** An event of the schema; undefined where there is none by this name. */
export const eventNamed = (name: string): EventInfo | undefined => eventsByName()[name]

function named(): Readonly<Record<string, EventInfo>> {
  const table = { __proto__: null } as unknown as Record<string, EventInfo>
  for (let i = 0; i < events.length; i++) {
    const event = events[i]
    if (event !== undefined) table[event.name] = event
  }
  return table
}

/** The id of an event of the schema. */
export function eventId(name: string): number {
  const event = eventNamed(name)
  if (event === undefined) throw new TypeError(`\`${name}\` is not an event of the schema`)
  return event.id
}
