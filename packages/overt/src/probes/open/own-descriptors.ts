import { primordials } from '@overt/core'
import { type OwnFiles, refused } from './own-files.ts'
import { bindingOf, type Method, ownValue, replace } from '../patch.ts'

const { append, apply, isArray } = primordials

/** Native streams that take a descriptor as theirs, and the binding that has them. */
const streams = [['pipe_wrap', 'Pipe'], ['tcp_wrap', 'TCP']] as const

/** The descriptor of the record is made no stream's, and no child gets it: either could write lines of its own into the record. */
export function guardOwnDescriptors(own: OwnFiles): void {
  for (let i = 0; i < streams.length; i++) {
    const binding = bindingOf(streams[i]?.[0] ?? '')
    const stream = binding === undefined ? undefined : (ownValue(binding, streams[i]?.[1] ?? '') as { readonly prototype: object } | undefined)
    if (stream !== undefined) replace(stream.prototype, 'open', (original) => opening(own, original))
  }
  const processes = bindingOf('process_wrap')
  const started = processes === undefined ? undefined : (ownValue(processes, 'Process') as { readonly prototype: object } | undefined)
  if (started !== undefined) replace(started.prototype, 'spawn', (original) => spawning(own, original))
  const sync = bindingOf('spawn_sync')
  if (sync !== undefined) replace(sync, 'spawn', (original) => spawning(own, original))
}

function opening(own: OwnFiles, original: Method): Method {
  return {
    open(this: unknown, given: unknown): unknown {
      const descriptor = (given as number) | 0
      refuseOwn(own, descriptor)
      arguments[0] = descriptor
      return apply(original, this, arguments)
    },
  }.open
}

/** Either form: spawn(options), whose options the probe of `process.spawn` has made its own copy of, or spawn(file, args, cwd, environment, stdio, ...). */
function spawning(own: OwnFiles, original: Method): Method {
  return {
    spawn(this: unknown, first: unknown): unknown {
      if (typeof first === 'object' && first !== null) {
        const options = first as { stdio?: unknown }
        const stdio = copied(own, options.stdio)
        if (stdio !== undefined) options.stdio = stdio
      } else if (arguments.length > 4) arguments[4] = copied(own, arguments[4]) ?? (arguments[4] as unknown)
      return apply(original, this, arguments)
    },
  }.spawn
}

/** All that native code reads of one stream of a child. */
const names = ['type', 'fd', 'handle', 'wrapType', 'readable', 'writable', 'input'] as const

/** The streams of a child, read once; undefined where there is no list. */
function copied(own: OwnFiles, stdio: unknown): readonly unknown[] | undefined {
  if (!isArray(stdio)) return undefined
  const list: unknown[] = []
  const { length } = stdio
  for (let i = 0; i < length; i++) {
    const stream = stdio[i]
    if (typeof stream !== 'object' || stream === null) {
      append(list, stream)
      continue
    }
    const copy = { __proto__: null } as unknown as Record<string, unknown>
    for (let j = 0; j < names.length; j++) {
      const name = names[j] ?? ''
      const value = (stream as Record<string, unknown>)[name]
      if (value !== undefined) copy[name] = value
    }
    if (copy['fd'] !== undefined) {
      const descriptor = (copy['fd'] as number) | 0
      refuseOwn(own, descriptor)
      copy['fd'] = descriptor
    }
    append(list, copy)
  }
  return list
}

function refuseOwn(own: OwnFiles, descriptor: number): void {
  if (own.ownsWriter(descriptor)) throw refused(`descriptor \`${descriptor}\``)
}
