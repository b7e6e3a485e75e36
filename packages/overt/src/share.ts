import type { ThreadBinding } from './engine/native-binding.ts'
import type { ApplicationRoot } from './application-root.ts'
import type { Settings } from './configuration/settings.ts'
import type { OtherPreloads } from './other-preloads.ts'

/** Names the stream of the process that started this one, where its parent said so. */
export const parentVariable = 'OVERT_PARENT'

/** What the first thread of a process tells those that come after it. */
export interface Shared {
  readonly settings: Settings
  /** What the processes that this one starts get as their settings. */
  readonly launch: string
  /** As in `Resolved`; absent where there is none. */
  readonly told?: string
  /** The preloads of other runtimes, as they were found at the start. */
  readonly others: Partial<OtherPreloads>
  /** The stream of the thread that started the others. */
  readonly stream: string
  /** Whether the process is part of an installation. */
  readonly installing: boolean
  /** The application: a worker's main script is not what the process runs. Absent where there is none. */
  readonly application?: ApplicationRoot
}

/** What the process's first thread shared; undefined in that thread itself. */
export function shared(binding: ThreadBinding): Shared | undefined {
  const text = binding.shared()
  return text === null ? undefined : (JSON.parse(text) as Shared)
}

/** Shares with the threads to come. The text cannot be changed afterwards. */
export function share(binding: ThreadBinding, what: Shared): void {
  binding.share(JSON.stringify(what))
}
