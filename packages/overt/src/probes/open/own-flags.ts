import process from 'node:process'
import { primordials } from '@overt/core'
import { type OwnFiles, refusalOf } from './own-files.ts'
import { whenBindingLoaded, whenLoaded } from '../builtin-loads.ts'
import { bindingOf, type Method, replace } from '../patch.ts'
import { getBuiltinModule } from '../../captured.ts'

const { apply, indexOf, slice } = primordials
const pid = String(process.pid)

/** V8 writes its log, and what it traces, to files that its flags name, of the threads that are made then: none of them is the record. */
export function guardOwnFromFlags(own: OwnFiles): void {
  const setting = (original: Method): Method => ({
    setFlagsFromString(this: unknown, flags: unknown): unknown {
      if (typeof flags === 'string') refuseFlags(own, flags)
      return apply(original, this, arguments)
    },
  }).setFlagsFromString
  // Node 20 and 22 hand the binding out; the module takes its function when it is loaded.
  whenBindingLoaded('v8', () => {
    const binding = bindingOf('v8')
    if (binding !== undefined) replace(binding, 'setFlagsFromString', setting)
  })
  whenLoaded('v8', () => { replace(getBuiltinModule('node:v8'), 'setFlagsFromString', setting) })
}

/** Every value of a flag may be a path, whichever flag it is: after `=`, or a word of its own. */
function refuseFlags(own: OwnFiles, flags: string): void {
  let start = 0
  for (let at = 0; at <= flags.length; at++) {
    // Behind the end it is empty: a text's own letters, and none that is put on `Object.prototype`.
    const unit = slice(flags, at, at + 1)
    if (unit === '=' || unit === '' || isSpace(unit)) {
      if (at > start && unit !== '=') refuseValue(own, slice(flags, start, at))
      start = at + 1
    }
  }
}

const isSpace = (unit: string): boolean => unit === ' ' || (unit >= '\t' && unit <= '\r')

/** `%p` is the process's id in the name of a log, `%%` a `%`. */
function refuseValue(own: OwnFiles, value: string): void {
  const named = indexOf(value, '%') === -1 ? value : expanded(value)
  const refusal = refusalOf(own, value) ?? (named === value ? undefined : refusalOf(own, named))
  if (refusal !== undefined) throw refusal
}

function expanded(value: string): string {
  let text = ''
  for (let at = 0; at < value.length; at++) {
    const pair = slice(value, at, at + 2)
    if (pair === '%p') text += pid
    else if (pair === '%%') text += '%'
    else {
      text += slice(value, at, at + 1)
      continue
    }
    at++
  }
  return text
}
