import { type Audit, type Gap, primordials, type Readers } from '@overt/core'
import { environmentOf, type Handover } from '../children.ts'
import { changedVariables, type Command, type IsProgram, isShellLine, programOf } from './command.ts'
import { isProgram } from '../regular-file.ts'
import { joined } from './command-line.ts'
import { ownCommandLine, user } from './own-process.ts'
import { nativeText } from '../native-text.ts'
import { bindingOf, type Method, ownValue, replace } from '../patch.ts'
import { absolute } from '../path.ts'
import { createRaiseDerived } from './derived.ts'
import type { ChildParts } from './probes.ts'
import { otherRuntimes } from './other-runtimes.ts'
import { unauditedReason } from './unaudited.ts'
import { execPath } from '../../captured.ts'

const { apply, hasOwn, isArray, stringsOf } = primordials
const unavailable: Gap = { event: 'process.spawn', reason: 'unavailable', detail: 'the permission model hides the bindings of `child_process`' }

/** A command, and its number among those of this thread. */
interface Spawn extends Command {
  readonly spawn: number
}

const fieldsOf = (handover: Handover, program: IsProgram): Readers<'process.spawn', Spawn> => ({
  file: (call: Spawn) => programOf(call, program),
  args: (call: Spawn) => (call.args.length === 0 ? [call.file] : call.args),
  command_line: (call: Spawn) => (call.args.length === 0 ? call.file : joined(call.args)),
  cwd: (call: Spawn) => absolute(call.cwd),
  shell: isShellLine,
  detached: (call: Spawn) => call.detached,
  env_changed: (call: Spawn) => changedVariables(call, handover, otherRuntimes(handover).variables),
  parent_file: () => execPath,
  parent_command_line: () => ownCommandLine,
  user,
  spawn: (call: Spawn) => call.spawn,
})

/**
 * `process.spawn`: every form of `child_process` ends in one of two native functions. What they are given is read once, judged, and handed on, with the
 * environment that makes a node among the children, or below them, an audited one.
 */
export function installProcess(audit: Audit, { handover, native }: ChildParts): readonly Gap[] {
  const program = native?.isProgram ?? isProgram
  const wrap = bindingOf('process_wrap')
  const sync = bindingOf('spawn_sync')
  if (wrap === undefined || sync === undefined) return [unavailable]
  const operation = audit.operation('process.spawn', () => fieldsOf(handover, program))
  const raiseDerived = createRaiseDerived(audit, native?.shellCommands, program)
  let count = 0
  const flags = ownValue(wrap, 'constants') as { kProcessFlagDetached?: number } | undefined
  const { prototype } = ownValue(wrap, 'Process') as { prototype: object }
  const started: Started = (command, stdio) => {
    const spawn = ++count
    const refusal = (operation.wanted === 0 ? undefined : audit.raise(operation, { ...command, spawn })) ?? raiseDerived(command, spawn)
    if (refusal !== undefined) {
      closePipes(stdio)
      throw refusal.error
    }
    const reason = unauditedReason({ ...command, args: otherRuntimes(handover).args(command.file, command.args), configuration: handover.told ?? '' })
    if (reason !== undefined) handover.unaudited(reason)
    // What is started can end this process (`kill -9 $PPID`).
    handover.flush()
  }
  replace(prototype, 'spawn', (original) =>
    flags?.kProcessFlagDetached === undefined ? spawnByOptions(started, handover, original) : spawnByPlace(started, handover, original, flags.kProcessFlagDetached))
  replace(sync, 'spawn', (original) => spawnByOptions(started, handover, original))
  return []
}

/** Called before a process is started; throws where that is refused. */
type Started = (command: Command, stdio: unknown) => void

/** All that either native function reads of its options. */
const names = ['file', 'args', 'cwd', 'envPairs', 'stdio', 'detached', 'uid', 'gid', 'windowsHide', 'windowsVerbatimArguments', 'timeout', 'maxBuffer', 'killSignal'] as const

/** spawn(options): Node 20 and 22, and `spawnSync` everywhere. */
function spawnByOptions(started: Started, handover: Handover, original: Method): Method {
  return {
    spawn(this: unknown, options: unknown): unknown {
      // What is no object ends the process in native code, as ever.
      if (typeof options !== 'object' || options === null) return apply(original, this, arguments)
      const copy = { __proto__: null } as unknown as Record<string, unknown>
      for (let i = 0; i < names.length; i++) {
        const name = names[i] ?? ''
        const value = (options as Record<string, unknown>)[name]
        if (value !== undefined) copy[name] = value
      }
      if (copy['file'] === undefined || copy['file'] === null) return apply(original, this, [copy])
      const file = nativeText(copy['file'])
      const args = texts(copy['args'])
      const others = otherRuntimes(handover)
      const environment = environmentOf(texts(copy['envPairs']), handover, others.variables)
      copy['file'] = file
      if (args !== undefined) copy['args'] = others.args(file, args)
      copy['envPairs'] = environment
      const folder = copy['cwd']
      const cwd = folder === undefined || folder === null ? '' : nativeText(folder)
      if (folder !== undefined) copy['cwd'] = cwd === '' ? undefined : cwd
      started({ file, args: args ?? [], cwd, environment, detached: !!copy['detached'] }, copy['stdio'])
      return apply(original, this, [copy])
    },
  }.spawn
}

/** spawn(file, args, cwd, environment, stdio, flags, uid, gid): Node 24 and later. */
function spawnByPlace(started: Started, handover: Handover, original: Method, detachedFlag: number): Method {
  return {
    spawn(this: unknown, program: unknown, given: unknown, folder: unknown, pairs: unknown, stdio: unknown, flags: unknown, uid: unknown, gid: unknown): unknown {
      // What is no string ends the process in native code, as ever.
      if (typeof program !== 'string') return apply(original, this, arguments)
      const file = nativeText(program)
      const args = texts(given)
      const others = otherRuntimes(handover)
      const environment = environmentOf(texts(pairs), handover, others.variables)
      const cwd = typeof folder === 'string' ? nativeText(folder) : ''
      const detached = typeof flags === 'number' && (flags & detachedFlag) !== 0
      started({ file, args: args ?? [], cwd, environment, detached }, stdio)
      // As a list of its own: it holds the environment even where the caller left it out.
      return apply(original, this, [file, args === undefined ? given : others.args(file, args), typeof folder === 'string' ? cwd : folder, environment, stdio, flags, uid, gid])
    },
  }.spawn
}

/** A list of texts, read once; undefined where there is no list. */
function texts(value: unknown): readonly string[] | undefined {
  if (!isArray(value)) return undefined
  const { length } = value
  const list = stringsOf(length)
  for (let i = 0; i < length; i++) list[i] = nativeText(value[i])
  return list
}

/** The pipes that were made for the child, as the runtime closes them when it cannot be started. */
function closePipes(stdio: unknown): void {
  if (!isArray(stdio)) return
  for (let i = 0; i < stdio.length; i++) {
    const stream = stdio[i] as { type?: unknown; handle?: { close?: () => void } } | undefined
    if (typeof stream !== 'object' || !hasOwn(stream, 'handle') || stream.type !== 'pipe') continue
    if (typeof stream.handle?.close === 'function') apply(stream.handle.close as never, stream.handle, [])
  }
}
