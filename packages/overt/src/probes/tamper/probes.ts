import type { Probe } from '@overt/core'
import type * as Part from './part.ts'

/** What is said of these probes before their part of the preload has run (../../preload-parts.ts). */
export const tamperProbes = (part: () => typeof Part): readonly Probe[] => [
  { events: ['core.tamper'], capturable: true, bindings: [], install: (audit) => part().installTamper(audit) },
  { events: ['stack.prepare'], capturable: true, bindings: [], install: (audit) => part().installStack(audit) },
]
