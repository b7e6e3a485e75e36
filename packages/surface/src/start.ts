import { type ApplicationFields, contextGap, createAddHook, createApplicationAudit, type Gap, type Hook, type HookOptions, type Own, type Probe } from '@overt/core'
import type { Host } from './host.ts'
import { openManifest } from './manifest/open.ts'
import { createVerifier, type Verifier } from './manifest/verifier.ts'
import { loadRules } from './rules.ts'
import { readSettings } from './settings.ts'
import { createThread, type Thread } from './thread.ts'
import { Unusable } from './unusable.ts'

/** What the application can call. */
export interface Started {
  readonly addAuditHook: (hook: Hook, options?: HookOptions) => boolean
  readonly audit: (name: string, fields?: ApplicationFields) => void
}

/** Every probe of a runtime; `own` tells what a probe itself cannot see. */
export type ListProbes = (own: Own, verifier: Verifier | undefined) => readonly Probe[]

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
  try {
    return started(host, probes, gaps, version, verify)
  } catch (error) {
    if (!(error instanceof Unusable)) throw error
    for (const line of error.lines) host.say(new TextEncoder().encode(`${line}\n`))
    return host.exit(exitUnusable)
  }
}

function started(host: Host, probes: ListProbes, gaps: readonly Gap[], version: string, verify: Verify): Started {
  const settings = readSettings(host)
  const manifest = settings.manifest === undefined ? undefined : openManifest(host, settings.manifest, settings)
  loadRules(host, settings)
  const thread = createThread(host, settings)
  const { audit, own, recorder } = thread
  own('overt.start', {
    version,
    mode: settings.mode,
    rules: thread.engine.rules().length,
    runtime: thread.platform.runtime,
    engine: thread.engine.kind,
    parent: host.variable('OVERT_PARENT'),
  })
  if (audit.context !== 0) own('overt.gap', contextGap(thread.engine.interest(), audit.context))
  const verifier = manifest === undefined ? undefined : createVerifier(host, manifest, settings.mode, audit)
  // All of them at once, each behind one branch: a name that was imported from a builtin keeps the function that it found.
  for (const gap of [...gaps, ...probes(own, verifier).flatMap((probe) => probe.install(audit))]) own('overt.gap', { ...gap })
  if (verifier !== undefined) verify(verifier)
  host.atEnd(() => {
    if (recorder.active) own('overt.stop', { records: recorder.length, dropped: recorder.dropped, head: recorder.head })
  })
  return { addAuditHook: adding(thread), audit: createApplicationAudit(audit) }
}

const adding = (thread: Thread): Started['addAuditHook'] => createAddHook({ ...thread, changed: () => undefined })
