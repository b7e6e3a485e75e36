import process from 'node:process'
import { type AuditParts, contextNamed, createAudit, createHookChain, createOwn, createRecorder, type Engine, eventSet, type Own, ownEvents, type Platform, type Policy, primordials, type ThreadAudit, unusable } from '@overt/core'
import type { Settings } from './configuration/settings.ts'
import type { ThreadBinding } from './engine/native-binding.ts'
import { captureCalls } from './output/calls.ts'
import type { openFileOutput } from './output/file.ts'
import { createStandardError, type StandardError } from './output/stderr.ts'
import { createPlatform } from './platform.ts'
import { bindingOf } from './probes/patch.ts'
import { threadId } from './thread.ts'

const { now, numberToString } = primordials

/** Everything of one thread's audit. */
export interface Thread extends AuditParts {
  readonly audit: ThreadAudit
  readonly own: Own
  readonly standardError: StandardError
}

/**
 * @param openOutput opens the record's file, where there is one
 * @param besides what tells of the operations, where it is not this process's own JavaScript; what tells of their circumstances
 * @throws Unusable `OVERT_OUTPUT` where the record's file cannot be opened
 */
export function createThread(settings: Settings, binding: ThreadBinding, engineOfBinding: Engine, openOutput: typeof openFileOutput, besides: Pick<Platform, 'source' | 'phase' | 'request'> = {}): Thread {
  // Native code makes no line of what may hold a secret, and it is all the same to it whether secrets are shown.
  const engine: Engine = settings.redact ? engineOfBinding : { ...engineOfBinding, redact: (text) => text, lines: undefined }
  const calls = captureCalls(bindingOf)
  const standardError = createStandardError(calls)
  const platform = { ...createPlatform(binding, standardError, threadId()), ...besides }
  const output = settings.log === undefined ? undefined : openOutput(settings.log, calls)
  if (settings.log !== undefined && output === undefined) {
    throw unusable('OVERT_OUTPUT', `the record \`${settings.log}\` cannot be opened for appending; check that its folder exists and may be written`)
  }
  const recorded = eventSet([...settings.record, ...ownEvents])
  if (typeof recorded === 'string') throw unusable('OVERT_CONFIG', `\`${recorded}\` in \`record\` names no event; \`overt events\` lists them, an application's own are \`application.event\``)
  const policy: Policy = { mode: settings.mode, outputFailure: settings.output_failure, context: contextNamed(settings.context), records: (event) => recorded[event] === 1 }
  const stream = `${numberToString(process.pid)}.${numberToString(platform.thread)}.${numberToString(now(), 36)}`
  const recorder = createRecorder(stream, platform, engine, output)
  const own = createOwn(recorder, policy, platform)
  const hooks = createHookChain(platform, () => {
    standardError.say('OVERT_HOOK: an audit hook returned a promise; it has decided nothing, for operations do not wait: throw to refuse')
  })
  const parts = { engine, hooks, policy, recorder, platform }
  return { ...parts, audit: createAudit(parts), own, standardError }
}
