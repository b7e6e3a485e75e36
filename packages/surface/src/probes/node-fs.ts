import { type Audit, type Method, type Operation, primordials, type Probe, replace } from '@overt/core'
import { type Form, refuse } from './forms.ts'
import { givenPath } from './given-path.ts'
import { flagsByName, type Opening, openOperation, opens } from './opening.ts'

const { append, apply, defineProperty, includes } = primordials
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

/** Those that take as a path whatever becomes a text, on Deno. */
const converting: readonly string[] = ['writeFileSync', 'appendFileSync']

/** What the probe needs of the runtime. */
export interface NodeFs {
  readonly fs: object
  /** The object of the promises, where they do not end in `fs.open`, as Deno's do. */
  readonly promises: object | undefined
  /** The function of the list that ends in another one with a probe, if there is one. */
  readonly through: string | undefined
  /** What the runtime makes of the path of {@link converting} before it looks at it, where it does. */
  readonly settle?: (path: unknown) => unknown
  readonly folder: () => string
  readonly later: (work: () => void) => void
}

/** `fs.open` in `node:fs`. Its streams look up `fs.open` when they open, so they need nothing of their own. */
export const createNodeFsProbe = ({ fs, promises, through, settle, folder, later }: NodeFs): Probe => ({
  events: ['fs.open'],
  capturable: true,
  bindings: [],
  install(audit) {
    const operation = openOperation(audit, folder)
    for (let i = 0; i < openers.length; i++) {
      const opener = openers[i]
      if (opener !== undefined && opener.name !== through) replace(fs, opener.name, (original) => opening(audit, operation, original, opener, later, includes(converting, opener.name) ? settle : undefined))
    }
    for (let i = 0; promises !== undefined && i < promisedOpeners.length; i++) {
      const opener = promisedOpeners[i]
      if (opener !== undefined) replace(promises, opener.name, (original) => opening(audit, operation, original, opener, later, undefined))
    }
    return []
  },
})

/**
 * The functions that open do not ask for `this`: mostly they are imported by their names. So where nobody listens the original is called as it stands, with as many arguments as there are:
 * `apply` with `arguments` takes 40 to 100 ns more (docs/design/wasm-events.md). What is put in place of it is as small as can be, for both engines to compile it in line.
 */
function opening(audit: Audit, operation: Operation<Opening>, original: (...given: unknown[]) => unknown, { form, flag, usual }: Opener, later: (work: () => void) => void, settle: ((path: unknown) => unknown) | undefined): Method {
  function judged(given: unknown[]): unknown {
    const path = givenPath(given[0], typeof given[0] === 'number' ? undefined : settle)
    if (path === undefined) return apply(original, undefined, given)
    const flags = flag === undefined ? flagsByName[usual] : read(given, flag, usual)
    // Flags that are none are left to the platform's own error.
    if (flags === undefined) return apply(original, undefined, given)
    const refusal = audit.raise(operation, { path: path.text, flags })
    if (refusal !== undefined) return refuse(refusal.error, form, given, later)
    given[0] = path.value
    return apply(original, undefined, given)
  }
  function openOther(path: unknown, rest: readonly unknown[]): unknown {
    if (operation.wanted !== 0) return judged(listOf(path, rest))
    if (rest.length === 1) return original(path, rest[0])
    if (rest.length === 2) return original(path, rest[0], rest[1])
    return apply(original, undefined, listOf(path, rest))
  }
  return {
    open(path: unknown, ...rest: unknown[]): unknown {
      return operation.wanted === 0 && rest.length === 0 ? original(path) : openOther(path, rest)
    },
  }.open
}

function listOf(path: unknown, rest: readonly unknown[]): unknown[] {
  if (rest.length === 0) return [path]
  if (rest.length === 1) return [path, rest[0]]
  const list = [path, rest[0], rest[1]]
  for (let i = 2; i < rest.length; i++) append(list, rest[i])
  return list
}

/** The flags, read once: an object of options is replaced by one that has what was read. */
function read(given: unknown[], { at, option }: { readonly at: number; readonly option: boolean }, usual: string): number | undefined {
  // Behind its end a list has what is on `Array.prototype`.
  let value: unknown = at < given.length ? given[at] : undefined
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
