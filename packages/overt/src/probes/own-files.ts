import { OvertError, primordials } from '@overt/core'
import { opensForWriting } from './opening.ts'
import { type Method, replace } from './patch.ts'
import { absolute, copyOfBytes, textOfBytes } from './path.ts'

const { apply } = primordials

/** overt's own files: its record. */
export interface OwnFiles {
  /** Whether this descriptor is overt's. */
  ownsDescriptor(descriptor: number): boolean
  /** Whether this absolute path leads to a file of overt's, `/proc/self/fd/N` included. */
  ownsPath(path: string): boolean
  /** Whether overt itself writes these bytes. */
  ownsBuffer?(bytes: unknown): boolean
}

/** Functions of the binding that change a file by its path, and which arguments are paths. */
const byPath: Readonly<Record<string, readonly number[]>> = {
  __proto__: null as never,
  rename: [0, 1], unlink: [0], rmSync: [0], copyFile: [1], link: [0, 1], chmod: [0], chown: [0], lchown: [0], utimes: [0], lutimes: [0],
  cpSyncOverrideFile: [1],
}

/** Functions of the binding that change what a descriptor stands for. */
const byDescriptor = ['close', 'writeBuffer', 'writeBuffers', 'writeString', 'ftruncate', 'fchmod', 'fchown', 'futimes', 'writeFileUtf8'] as const

/** Where each function that opens a file has its flags. */
const openers: Readonly<Record<string, number>> = { __proto__: null as never, open: 1, openFileHandle: 1, writeFileUtf8: 2 }

/** Nothing but overt changes its record: whatever else would write, cut, move or close it is refused with `OVERT_OWN_FILE`. */
export function guardOwnFiles(binding: object, own: OwnFiles): void {
  const paths = Object.keys(byPath)
  for (let i = 0; i < paths.length; i++) {
    const name = paths[i] ?? ''
    const places = byPath[name] ?? []
    replace(binding, name, (original) => guarded(original, (given) => {
      for (let j = 0; j < places.length; j++) refuseOwnPath(own, given, places[j] ?? 0)
    }))
  }
  for (let i = 0; i < byDescriptor.length; i++) {
    replace(binding, byDescriptor[i] ?? '', (original) => guarded(original, (given) => {
      const descriptor = given[0]
      if (typeof descriptor !== 'number' || !own.ownsDescriptor(descriptor)) return
      if (own.ownsBuffer === undefined || !own.ownsBuffer(given[1])) throw refused(`descriptor \`${String(descriptor)}\``)
    }))
  }
  const opening = Object.keys(openers)
  for (let i = 0; i < opening.length; i++) {
    const name = opening[i] ?? ''
    const flagsAt = openers[name] ?? 1
    replace(binding, name, (original) => guarded(original, (given) => {
      if (opensForWriting(given[flagsAt] as number)) refuseOwnPath(own, given, 0)
    }))
  }
}

/** What may be changed between the check and the call is copied into the arguments. */
function guarded(original: Method, check: (given: unknown[]) => void): Method {
  return {
    call(this: unknown): unknown {
      check(arguments as unknown as unknown[])
      return apply(original, this, arguments)
    },
  }.call
}

function refuseOwnPath(own: OwnFiles, given: unknown[], at: number): void {
  const path = given[at]
  let text: string
  if (typeof path === 'string') text = path
  else {
    const bytes = copyOfBytes(path)
    if (bytes === undefined) return
    given[at] = bytes
    text = textOfBytes(bytes)
  }
  const whole = absolute(text)
  if (own.ownsPath(whole)) throw refused(`\`${whole}\``)
}

const refused = (what: string): OvertError => new OvertError('OVERT_OWN_FILE', `${what} belongs to the record of overt: it is written by overt alone`)
