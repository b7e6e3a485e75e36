import type { Probe } from '@overt/core'
import { installInspector } from './inspector.ts'
import type * as Part from './part.ts'

/** What is said of these probes before their part of the preload has run (../../preload-parts.ts). */
export const diagnosticsProbes = (part: () => typeof Part, runtimeScript: () => string): readonly Probe[] => [
  // Node has loaded its binding before anything else: it is installed at the start.
  { events: ['inspector.open', 'inspector.session', 'inspector.signal'], capturable: true, bindings: ['inspector'], install: (audit) => installInspector(audit) },
  { events: ['v8.flags', 'v8.heap_snapshot', 'v8.deserialize'], capturable: true, bindings: ['v8'], module: 'v8', install: (audit) => part().installV8(audit, runtimeScript) },
  { events: ['report.write'], capturable: true, bindings: [], install: (audit) => part().installReport(audit) },
  { events: ['error.uncaught'], capturable: true, bindings: [], install: (audit) => part().installUncaught(audit) },
]
