import type * as Connections from './probes/network/connections-part.ts'
import type * as Datagrams from './probes/network/datagrams-part.ts'
import type * as Diagnostics from './probes/diagnostics/part.ts'
import type * as Guards from './probes/open/own-part.ts'
import type * as HotSwap from './hot-swap.ts'
import type * as Jobs from './probes/open/file-jobs.ts'
import type * as Loader from './loader/part.ts'
import type * as Modules from './probes/modules/part.ts'
import type * as Names from './probes/network/names-part.ts'
import type * as Native from './probes/native/part.ts'
import type * as Processes from './probes/process/part.ts'
import type * as Received from './context/requests.ts'
import type * as RecordFile from './output/part.ts'
import type * as Requests from './probes/network/requests-part.ts'
import type * as Run from './run-events.ts'
import type * as Servers from './probes/network/servers-part.ts'
import type * as Sqlite from './probes/sqlite/part.ts'
import type * as Tamper from './probes/tamper/part.ts'
import type * as Warm from './loader/warm/part.ts'
import type * as Witness from './transformers/witness.ts'
import type * as Workers from './probes/workers/part.ts'

/**
 * The parts of the preload that run when they are first asked for: a start that does not need them does not make their functions (docs/design/start-up.md).
 *
 * A part may run when the application has replaced whatever it can reach. So all that it takes of the language and of the runtime comes from `primordials` and
 * from captured.ts, which were run at the start; the build refuses a part in which another global is named (scripts/build/parts.mjs). The modules that it patches it finds
 * as they are by then: installed when Node loads them, that is before the application has them; later, it is said (`overt.gap`, `late`).
 */
export interface Parts {
  readonly connections: () => typeof Connections
  readonly datagrams: () => typeof Datagrams
  readonly diagnostics: () => typeof Diagnostics
  readonly jobs: () => typeof Jobs
  readonly loader: () => typeof Loader
  readonly modules: () => typeof Modules
  readonly names: () => typeof Names
  readonly native: () => typeof Native
  readonly processes: () => typeof Processes
  readonly requests: () => typeof Requests
  readonly servers: () => typeof Servers
  readonly sqlite: () => typeof Sqlite
  readonly tamper: () => typeof Tamper
  readonly workers: () => typeof Workers
  // These run at the start, or not at all.
  readonly guards: () => typeof Guards
  readonly hotSwap: () => typeof HotSwap
  readonly received: () => typeof Received
  readonly recordFile: () => typeof RecordFile
  readonly run: () => typeof Run
  readonly warm: () => typeof Warm
  readonly witness: () => typeof Witness
}

/** Made by the build, which puts each part into a function of its own. */
export declare const parts: Parts
