import { type Audit, type Method, type Operation, primordials, type Probe, replace } from '@overt/core'
import { type Form, givenPath, type Opening, openOperation, opens, refuse } from '@overt/surface'
import { asPath } from '../path-text.ts'

const { apply, argumentAt, defineProperty } = primordials
const create = Object.create as (prototype: object) => object

/** Which options decide how a file is opened. */
type Kind = 'read' | 'write' | 'create' | 'open'

const openers: readonly { readonly name: string; readonly form: Form; readonly kind: Kind; readonly options: number }[] = [
  { name: 'readFile', form: 'promise', kind: 'read', options: 1 },
  { name: 'readFileSync', form: 'sync', kind: 'read', options: 1 },
  { name: 'readTextFile', form: 'promise', kind: 'read', options: 1 },
  { name: 'readTextFileSync', form: 'sync', kind: 'read', options: 1 },
  { name: 'writeFile', form: 'promise', kind: 'write', options: 2 },
  { name: 'writeFileSync', form: 'sync', kind: 'write', options: 2 },
  { name: 'writeTextFile', form: 'promise', kind: 'write', options: 2 },
  { name: 'writeTextFileSync', form: 'sync', kind: 'write', options: 2 },
  { name: 'create', form: 'promise', kind: 'create', options: 1 },
  { name: 'createSync', form: 'sync', kind: 'create', options: 1 },
  { name: 'open', form: 'promise', kind: 'open', options: 1 },
  { name: 'openSync', form: 'sync', kind: 'open', options: 1 },
]

/** `fs.open` of `Deno.*`. `node:fs` opens files by functions of its own and has a probe of its own. */
export const createDenoFilesProbe = (deno: object, folder: () => string): Probe => ({
  events: ['fs.open'],
  capturable: true,
  bindings: [],
  install(audit) {
    const operation = openOperation(audit, folder)
    for (let i = 0; i < openers.length; i++) {
      const opener = openers[i]
      if (opener !== undefined) replace(deno, opener.name, (original) => opening(audit, operation, original, opener.form, opener.kind, opener.options))
    }
    return []
  },
})

function opening(audit: Audit, operation: Operation<Opening>, original: Method, form: Form, kind: Kind, at: number): Method {
  return {
    open(this: unknown, given: unknown): unknown {
      if (operation.wanted === 0) return apply(original, this, arguments)
      const path = givenPath(given, form === 'sync' && arguments.length > 0 ? asPath : undefined)
      // No path: the platform's own error.
      if (path === undefined) return apply(original, this, arguments)
      const refusal = audit.raise(operation, { path: path.text, flags: flagsOf(kind, arguments, at) })
      if (refusal !== undefined) return refuse(refusal.error, form, arguments, noCallback)
      arguments[0] = path.value
      return apply(original, this, arguments)
    },
  }.open
}

const noCallback = (work: () => void): void => {
  work()
}

const names = ['read', 'write', 'append', 'truncate', 'create', 'createNew'] as const
type Options = Partial<Record<(typeof names)[number], unknown>>

/** Flags of open(2) for what was asked. The options are read once: what inherits them, with what was read as its own, is handed on. */
function flagsOf(kind: Kind, given: IArguments, at: number): number {
  if (kind === 'read') return opens.read
  if (kind === 'create') return opens.readWrite | opens.create | opens.truncate
  const options = argumentAt(given, at)
  const asked: Options = typeof options === 'object' && options !== null ? options : {}
  const read: Options = {}
  const fixed = create(asked)
  for (let i = 0; i < names.length; i++) {
    const name = names[i]
    if (name === undefined || !(name in asked)) continue
    const value = asked[name]
    defineProperty(read, name, { __proto__: null, value, enumerable: true } as PropertyDescriptor)
    defineProperty(fixed, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true } as PropertyDescriptor)
  }
  if (typeof options === 'object' && options !== null) given[at] = fixed
  return kind === 'write' ? writeFlags(read) : openFlags(read)
}

/** `Deno.writeFile` makes the file unless it is told not to. */
const writeFlags = ({ append, create: make, createNew }: Options): number =>
  opens.write | (make === false ? 0 : opens.create) | (append === true ? opens.append : opens.truncate) | (createNew === true ? opens.exclusive : 0)

/** `Deno.open` reads where nothing is asked for. */
function openFlags({ append, create: make, createNew, read, truncate, write }: Options): number {
  const writes = write === true || append === true
  const access = writes ? (read === true ? opens.readWrite : opens.write) : opens.read
  const makes = make === true || createNew === true ? opens.create : 0
  return access | makes | (append === true ? opens.append : 0) | (truncate === true ? opens.truncate : 0) | (createNew === true ? opens.exclusive : 0)
}
