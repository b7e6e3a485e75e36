import type { Probe } from '@overt/core'
import { type ActedEvent, actedOperations } from './acted.ts'
import type { PathOfDescriptor } from './acted-arguments.ts'
import { type Actor, put } from './actor.ts'
import { watchHandles } from './file-handles.ts'

/** What the probe needs of the runtime. */
export interface Acting {
  /** Asked when the probe is installed: what is loaded for it may keep functions that probes before it replace. */
  readonly list: () => readonly Actor[]
  /** The events of the list that this probe is for. */
  readonly events: readonly ActedEvent[]
  readonly folder: () => string
  readonly later: (work: () => void) => void
  /** The object of the promises of `node:fs`, whose `open` gives handles, asked for as the list is, and how their files are told. */
  readonly handles: { readonly promises: () => object; readonly pathOf: PathOfDescriptor } | undefined
}

/** `fs.mkdir`, `fs.list`, `fs.chmod` and the others that take a file by its name or its descriptor: each function of a list, none of which ends in another of the list. */
export const createActingProbe = ({ list, events, folder, later, handles }: Acting): Probe => ({
  events,
  capturable: true,
  bindings: [],
  install(audit) {
    const operations = actedOperations(audit, folder)
    const actors = list()
    for (let i = 0; i < actors.length; i++) {
      const actor = actors[i]
      if (actor !== undefined && isOneOf(events, actor.event)) put(audit, operations, actor, later)
    }
    if (handles !== undefined) watchHandles(audit, operations, handles.promises(), handles.pathOf, later)
    return []
  },
})

function isOneOf(events: readonly string[], event: string): boolean {
  for (let i = 0; i < events.length; i++) if (events[i] === event) return true
  return false
}
