import type { Mode, OutputFailure } from '@overt/core'

/** What the launcher decided, whole: with defaults, and with absolute paths. It is JSON: workers and children get it as text. */
export interface Settings {
  readonly mode: Mode
  /** Files and folders of rules, or one compiled image. */
  readonly rules: readonly string[]
  readonly responses: Readonly<Record<string, string>>
  /** The values of placeholders in rules by name. */
  readonly placeholders: Readonly<Record<string, readonly string[]>>
  /** Files of processing pipelines, which change the rules before these are compiled. */
  readonly pipelines: readonly string[]
  /**
   * `state`: where correlations leave what they have seen when the process ends, and take it up when it starts; `every`: seconds after which it is written
   * too; `time`: whether an application's event counts when it arrives (the default), or at the time in its field `time`.
   */
  readonly correlation?: { readonly state?: string; readonly every?: number; readonly time?: 'arrival' | 'event' }
  /** Newer compiled rules take the place of those in force while the process runs, where they are signed with the secret half of `pubkey`. */
  readonly hot_swap?: HotSwap
  readonly manifest?: string
  readonly pubkey?: string
  readonly min_serial?: number
  /** Whether the system's own verdict about a file that is to run counts too (`AT_EXECVE_CHECK`, `WldpCanExecuteFile`). */
  readonly execute_check?: boolean
  readonly log?: string
  /** Names and patterns of events that are recorded whatever the rules say. */
  readonly record: readonly string[]
  /** What every line of the record says of the circumstances: `phase`, `request`. */
  readonly context: readonly string[]
  readonly redact: boolean
  readonly output_failure: OutputFailure
  readonly allow_degraded: boolean
  /** Files and folders of preloads that may run before overt. */
  readonly preloads: readonly string[]
  /** Preloads that change code while it is loaded, by path or by package: what they make of a file is made once more to know whose it is. */
  readonly transformers: readonly string[]
  /** BLAKE3 of each file that the settings were made of, by path. */
  readonly digests: Readonly<Record<string, string>>
}

/** How rules are replaced. */
export interface HotSwap {
  readonly pubkey: string
  /** The lowest serial number that is accepted. For what this process starts: of the rules that it has itself. */
  readonly min_serial?: number
  /** Seconds between two looks at the file; 5 where it is left out. */
  readonly interval?: number
}

/** What a configuration file, or the launcher, may leave out. */
export type Given = Partial<Settings>

/** What holds where nothing is said. Without `rules`: those that ship; `mode` depends on whether there is a manifest (`modeOf`). */
export const defaults: Omit<Settings, 'rules' | 'mode'> = {
  responses: {},
  placeholders: {},
  pipelines: [],
  record: [],
  context: [],
  redact: true,
  output_failure: 'fatal',
  allow_degraded: false,
  preloads: [],
  transformers: [],
  digests: {},
}
