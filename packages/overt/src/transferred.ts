import { primordials } from '@overt/core'
import { setBindingsApart } from './bindings-apart.ts'
import { had } from './captured.ts'
import { hideOwnFrames } from './own-frames.ts'
import { ownValue } from './probes/patch.ts'

const { defineProperty, deleteProperty, ErrorCaptured, getOwnPropertySymbols, indexOf, slice, symbolDescription, TypeErrorCaptured } = primordials

/** What the runtime requires its own modules with. */
type Require = (name: string) => object

interface Messaging {
  readonly setDeserializerCreateObjectFunction: (create: (made: string) => object) => void
}

/** The module in which all of the runtime's begins: it exports `require` and `internalBinding`. */
const realm = 'internal/bootstrap/realm'
/** Where names of classes stand that are in a file which is no module. */
const perContext = 'internal/per_context/domexception'

/**
 * Objects of some classes of the runtime can be sent to other threads, and cloned: `Blob`, `FileHandle`, `BlockList`. The object itself says what the runtime makes of it on the other side,
 * as `module:Class`, by a method whose name is a symbol that the class shows, and the runtime requires whichever of its own modules that names. With a method of its own, and an accessor on
 * `Object.prototype` that is handed the class's prototype, code had `internalBinding` so, and with it everything that probes stand in front of. From here on it is one of those names that
 * stand in the runtime's own source, or nothing.
 *
 * The function that decides is replaced by way of `internalBinding`, which is had by that very way, before the application runs.
 *
 * @returns false where it could not be replaced: code that ran before overt is in the way
 */
export function guardTransferred(): boolean {
  try {
    const symbols = symbolsOf(Blob.prototype)
    const required = symbols === undefined ? undefined : requireOf(symbols)
    if (symbols === undefined || required === undefined) return false
    const internalBinding = ownValue(required(realm), 'internalBinding') as (name: string) => object
    keepState(internalBinding('util') as Util)
    setBindingsApart(internalBinding)
    ;(internalBinding('messaging') as Messaging).setDeserializerCreateObjectFunction(createGuard(required, internalBinding, symbols.deserialize))
    hideOwnFrames(internalBinding('errors'), required('internal/errors'))
    return true
  } catch {
    return false
  }
}

interface Util {
  readonly getPromiseDetails: (promise: unknown) => readonly [number, unknown?]
}

function keepState({ getPromiseDetails }: Util): void {
  const pending = getPromiseDetails(new Promise(() => {}))[0]
  had.isPending = (promise) => getPromiseDetails(promise)[0] === pending
}

interface Symbols {
  readonly clone: symbol
  readonly deserialize: symbol
}

function symbolsOf(prototype: object): Symbols | undefined {
  const symbols = getOwnPropertySymbols(prototype)
  let clone: symbol | undefined
  let deserialize: symbol | undefined
  for (let i = 0; i < symbols.length; i++) {
    const symbol = symbols[i]
    if (symbol === undefined) continue
    const name = symbolDescription(symbol)
    if (name === 'messaging_clone_symbol') clone = symbol
    else if (name === 'messaging_deserialize_symbol') deserialize = symbol
  }
  return clone === undefined || deserialize === undefined ? undefined : { clone, deserialize }
}

/** The runtime's own `require`: it takes it for a class, and looks at its prototype. */
function requireOf({ clone, deserialize }: Symbols): Require | undefined {
  let found: unknown
  const blob = new Blob([])
  defineProperty(blob, clone, { __proto__: null, value: () => ({ __proto__: null, data: null, deserializeInfo: `${realm}:require` }) } as PropertyDescriptor)
  const get = function (this: object): undefined {
    found ??= ownValue(this, 'constructor')
  }
  defineProperty(Object.prototype, deserialize, { __proto__: null, get, configurable: true } as PropertyDescriptor)
  try {
    structuredClone(blob)
  } catch {
    // Told that this is no class of an object that can be sent.
  } finally {
    deleteProperty(Object.prototype, deserialize)
  }
  return typeof found === 'function' ? (found as Require) : undefined
}

function createGuard(required: Require, internalBinding: (name: string) => object, deserialize: symbol): (made: string) => object {
  let sources: object | undefined
  const known = { __proto__: null } as unknown as Record<string, boolean | undefined>

  /**
   * Whether this is in quotes in the source of the module that it begins with.
   *
   * @throws TypeError as the runtime does where it has no such module
   */
  function isOfRuntime(made: string, module: string): boolean {
    // A fresh object, which no other code has.
    sources ??= (internalBinding('builtins') as { readonly natives: object }).natives
    if (ownValue(sources, module) === undefined) throw new TypeErrorCaptured(`Missing internal module '${module}'`)
    return isIn(sources, module, made) || isIn(sources, perContext, made)
  }

  return (given) => {
    const module = before(given)
    // The runtime forgets what is behind a second colon.
    const name = before(slice(given, module.length + 1))
    const made = `${module}:${name}`
    if ((known[made] ??= isOfRuntime(made, module))) {
      // As the runtime's own function does it.
      const Class = (required(module) as Readonly<Record<string, unknown>>)[name] as (new () => object) | undefined
      if (typeof Class === 'function' && typeof (Class.prototype as Readonly<Record<symbol, unknown>>)[deserialize] === 'function') return new Class()
    }
    throw new ErrorCaptured(`Unknown deserialize spec ${given}`)
  }
}

/** The part of a text before its first colon. */
function before(text: string): string {
  const colon = indexOf(text, ':')
  return colon === -1 ? text : slice(text, 0, colon)
}

function isIn(sources: object, name: string, made: string): boolean {
  const text = ownValue(sources, name)
  return typeof text === 'string' && indexOf(text, `'${made}'`) !== -1
}
