import { openNative } from './native.ts'
import type { Opening } from './native-binding.ts'
import { openWasi } from './wasi.ts'

/** An engine, and why it is not a better one. */
export type Opened = Exclude<Opening, { kind: 'none' }> & { readonly missing: readonly string[] }

/**
 * The native engine; where it cannot be loaded the WASI one.
 *
 * @param folder where the preload lies
 * @returns the reasons where there is neither
 */
export function openEngine(folder: string): Opened | readonly string[] {
  const native = openNative(folder)
  if (native.kind !== 'none') return { ...native, missing: [] }
  const wasi = openWasi(folder)
  return wasi.kind === 'none' ? [...native.reasons, ...wasi.reasons] : { ...wasi, missing: native.reasons }
}
