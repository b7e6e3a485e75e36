import type { Probe } from '@overt/core'
import type * as Part from './part.ts'

/** What is watched of a module when it is loaded. */
const tamperedModule = (part: () => typeof Part, module: Part.LoadedLater): Probe => ({
  events: ['core.tamper'], capturable: true, bindings: [], module, install: (audit) => part().installTamper(audit, module),
})

/** What is said of these probes before their part of the preload has run (../../preload-parts.ts). */
export const tamperProbes = (part: () => typeof Part): readonly Probe[] => [
  { events: ['core.tamper'], capturable: true, bindings: [], install: (audit) => part().installTamper(audit) },
  tamperedModule(part, '_http_outgoing'),
  tamperedModule(part, '_http_server'),
  tamperedModule(part, '_http_client'),
  tamperedModule(part, 'http'),
  tamperedModule(part, 'https'),
  tamperedModule(part, 'crypto'),
  { events: ['stack.prepare'], capturable: true, bindings: [], install: (audit) => part().installStack(audit) },
]
