import { type Audit, type Method, type Operation, primordials, type Probe, replace } from '@overt/core'
import { type Form, refuse } from './forms.ts'
import { givenPath } from './given-path.ts'
import { flagsByName, type Opening, openOperation, opens } from './opening.ts'

const { apply, defineProperty } = primordials
const create = Object.create as (prototype: object) => object

/** A function that opens a file. `flag` says where its flags are: an argument of its own, or the option `flag` of an argument, or nowhere. */
export interface Opener {
  readonly name: string
  readonly form: Form
  readonly flag: { readonly at: number; readonly option: boolean } | undefined
  /** The name of the flags where none are given. */
  readonly usual: string
}

const own = { at: 1, option: false } as const
const second = { at: 1, option: true } as const
const third = { at: 2, option: true } as const

/** What `node:fs` opens files with, besides its promises. */
export const openers: readonly Opener[] = [
  { name: 'open', form: 'callback', flag: own, usual: 'r' },
  { name: 'openSync', form: 'sync', flag: own, usual: 'r' },
  { name: 'readFile', form: 'callback', flag: second, usual: 'r' },
  { name: 'readFileSync', form: 'sync', flag: second, usual: 'r' },
  // Deno's own.
  { name: 'readFilePromise', form: 'promise', flag: second, usual: 'r' },
  { name: 'writeFile', form: 'callback', flag: third, usual: 'w' },
  { name: 'writeFileSync', form: 'sync', flag: third, usual: 'w' },
  { name: 'appendFile', form: 'callback', flag: third, usual: 'a' },
  { name: 'appendFileSync', form: 'sync', flag: third, usual: 'a' },
  { name: 'openAsBlob', form: 'promise', flag: undefined, usual: 'r' },
]

/** What `node:fs/promises` opens files with. */
export const promisedOpeners: readonly Opener[] = [
  { name: 'open', form: 'promise', flag: own, usual: 'r' },
  { name: 'readFile', form: 'promise', flag: second, usual: 'r' },
  { name: 'writeFile', form: 'promise', flag: third, usual: 'w' },
  { name: 'appendFile', form: 'promise', flag: third, usual: 'a' },
]

/** What the probe needs of the runtime. */
export interface NodeFs {
  readonly fs: object
  /** The object of the promises, where they do not end in `fs.open`, as Deno's do. */
  readonly promises: object | undefined
  /** The function of the list that ends in another one with a probe, if there is one. */
  readonly through?: string
  readonly folder: () => string
  readonly later: (work: () => void) => void
}

/** `fs.open` in `node:fs`. Its streams look up `fs.open` when they open, so they need nothing of their own. */
export const createNodeFsProbe = ({ fs, promises, through, folder, later }: NodeFs): Probe => ({
  events: ['fs.open'],
  capturable: true,
  bindings: [],
  install(audit) {
    const operation = openOperation(audit, folder)
    for (let i = 0; i < openers.length; i++) {
      const opener = openers[i]
      if (opener !== undefined && opener.name !== through) replace(fs, opener.name, (original) => opening(audit, operation, original, opener, later))
    }
    for (let i = 0; promises !== undefined && i < promisedOpeners.length; i++) {
      const opener = promisedOpeners[i]
      if (opener !== undefined) replace(promises, opener.name, (original) => opening(audit, operation, original, opener, later))
    }
    return []
  },
})

function opening(audit: Audit, operation: Operation<Opening>, original: Method, { form, flag, usual }: Opener, later: (work: () => void) => void): Method {
  return {
    open(this: unknown, given: unknown): unknown {
      if (operation.wanted === 0) return apply(original, this, arguments)
      const path = givenPath(given)
      if (path === undefined) return apply(original, this, arguments)
      const flags = flag === undefined ? flagsByName[usual] : read(arguments, flag, usual)
      // Flags that are none are left to the platform's own error.
      if (flags === undefined) return apply(original, this, arguments)
      const refusal = audit.raise(operation, { path: path.text, flags })
      if (refusal !== undefined) return refuse(refusal.error, form, arguments, later)
      arguments[0] = path.value
      return apply(original, this, arguments)
    },
  }.open
}

/** The flags, read once: an object of options is replaced by one that has what was read. */
function read(given: IArguments, { at, option }: { readonly at: number; readonly option: boolean }, usual: string): number | undefined {
  let value: unknown = given[at]
  if (option) {
    if (typeof value !== 'object' || value === null) return flagsByName[usual]
    const options = create(value)
    const { flag } = value as { readonly flag?: unknown }
    defineProperty(options, 'flag', { __proto__: null, value: flag, writable: true, enumerable: true, configurable: true } as PropertyDescriptor)
    given[at] = options
    value = flag
  }
  if (value === undefined || value === null || typeof value === 'function') return flagsByName[usual]
  if (typeof value === 'number') return value | opens.read
  return typeof value === 'string' ? flagsByName[value] : undefined
}
