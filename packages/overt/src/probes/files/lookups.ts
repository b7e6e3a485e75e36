import { Buffer } from 'node:buffer'
import fs from 'node:fs'
import { type Audit, primordials } from '@overt/core'
import { type Method, ownValue, replace } from '../patch.ts'
import type { FileParts } from './acting.ts'
import { givenAt, optionsAt } from './arguments.ts'
import { beginWalk, endWalk, isPartOfLookup } from './nested.ts'
import { isKnownLookup, operations } from './operations.ts'
import { isInside, takeSteps } from './steps.ts'
import { type Again, below, isRelative, noteUnderWay } from '../under-way.ts'
import { type Form, type Kind, whenPromises, whole } from './whole.ts'

const { defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = primordials
const bufferPrototype = Buffer.prototype as unknown as object

const isBuffer = (value: unknown): boolean => typeof value === 'object' && value !== null && getPrototypeOf(value) === bufferPrototype

const nothing = (): void => undefined

type Begin = (given: IArguments) => { readonly path: string; readonly recursive: boolean } | undefined

/** A lookup that the runtime makes in many steps, as one operation. */
function lookup(audit: Audit, { judgedFilesFor, judgedIsStep }: FileParts, action: 'fs.stat' | 'fs.list', read: Begin): Kind {
  const operation = operations[action](audit)
  const inside = isInside(audit, judgedIsStep)
  // The loader resolves the path of each module: the stack is read only where there is something to say.
  operation.runtimeOwn = ({ path }) => path !== undefined && isPartOfLookup(action, path, judgedFilesFor, inside)
  const again = ({ path, recursive }: NonNullable<ReturnType<Begin>>): Again => (folder) =>
    operation.wanted === 0 ? undefined : audit.raise(operation, { path: below(folder, path), recursive, target: undefined, first: undefined, second: undefined })
  return {
    paths: 1,
    steps: (original, self, given) => takeSteps(audit, original, self, given),
    begin(given, form) {
      const found = operation.wanted === 0 ? undefined : read(given)
      if (found === undefined) return undefined
      const isKnown = !found.recursive && isKnownLookup(audit, operation, found.path)
      const refusal = isKnown ? undefined : audit.raise(operation, { ...found, target: undefined, first: undefined, second: undefined })
      // All its steps are taken before it returns.
      if (form === 'sync') return { end: nothing, refusal }
      const walk = beginWalk(action, found.path)
      // The runtime makes it an absolute path at once where it looks one up, and not where it lists.
      const ended = action === 'fs.list' && refusal === undefined && isRelative(found.path) ? noteUnderWay(again(found)) : nothing
      return { end: () => { endWalk(walk); ended() }, refusal }
    },
  }
}

/** `fs.realpath`: the runtime takes a path apart in JavaScript and looks every part of it up. */
export function watchResolving(audit: Audit, parts: FileParts): void {
  const resolving = lookup(audit, parts, 'fs.stat', (given) => {
    const text: unknown = given[0]
    // Nothing that reading the options runs can make it another; and the loader resolves each module's, by options that it keeps.
    if (typeof text === 'string') return { path: text, recursive: false }
    optionsAt(given, 1)
    const isText = isBuffer(given[0])
    const path = givenAt(given, 0)
    if (path === undefined) return undefined
    // The runtime makes a string of it, which of a copy without a Buffer's functions would be a list of numbers.
    if (isText) given[0] = path
    return { path, recursive: false }
  })
  patch('realpathSync', resolving, 'sync')
  patch('realpath', resolving, 'callback')
}

/** `fs.opendir`, whose native part is out of reach, and `fs.readdir` of all below a folder, which the runtime walks through in JavaScript before Node 26. */
export function watchListing(audit: Audit, parts: FileParts, binding: object): void {
  const reading = (all: boolean): Kind => lookup(audit, parts, 'fs.list', (given) => {
    const recursive = optionsAt(given, 1)?.['recursive'] === true
    const path = all || recursive ? givenAt(given, 0) : undefined
    return path === undefined ? undefined : { path, recursive }
  })
  patchForms('opendir', reading(true))
  if (ownValue(binding, 'readdirRecursive') === undefined) patchForms('readdir', reading(false))
}

function patchForms(name: 'opendir' | 'readdir', kind: Kind): void {
  // Node 20 has an accessor that becomes the function when it is first read.
  if (typeof fs[name] !== 'function' || typeof fs[`${name}Sync`] !== 'function') return
  patch(`${name}Sync`, kind, 'sync')
  patch(name, kind, 'callback')
  whenPromises((promises) => { replace(promises, name, (original) => whole(original, kind, 'promise')) })
}

/** With what hangs on the function: `fs.realpath.native`. */
function patch(name: string, kind: Kind, form: Form): void {
  replace(fs, name, (original: Method) => {
    const replacement = whole(original, kind, form)
    const native = getOwnPropertyDescriptor(original, 'native')
    if (native !== undefined) defineProperty(replacement, 'native', { __proto__: null, ...native } as PropertyDescriptor)
    return replacement
  })
}
