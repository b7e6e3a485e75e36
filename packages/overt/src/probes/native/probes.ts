import type { Probe } from '@overt/core'
import type { DigestOf } from '../library.ts'
import type * as Part from './part.ts'

/** What is said of these probes before their part of the preload has run (../../preload-parts.ts). */
export const nativeProbes = (part: () => typeof Part, digestOf: DigestOf): readonly Probe[] => [
  { events: ['module.native'], capturable: true, bindings: ['crypto'], module: 'crypto', install: (audit) => part().installCryptoEngine(audit, digestOf) },
  { events: ['module.native'], capturable: true, bindings: [], module: 'tls', install: (audit) => part().installContextEngines(audit, digestOf) },
  { events: ['ffi.open'], capturable: true, bindings: [], module: 'ffi', install: (audit) => part().installFfi(audit) },
  { events: ['wasi.create'], capturable: true, bindings: [], module: 'wasi', install: (audit) => part().installWasi(audit) },
]
