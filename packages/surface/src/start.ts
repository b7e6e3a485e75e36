import { type ApplicationFields, contextGap, createAddHook, createApplicationAudit, type EventName, type Gap, type Hook, type HookOptions, OvertError, type Own, type Probe, Unusable } from '@overt/core'
import { earlierPreloads } from './earlier.ts'
import type { Host } from './host.ts'
import { createInstaller } from './install.ts'
import { type Asked, whenAsked } from './late.ts'
import { openManifest } from './manifest/open.ts'
import { createRaiseBuiltin, type RaiseBuiltin } from './probes/builtin-requests.ts'
import { createVerifier, type Verifier } from './manifest/verifier.ts'
import { loadRules } from './rules.ts'
import { raiseRun, runEvents } from './run-events.ts'
import { createStandardError } from './output.ts'
import { readSettings } from './settings.ts'
import { createThread } from './thread.ts'
import { createUnseen } from './unseen.ts'

/** What the application can call. */
export interface Started {
  readonly addAuditHook: (hook: Hook, options?: HookOptions) => boolean
  readonly audit: (name: string, fields?: ApplicationFields) => void
}

/** The probes of a runtime. */
export interface Probes {
  /** Those that act whoever listens: what a child or a worker gets so that it is audited, and how builtins are told of. */
  readonly always: readonly Probe[]
  /** Those that are installed when somebody first listens. */
  readonly whenWanted: readonly Probe[]
  /** Those of the builtins of `node:`, made when one of them is first asked for: those that act whoever listens, and those that are installed when somebody may. */
  readonly ofBuiltins: () => { readonly always: readonly Probe[]; readonly whenWanted: readonly Probe[] }
  /** Their events, which are said before they are made. */
  readonly eventsOfBuiltins: readonly EventName[]
  /** Those of one builtin that few programs ask for, by its name without `node:`; the same ones each time (by-builtin.ts). */
  readonly ofBuiltin: (name: string) => readonly Probe[]
}

/**
 * Lists every probe; `stream` is this thread's, `own` tells what a probe itself cannot see, `asked` is to be called before a builtin is handed out, and `requested` before that, where the application names one.
 * `foreseen` is to be called when a hook may be added: no probe of a builtin waits for one from then on.
 */
export type ListProbes = (own: Own, verifier: Verifier | undefined, asked: Asked, requested: RaiseBuiltin, foreseen: () => void, stream: string) => Probes

/** Has every module of this thread verified. */
export type Verify = (verifier: Verifier) => void

/** Input that cannot be used. */
const exitUnusable = 2

/**
 * Starts overt in this thread: settings, rules, record, probes, in this order. What cannot be used is said on standard error and ends the process with
 * exit code 2.
 *
 * @param verify called where the configuration names a manifest
 * @param gaps what this runtime cannot show, whatever probes do
 */
export function start(host: Host, probes: ListProbes, gaps: readonly Gap[], version: string, verify: Verify): Started {
  const { say } = createStandardError(host)
  host.engine.onFailure(({ code, message }) => {
    say(`${code}: ${message}: no event is judged`)
  })
  try {
    return started(host, probes, gaps, version, verify)
  } catch (error) {
    // What an engine that cannot be had says is said already.
    if (!(error instanceof Unusable) && !(error instanceof OvertError)) throw error
    for (const line of error instanceof Unusable ? error.lines : []) host.say(new TextEncoder().encode(`${line}\n`))
    return host.exit(exitUnusable)
  }
}

function started(host: Host, probes: ListProbes, gaps: readonly Gap[], version: string, verify: Verify): Started {
  const settings = readSettings(host)
  const earlier = earlierPreloads(host.earlier, settings)
  const manifest = settings.manifest === undefined ? undefined : openManifest(host, settings.manifest, settings)
  loadRules(host, settings)
  // Who enforces is to know at the start that nothing would be judged.
  if (settings.mode === 'enforce') host.engine.ready()
  const thread = createThread(host, settings)
  const { audit, own, recorder } = thread
  if (recorder.active) own('overt.start', {
    version,
    mode: settings.mode,
    rules: thread.engine.rules().length,
    runtime: thread.platform.runtime,
    engine: thread.engine.kind,
    parent: host.variable('OVERT_PARENT'),
  })
  if (earlier !== undefined) own('overt.gap', { reason: 'earlier_preload', detail: earlier })
  if (audit.context !== 0) own('overt.gap', contextGap(thread.engine.interest(), audit.context))
  const verifier = manifest === undefined ? undefined : createVerifier(host, manifest, settings.mode, audit)
  const tell = (found: readonly Gap[]): void => {
    for (let i = 0; i < found.length; i++) if (found[i] !== undefined) own('overt.gap', { ...(found[i] as Gap) })
  }
  tell(gaps)
  let late: ReturnType<Probes['ofBuiltins']> | undefined
  const installer = createInstaller(audit, own)
  const { always, whenWanted, ofBuiltins, ofBuiltin, eventsOfBuiltins } = probes(own, verifier, whenAsked(
    () => {
      late ??= ofBuiltins()
      installer.now(late.always)
      installer.offered(late.whenWanted)
    },
    (name) => {
      installer.offered(ofBuiltin(name))
    },
  ), createRaiseBuiltin(audit), () => {
    installer.foresee()
  }, recorder.stream)
  // Only the record hears of gaps.
  const unseen = recorder.active ? createUnseen([...runEvents, 'module.builtin', ...always.flatMap(({ events }) => events), ...whenWanted.flatMap(({ events }) => events), ...eventsOfBuiltins], audit.wanted, host.product) : (): readonly Gap[] => []
  installer.first(always)
  installer.whenWanted(whenWanted)
  tell(unseen())
  if (verifier !== undefined) verify(verifier)
  raiseRun(audit, host.main)
  // Not for nothing: Deno compiles 27 functions for the first listener.
  if (recorder.active) host.atEnd(() => {
    own('overt.stop', { records: recorder.length, dropped: recorder.dropped, head: recorder.head })
  })
  const addAuditHook = createAddHook({
    ...thread,
    changed() {
      installer.refresh()
      tell(unseen())
    },
  })
  return { addAuditHook, audit: createApplicationAudit(audit) }
}
