import { events, highestEvent } from './generated/events.ts'
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
    let found = false
    for (let j = 0; j < events.length; j++) {
      const event = events[j]
      if (event === undefined || !means(name, event.name)) continue
      set[event.id] = 1
      found = true
    }
    if (!found) return name
  }
  return set
}

const means = (name: string, event: string): boolean => name === event || name === '*' || (endsWith(name, '.*') && startsWith(event, slice(name, 0, -1)))

/** overt's own events: recorded always. */
export const ownEvents: readonly string[] = ['overt.*', 'hook.*', 'open_hook.set']

/** The id of an event of the schema. */
export function eventId(name: string): number {
  for (let i = 0; i < events.length; i++) {
    const event = events[i]
    if (event !== undefined && event.name === name) return event.id
  }
  throw new TypeError(`\`${name}\` is not an event of the schema`)
}
