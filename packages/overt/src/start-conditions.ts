import process from 'node:process'
import { eventId, type Gap, OvertError, type Probe, unusable } from '@overt/core'
import type { Settings } from './configuration/settings.ts'
import type { Opened } from './engine/open.ts'
import type { Thread } from './thread-audit.ts'
import { threadId } from './thread.ts'
import { hasShadowRealms, optionsFile, unverifiedEntry } from './unverified-entry.ts'
import { version } from './version.ts'

/** The events that only the native engine can raise. */
const nativeEvents = ['code.eval', 'open.verify', 'process.command'] as const

/** How many files a message names. */
const most = 5
const named = (paths: readonly string[]): string => `${paths.slice(0, most).map((path) => `\`${path}\``).join(', ')}${paths.length > most ? ` and ${String(paths.length - most)} more` : ''}`

/** What was found when overt started, besides the settings. */
export interface Found {
  readonly opened: Opened
  /** Modules that ran before overt. */
  readonly earlier: readonly string[]
  /** Files that are not as the launcher, or the parent, saw them. */
  readonly changed: readonly string[]
}

/**
 * Nothing degrades silently: enforce, or a manifest, does not start on less than was asked for.
 *
 * @throws Unusable `OVERT_DEGRADED`, `OVERT_PRELOAD`; `OVERT_NOT_LISTED` or `OVERT_NOT_EXECUTABLE` for what runs from no file
 */
export function refuseConditions({ opened, earlier }: Found, { mode, manifest, allow_degraded }: Settings): void {
  if (opened.kind !== 'native' && !allow_degraded && (mode === 'enforce' || manifest !== undefined)) {
    throw unusable('OVERT_DEGRADED', `${mode === 'enforce' ? 'enforce' : 'a manifest'} needs the native engine: ${opened.missing.join('; ')}; install it, or allow less with \`allow_degraded: true\``)
  }
  if (mode === 'enforce' && earlier.length > 0) {
    throw unusable('OVERT_PRELOAD', `${named(earlier)} ran before overt; put overt first (\`overt run\` does), or list what may run before it under \`preloads\``)
  }
  const isMain = mode === 'enforce' && threadId() === 0
  const options = isMain && manifest !== undefined ? optionsFile() : undefined
  if (options !== undefined) {
    throw unusable('OVERT_NOT_LISTED', `${options} is refused: it can name code that runs before overt; give Node its options on the command line, or in \`NODE_OPTIONS\``)
  }
  if (isMain && manifest !== undefined && hasShadowRealms()) {
    throw unusable('OVERT_NOT_LISTED', '`ShadowRealm` (`--experimental-shadow-realm`) is refused: Node reads what is imported into one by itself, so that nobody compares it; start without the option')
  }
  const unverified = isMain ? unverifiedEntry() : undefined
  if (unverified === undefined) return
  if (manifest === undefined) {
    if (opened.kind !== 'native' || !opened.binding.deniesInteractive()) return
    throw unusable('OVERT_NOT_EXECUTABLE', `${unverified} is refused: the system forbids this process to run what is in no file (SECBIT_EXEC_DENY_INTERACTIVE)`)
  }
  throw unusable('OVERT_NOT_LISTED', `${unverified} is refused: it is in no file that the manifest could list; put it into one, and make the manifest anew`)
}

/**
 * A worker that may load no addon has no native engine, and so neither this process's settings nor its rules.
 *
 * @throws OvertError `OVERT_DEGRADED` in enforce
 */
export function refuseWithoutAddons({ own }: Thread, { mode, allow_degraded }: Settings): void {
  const detail = 'a worker with `--no-addons` cannot load the native engine: the rules and settings of this process are not its own'
  own('overt.gap', { event: 'worker.create', reason: 'unaudited_child', detail })
  if (mode === 'enforce' && !allow_degraded) throw new OvertError('OVERT_DEGRADED', `${detail}; start it without the option, or allow less with \`allow_degraded: true\``)
}

/** Writes the stream's first line, and what cannot be seen from the start. */
export function recordStart({ own, standardError, engine, policy, platform, recorder }: Thread, { opened, earlier, changed }: Found, settings: Settings, parent: string | undefined, serial?: number): void {
  // Nothing is worked out for a record that is not kept.
  if (recorder.active) own('overt.start', {
    version,
    mode: policy.mode,
    rules: engine.rules().length,
    serial,
    runtime: platform.runtime,
    engine: engine.kind,
    parent,
    configuration: engine.digest(new TextEncoder().encode(JSON.stringify(settings))),
  })
  if (opened.kind !== 'native') {
    const detail = `the native engine cannot be loaded: ${opened.missing.join('; ')}`
    standardError.say(`OVERT_DEGRADED: ${detail}; ${nativeEvents.join(', ')} are not raised, and packages are not named`)
    for (const event of nativeEvents) own('overt.gap', { event, reason: 'degraded', detail })
  }
  if (earlier.length > 0) own('overt.gap', { reason: 'earlier_preload', detail: `${named(earlier)} ran before overt` })
  if (changed.length > 0) {
    standardError.say(`OVERT_CONFIG_CHANGED: ${named(changed)}: not as the launcher read it`)
    own('overt.gap', { reason: 'configuration_changed', detail: `${named(changed)}: not as the launcher read it` })
  }
}

/**
 * V8 runs what Node's compile cache has for a file, and Node compares that with the file by CRC-32 and length alone: who can write there can have any code run in any file's name. With a
 * manifest there is none (loader/compile-cache.ts).
 */
export function sayCompileCache({ own, recorder }: Thread, { manifest }: Settings): void {
  const { NODE_COMPILE_CACHE: directory, NODE_DISABLE_COMPILE_CACHE: off } = process.env
  if (!recorder.active || manifest !== undefined || directory === undefined || directory === '' || (off !== undefined && off !== '')) return
  // Node 20 has none. Loading the module adds the functions of the cache to it.
  if (!('enableCompileCache' in process.getBuiltinModule('node:module'))) return
  own('overt.gap', { reason: 'compile_cache', detail: `code comes from the compile cache \`${directory}\` (NODE_COMPILE_CACHE): it is named as its file's package, and nothing proves that it is the file's` })
}

/** Code that ran before overt is in the way (transferred.ts). */
export function sayUnguarded({ own }: Thread): void {
  own('overt.gap', { event: 'worker.create', reason: 'partial', detail: 'which class the runtime makes a received object of could not be limited: with a forged one code can have classes of the runtime that probes stand in front of' })
}

/** The start-up cache does not serve this process: it starts as it would without one, and says so. */
export function sayCold({ own, standardError }: Thread, why: string): void {
  const detail = `the start-up cache is not used: ${why}; make it anew with \`overt lock --warm\``
  standardError.say(`OVERT_CACHE: ${detail}`)
  own('overt.gap', { reason: 'start_up_cache', detail })
}

/**
 * A part of the runtime that the application asked for could not be patched before it has it: it exhausted the stack on the way, or set a deadline with `vm`.
 * In enforce that ends the process (decision 6: nothing goes on without its verdict).
 */
export function refuseFaulty({ own, platform, policy }: Thread, { events }: Probe): void {
  try {
    own('overt.gap', { event: events[0], reason: 'fault', detail: 'its probe could not be installed when the runtime loaded what it patches' })
  } finally {
    // Even where the stack does not suffice for the record.
    if (policy.mode === 'enforce') platform.fatal(`the probe of \`${events[0] ?? ''}\` could not be installed`)
  }
}

/** What only the native engine sees; where it is missing, {@link recordStart} has said so. */
const needsNative = (event: string): boolean => event === 'code.eval' || event === 'code.compile' || event === 'open.verify'

/**
 * Events that this process cannot raise (`--permission` hides what probes patch). Enforce does not start without one that rules or the record ask for; everything
 * else goes on, and says so in one line. Each is on record as a gap already.
 *
 * @throws Unusable `OVERT_DEGRADED`
 */
export function checkGaps(gaps: readonly Gap[], { audit, standardError, policy }: Thread, { opened }: Found, settings: Settings): void {
  const unseen = gaps.filter(({ event, reason }) => reason === 'unavailable' && (opened.kind === 'native' || !needsNative(event)))
  const asked = unseen.filter(({ event }) => audit.wanted(eventId(event)) !== 0)
  const list = (some: readonly Gap[]): string => some.map(({ event, detail }) => `\`${event}\` (${detail})`).join(', ')
  if (policy.mode === 'enforce' && asked.length > 0 && !settings.allow_degraded) {
    throw unusable('OVERT_DEGRADED', `enforce cannot see what rules or \`record\` ask for: ${list(asked)}; start without what hides it, ask for less, or allow less with \`allow_degraded: true\``)
  }
  if (unseen.length > 0) standardError.say(`OVERT_DEGRADED: not seen in this process: ${list(unseen)}`)
}
