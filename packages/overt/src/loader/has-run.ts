import Module from 'node:module'
import { primordials } from '@overt/core'

const { getOwnPropertyDescriptor } = primordials
const cache = (Module as unknown as { readonly _cache: object })._cache

/**
 * Whether `import` names a CommonJS or JSON file that `require` has loaded: Node reads it for the names that it exports, and does not run it again, so it is
 * the same load. Where the application has put the entry into `require.cache` itself, nothing of the file runs either.
 */
export function hasRun(path: string, format: string | undefined): boolean {
  if (format !== 'commonjs' && format !== 'json' && format !== 'commonjs-typescript') return false
  const module: unknown = getOwnPropertyDescriptor(cache, path)?.value
  return typeof module === 'object' && module !== null && getOwnPropertyDescriptor(module, 'loaded')?.value === true
}
