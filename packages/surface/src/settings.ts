import { type Diagnostic, diagnosticLine, type Mode, modeOf, type OutputFailure, refuseWithoutManifest, Unusable, unusable } from '@overt/core'
import type { Host } from './host.ts'
import { read } from './files.ts'
import { folderOf, resolvePath } from './paths.ts'

/** What the launcher decided, whole: with defaults, and with absolute paths. */
export interface Settings {
  readonly mode: Mode
  /** Files and folders of rules, or one compiled image; undefined: the rules that ship. */
  readonly rules: readonly string[] | undefined
  readonly responses: Readonly<Record<string, string>>
  readonly placeholders: Readonly<Record<string, readonly string[]>>
  readonly pipelines: readonly string[]
  readonly log: string | undefined
  readonly record: readonly string[]
  /** Circumstances that records are to have. Neither runtime tells them: an `overt.gap` says so. */
  readonly context: readonly string[]
  readonly redact: boolean
  readonly outputFailure: OutputFailure
  /** Files, and folders with all in them, that may run before overt. */
  readonly preloads: readonly string[]
  /** The manifest that files are held to, the public key of its signature, and the lowest serial number. */
  readonly manifest: string | undefined
  readonly pubkey: string | undefined
  readonly minSerial: number
}

/** Names a configuration file. */
const variable = 'OVERT_CONFIG'

/** What a configuration file may name (crates/engine/src/config/mod.rs). */
interface Given {
  readonly mode?: Mode
  readonly rules?: readonly string[]
  readonly responses?: Readonly<Record<string, string>>
  readonly placeholders?: Readonly<Record<string, readonly string[]>>
  readonly pipelines?: readonly string[]
  readonly log?: string
  readonly record?: readonly string[]
  readonly context?: readonly string[]
  readonly redact?: boolean
  readonly output_failure?: OutputFailure
  readonly preloads?: readonly string[]
  readonly manifest?: string
  readonly pubkey?: string
  readonly min_serial?: number
  readonly execute_check?: boolean
  readonly transformers?: readonly string[]
  readonly correlation?: { readonly state?: string; readonly time?: string }
  readonly allow_degraded?: boolean
  readonly hot_swap?: object
}

/**
 * The settings of this process: those of the configuration file that `OVERT_CONFIG` names, before the defaults.
 *
 * @throws Unusable `OVERT_CONFIG`, `OVERT_READ`
 */
export function readSettings(host: Host): Settings {
  const name = host.variable(variable)
  if (name === undefined || name === '') return complete({}, '')
  const path = resolvePath(host, name)
  const answer = JSON.parse(host.engine.configuration(path, read(host, path))) as Given & { readonly error?: { readonly diagnostics: readonly Diagnostic[] } }
  if (answer.error !== undefined) throw new Unusable(answer.error.diagnostics.map(diagnosticLine))
  const { state, time } = answer.correlation ?? {}
  if (state !== undefined || time === 'event') throw unusable('OVERT_CONFIG', `\`correlation\` in \`${path}\` cannot be followed on ${host.product} yet: there correlations go by the time of arrival, and what they saw ends with the thread; leave it out, or run on node`)
  if (answer.hot_swap !== undefined) throw unusable('OVERT_CONFIG', `\`hot_swap\` in \`${path}\`: rules are not replaced while a process runs on ${host.product}; leave it out, or run on node`)
  return complete(answer, folderOf(path))
}

function complete(given: Given, folder: string): Settings {
  if (given.execute_check === true) throw unusable('OVERT_CONFIG', '`execute_check` asks the system through native code, which this runtime does not load; take it out, or run the application with Node')
  if (given.transformers !== undefined) throw unusable('OVERT_CONFIG', '`transformers` are run in a thread that only Node\'s native engine asks; take it out, or run the application with Node')
  refuseWithoutManifest(given)
  const path = (name: string): string => (name.startsWith('/') || folder === '' ? name : `${folder}/${name}`)
  return {
    mode: modeOf(given),
    rules: given.rules?.map(path),
    responses: given.responses ?? {},
    placeholders: given.placeholders ?? {},
    pipelines: (given.pipelines ?? []).map(path),
    log: given.log === undefined ? undefined : path(given.log),
    record: given.record ?? [],
    context: given.context ?? [],
    redact: given.redact ?? true,
    outputFailure: given.output_failure ?? 'fatal',
    preloads: (given.preloads ?? []).map(path),
    manifest: given.manifest === undefined ? undefined : path(given.manifest),
    pubkey: given.pubkey === undefined ? undefined : path(given.pubkey),
    minSerial: given.min_serial ?? 0,
  }
}
