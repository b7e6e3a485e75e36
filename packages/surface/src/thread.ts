import { type AuditParts, contextNamed, createAudit, createHookChain, createOwn, createRecorder, eventSet, type Own, ownEvents, type Policy, primordials, type ThreadAudit, unusable } from '@overt/core'
import type { Host } from './host.ts'
import { createOutput, createStandardError, type StandardError } from './output.ts'
import { createPlatform } from './platform.ts'
import type { Settings } from './settings.ts'

const { now, numberToString } = primordials

/** What is recorded where there is no record. */
const nothing = new Uint8Array(0)

/** Everything of one thread's audit. */
export interface Thread extends AuditParts {
  readonly audit: ThreadAudit
  readonly own: Own
  readonly standardError: StandardError
}

/** @throws Unusable `OVERT_CONFIG`, and `OVERT_OUTPUT` where the record's file cannot be opened */
export function createThread(host: Host, settings: Settings): Thread {
  if (host.caller !== undefined) host.engine.namePackages(host.caller)
  const engine = settings.redact ? host.engine : { ...host.engine, redact: (text: string): string => text }
  const standardError = createStandardError(host)
  const platform = createPlatform(host, standardError)
  const recorded = settings.log === undefined && settings.record.length === 0 ? nothing : eventSet([...settings.record, ...ownEvents])
  if (typeof recorded === 'string') throw unusable('OVERT_CONFIG', `\`${recorded}\` in \`record\` names no event; \`overt events\` lists them, an application's own are \`application.event\``)
  const policy: Policy = { mode: settings.mode, outputFailure: settings.outputFailure, context: contextNamed(settings.context), records: (event) => recorded[event] === 1 }
  const stream = `${numberToString(host.pid)}.${numberToString(host.thread)}.${numberToString(now(), 36)}`
  const recorder = createRecorder(stream, platform, engine, settings.log === undefined ? undefined : openLog(host, settings.log))
  const own = createOwn(recorder, policy, platform)
  const hooks = createHookChain(platform, () => {
    standardError.say('OVERT_HOOK: an audit hook returned a promise; it has decided nothing, for operations do not wait: throw to refuse')
  })
  const parts = { engine, hooks, policy, recorder, platform }
  return { ...parts, audit: createAudit(parts), own, standardError }
}

function openLog(host: Host, path: string): ReturnType<typeof createOutput> {
  try {
    return createOutput(host.append(path))
  } catch {
    throw unusable('OVERT_OUTPUT', `the record \`${path}\` cannot be opened for appending; check that its folder exists and may be written`)
  }
}
