import type * as Diagnostics from './probes/diagnostics/part.ts'
import type * as Loader from './loader/part.ts'
import type * as Modules from './probes/modules/part.ts'
import type * as Native from './probes/native/part.ts'
import type * as Network from './probes/network/part.ts'
import type * as Processes from './probes/process/part.ts'
import type * as Sqlite from './probes/sqlite/part.ts'
import type * as Tamper from './probes/tamper/part.ts'
import type * as Warm from './loader/warm/part.ts'
import type * as Workers from './probes/workers/part.ts'

/**
 * The parts of the preload that run when they are first asked for: a start that does not need them does not make their functions (docs/design/start-up.md).
 *
 * A part may run when the application has replaced whatever it can reach. So all that it takes of the language and of the runtime comes from `primordials` and
 * from captured.ts, which were run at the start; the build refuses a part in which another global is named (scripts/build/parts.mjs). The modules that it patches it finds
 * as they are by then: installed when Node loads them, that is before the application has them; later, it is said (`overt.gap`, `late`).
 */
export interface Parts {
  readonly diagnostics: () => typeof Diagnostics
  readonly loader: () => typeof Loader
  readonly modules: () => typeof Modules
  readonly native: () => typeof Native
  readonly network: () => typeof Network
  readonly processes: () => typeof Processes
  readonly sqlite: () => typeof Sqlite
  readonly tamper: () => typeof Tamper
  /** Runs at the start, or not at all. */
  readonly warm: () => typeof Warm
  readonly workers: () => typeof Workers
}

/** Made by the build, which puts each part into a function of its own. */
export declare const parts: Parts
