import type { Probe } from '@overt/core'
import type * as Part from './part.ts'

/** What is said of these probes before their part of the preload has run (../../preload-parts.ts). */
export const sqliteProbes = (part: () => typeof Part): readonly Probe[] => [
  { events: ['sqlite.open', 'sqlite.extension'], capturable: true, bindings: [], module: 'sqlite', install: (audit) => part().installSqlite(audit) },
]
