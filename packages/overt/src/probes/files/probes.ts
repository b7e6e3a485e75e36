import { type Audit, type Gap, primordials, type Probe } from '@overt/core'
import { bindingOf, replace } from '../patch.ts'
import { acting, type FileParts } from './acting.ts'
import { patchCopyJob } from './copy-job.ts'
import { eventOf, type FileFunction, functions } from './functions.ts'
import { watchListing, watchResolving } from './lookups.ts'
import { type FileEvent, operations } from './operations.ts'
import { createWatchProbe } from './watching.ts'
import { noteWholes } from './whole.ts'
import { watchWorkingFolder } from '../under-way.ts'

const { append } = primordials

/** One probe for each event, so that nothing is replaced for an event that nobody wants. */
export function createFileProbes(parts: FileParts): readonly Probe[] {
  const events: FileEvent[] = []
  for (let i = 0; i < functions.length; i++) {
    const event = eventOf((functions[i] as FileFunction).action)
    if (!events.includes(event)) append(events, event)
  }
  return events.map((event) => createProbe(event, parts)).concat(createWatchProbe(parts), createInternalProbe(parts))
}

const hidden = (event: FileEvent): readonly Gap[] => [{ event, reason: 'unavailable', detail: 'the permission model hides the binding of `fs`' }]

function patch(binding: object, event: FileEvent, audit: Audit, parts: FileParts, isInternal: true | undefined): void {
  for (let i = 0; i < functions.length; i++) {
    const listed = functions[i]
    if (listed === undefined || eventOf(listed.action) !== event) continue
    // What the list does not say is not looked up on `Object.prototype`.
    const one = { __proto__: null, ...listed } as FileFunction
    if (one.isInternal !== isInternal) continue
    const operation = operations[one.action](audit)
    replace(binding, one.name, (original) => acting(audit, operation, original, one, parts))
  }
}

/** What the loader looks modules up with, many times for each: it is left as it is until the application can call it. */
const createInternalProbe = (parts: FileParts): Probe => ({
  events: ['fs.stat'],
  capturable: false,
  bindings: ['fs'],
  onlyAsked: true,
  install(audit: Audit): readonly Gap[] {
    const binding = bindingOf('fs')
    // Said once, by the other probe of this event.
    if (binding === undefined) return []
    patch(binding, 'fs.stat', audit, parts, true)
    return []
  },
})

const createProbe = (event: FileEvent, parts: FileParts): Probe => ({
  events: [event],
  // Only `opendir` has its native part out of reach; the public function stands for it, and whoever has taken that before is not seen.
  capturable: event === 'fs.list',
  bindings: ['fs'],
  install(audit: Audit): readonly Gap[] {
    const binding = bindingOf('fs')
    if (binding === undefined) return hidden(event)
    patch(binding, event, audit, parts, undefined)
    if (event === 'fs.copy') patchCopyJob(binding, audit, parts)
    else if (event === 'fs.stat') watchResolving(audit, parts)
    else if (event === 'fs.list') watchListing(audit, parts, binding)
    noteWholes(audit)
    watchWorkingFolder()
    return []
  },
})
