import Module from 'node:module'
import process from 'node:process'
import { type Gap, type Mode, primordials, unusable } from '@overt/core'
import { closed } from '../captured.ts'

interface CompileCache {
  readonly getCompileCacheDir?: () => string | undefined
  enableCompileCache?: (directory?: string) => object
  readonly constants?: { readonly compileCacheStatus?: { readonly DISABLED?: number } }
}

const cache = Module as unknown as CompileCache

/**
 * Node compares code from its compile cache with a source by CRC-32 only, so a forged cache runs in place of verified source: with a manifest
 * there is no compile cache.
 *
 * @throws Unusable `OVERT_MANIFEST` in enforce, where a cache is on already
 */
export function closeCompileCache(mode: Mode): Gap[] {
  // Loading the module adds the functions of the cache to it.
  process.getBuiltinModule('node:module')
  const directory = cache.getCompileCacheDir?.()
  if (cache.enableCompileCache !== undefined) {
    const status = cache.constants?.compileCacheStatus?.DISABLED ?? 3
    const message = 'the compile cache is off: code from it cannot be verified'
    primordials.defineProperty(cache, 'enableCompileCache', {
      __proto__: null,
      value: function enableCompileCache(): object {
        return { __proto__: null, status, message }
      },
      writable: false,
      enumerable: true,
      configurable: false,
    } as PropertyDescriptor)
    closed.enableCompileCache = true
    Module.syncBuiltinESMExports()
  }
  if (directory === undefined) return []
  if (mode === 'enforce') {
    throw unusable('OVERT_MANIFEST', `the compile cache \`${directory}\` is on, and code from it cannot be verified; unset \`NODE_COMPILE_CACHE\`, or run without a manifest`)
  }
  return [{ event: 'open.verify', reason: 'unavailable', detail: `code from the compile cache \`${directory}\` is not verified` }]
}
