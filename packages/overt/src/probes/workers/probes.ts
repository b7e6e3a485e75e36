import { primordials, type Probe } from '@overt/core'
import type { Handover } from '../children.ts'
import type * as Part from './part.ts'
import { globalObject } from '../../captured.ts'
import type { HoldOf } from './worker.ts'

const { hasOwn } = primordials

/** What is said of these probes before their part of the preload has run (../../preload-parts.ts). */
export const workersProbes = (part: () => typeof Part, handover: Handover, holdOf: HoldOf): readonly Probe[] => [
  { events: ['worker.create', 'worker.exit'], capturable: false, bindings: [], module: 'worker_threads', install: (audit) => part().installWorker(audit, handover, holdOf) },
  // Node 26 has a global `Worker` where it is asked to (`--experimental-web-worker`).
  { events: ['worker.create', 'worker.exit'], capturable: false, bindings: [], install: (audit) => (hasOwn(globalObject, 'Worker') ? part().installWebWorker(audit, holdOf) : []) },
]
