import Module from 'node:module'
import process from 'node:process'
import { primordials } from '@overt/core'
import { named } from './commonjs-patches.ts'
import { loadOf } from './operation.ts'
import { renamed } from './sealed.ts'
import type { Requests } from './requests.ts'
import type { Supply } from './supply.ts'

const { apply, StringCaptured } = primordials

type Extension = (this: unknown, module: object, filename: string) => unknown
const extensions = (Module as unknown as { readonly _extensions: Record<string, Extension> })._extensions

/**
 * Native addons: `module.load` where `require` or `import` asks, and the manifest's decision at `process.dlopen`, which everything passes. On Linux the
 * system's loader then opens a sealed copy (crates/binding/src/addon.rs); elsewhere the file, by its path once more: weaker than for source (docs/threat-model.md).
 */
export function patchAddons(supply: Supply, requests: Requests): void {
  const dlopen = process.dlopen
  process.dlopen = named(function open(this: unknown, ...given: unknown[]): void {
    // Made a string once, as native code does: an object could be another name each time that it is asked. A symbol is no name of a file, there either.
    if (given.length < 2 || typeof given[1] === 'symbol') {
      apply(dlopen, this, given)
      return
    }
    const { open, path } = supply.addon(StringCaptured(given[1]))
    given[1] = open
    try {
      apply(dlopen, this, given)
    } catch (error) {
      throw open === path ? error : renamed(error, open, path)
    }
  }, dlopen)

  const original = extensions['.node']
  if (original === undefined) return
  extensions['.node'] = named(function load(this: unknown, module: object, filename: string): unknown {
    supply.raise(loadOf(filename, 'addon', requests.take(filename)))
    return apply(original as never, this, [module, filename])
  }, original)
}
