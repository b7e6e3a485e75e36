import type { Probe } from '@overt/core'
import type * as Part from './part.ts'

/** What is said of these probes before their part of the preload has run (../../preload-parts.ts). */
export const modulesProbes = (part: () => typeof Part): readonly Probe[] => [
  { events: ['module.builtin'], capturable: true, bindings: [], install: (audit, isFirst) => part().installBuiltinModule(audit, isFirst) },
  { events: ['module.hook'], capturable: true, bindings: [], install: (audit) => part().installModuleHook(audit) },
]
