import Module from 'node:module'
import path from 'node:path'
import process from 'node:process'
import { primordials } from '@overt/core'
import { named } from './commonjs-patches.ts'
import type { Requests } from './requests.ts'
import type { Supply } from './supply.ts'

const { apply } = primordials
const { resolve } = path

type Extension = (this: unknown, module: object, filename: string) => unknown
const extensions = (Module as unknown as { readonly _extensions: Record<string, Extension> })._extensions

/**
 * Native addons: `module.load` where `require` or `import` asks, and the manifest's decision at `process.dlopen`, which everything passes. The system's loader
 * then opens the file by its path once more: weaker than for source (docs/threat-model.md).
 */
export function patchAddons(supply: Supply, requests: Requests): void {
  const dlopen = process.dlopen
  process.dlopen = named(function open(this: unknown, ...given: unknown[]): void {
    const filename = given[1]
    // What is no text is refused by the original, in its own words.
    if (typeof filename === 'string') supply.addon(resolve(filename))
    apply(dlopen, this, given)
  }, dlopen)

  const original = extensions['.node']
  if (original === undefined) return
  extensions['.node'] = named(function load(this: unknown, module: object, filename: string): unknown {
    const request = requests.take(filename)
    supply.raise({ path: filename, specifier: request?.specifier, parent: request?.parent, format: 'addon', dynamic: request?.dynamic })
    return apply(original as never, this, [module, filename])
  }, original)
}
