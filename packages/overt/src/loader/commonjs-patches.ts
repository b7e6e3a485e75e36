import Module from 'node:module'
import { primordials } from '@overt/core'
import { loadOf } from './operation.ts'
import type { Pending } from './read-patches.ts'
import type { Requests } from './requests.ts'
import type { Supply } from './supply.ts'

const { apply, defineProperty, getOwnPropertyDescriptor, setDelete } = primordials


type Extension = (module: object, filename: string) => unknown
type ResolveFilename = (request: string, parent: object | null | undefined, isMain: boolean, options?: object) => string

interface Internals {
  readonly _extensions: Record<string, Extension>
  _resolveFilename: ResolveFilename
}

const internals = Module as unknown as Internals
// The object itself: a proxy stands in its place where somebody wants `module.hook`.
const extensions = internals._extensions

/**
 * Node 20, CommonJS: the functions that load a file by its extension. What is to run is left in `pending`, where the read that follows finds it
 * (read-patches.ts). One frame of ours is in stack traces of a module's top level.
 */
export function patchExtensions(supply: Supply, requests: Requests, pending: Pending): void {
  patchExtension('.js', undefined)
  patchExtension('.json', 'json')

  function patchExtension(extension: '.js' | '.json', format: string | undefined): void {
    const original = extensions[extension]
    if (original === undefined) return
    const patched = {
      load(this: unknown, module: object, filename: string): unknown {
        if (!supply.active()) return apply(original as never, this, [module, filename])
        const source = supply.load(loadOf(filename, format, requests.take(filename)), true, setDelete(pending.detected, filename))
        const before = pending.file
        pending.file = { path: filename, source }
        try {
          return apply(original as never, this, [module, filename])
        } finally {
          pending.file = before
        }
      },
    }.load
    extensions[extension] = named(patched, original)
  }
}

/** Node 20: who asks for what, where somebody looks at it. */
export function patchResolution(supply: Supply, requests: Requests): void {
  const original = internals._resolveFilename
  internals._resolveFilename = named(function resolve(this: unknown, request, parent, isMain, options) {
    const filename = apply<string>(original, this, [request, parent, isMain, options])
    // Without a parent, not even null, it is an `import` that names the file: what was asked for is not known.
    if (parent !== undefined && supply.wantsRequest()) requests.note(filename, { specifier: request, parent: filenameOf(parent), dynamic: false }, false)
    return filename
  }, original)
}

/** `module.filename`, where it is plain data: no accessor of the application's runs here. */
function filenameOf(module: object | null | undefined): string | undefined {
  if (module === null || module === undefined) return undefined
  const value: unknown = getOwnPropertyDescriptor(module, 'filename')?.value
  return typeof value === 'string' ? value : undefined
}

/** The patched function under the original's name and length. */
export function named<Callable extends (...given: never[]) => unknown>(patched: Callable, original: Callable): Callable {
  defineProperty(patched, 'name', { __proto__: null, value: original.name, configurable: true } as PropertyDescriptor)
  return defineProperty(patched, 'length', { __proto__: null, value: original.length, configurable: true } as PropertyDescriptor)
}
