import type { ThreadAudit } from './audit.ts'
import { OvertError } from './error.ts'
import { eventSet } from './event-names.ts'
import { type AddingHook, originOfHook, requireFunction } from './hook-origin.ts'
import type { Hook, HookChain } from './hooks.ts'
import type { Operation } from './operation.ts'
import { append, getOwnPropertyDescriptor, isArray } from './primordials.ts'

/** What {@link createAddHook}'s function takes besides the hook. */
export interface HookOptions {
  /** Names and patterns (`fs.*`) of the events to see; all where it is absent. An application's own events are `application.event`. */
  readonly events?: readonly string[]
}

/** What adding a hook needs of its thread. */
export interface AddHookParts {
  readonly audit: ThreadAudit
  readonly hooks: HookChain
  /** Where a refusal is said. */
  readonly standardError: { say(line: string): void }
  /** Patches what the new hook listens to. */
  readonly changed: () => void
}

/**
 * `addAuditHook` (PEP 578's `sys.addaudithook`): a hook is added for good. Rules, and the hooks before it, see `hook.add` first; one that refuses keeps the
 * new hook out, and that is recorded and said, not thrown.
 */
export function createAddHook({ audit, hooks, standardError, changed }: AddHookParts): (hook: Hook, options?: HookOptions) => boolean {
  let adding: Operation<AddingHook> | undefined
  return function addAuditHook(hook, options) {
    requireFunction(hook, 'an audit hook')
    const events = chosen(options)
    adding ??= audit.operation('hook.add', () => ({ origin: (call: AddingHook) => call.origin }))
    if (adding.wanted !== 0 && audit.raise(adding, { origin: originOfHook(hook) }) !== undefined) {
      standardError.say(`OVERT_HOOK: the audit hook \`${originOfHook(hook) ?? ''}\` was refused by ${hooks.length === 0 ? 'a rule' : 'a rule or an earlier hook'} and is not added`)
      return false
    }
    hooks.add(hook, events)
    audit.refresh()
    changed()
    return true
  }
}

function chosen(options: HookOptions | undefined): Uint8Array | undefined {
  const given: unknown = options === undefined ? undefined : getOwnPropertyDescriptor(options, 'events')?.value
  if (given === undefined) return undefined
  if (!isArray(given)) throw new OvertError('OVERT_HOOK', '`events` must be a list of names like `process.spawn` or `fs.*`')
  const names: string[] = []
  for (let i = 0; i < given.length; i++) append(names, typeof given[i] === 'string' ? (given[i] as string) : '')
  const set = eventSet(names)
  if (typeof set !== 'string') return set
  throw new OvertError('OVERT_HOOK', `\`${set}\` in \`events\` names no event; write names like \`process.spawn\` or \`fs.*\`; those of an application's own are all \`application.event\``)
}
