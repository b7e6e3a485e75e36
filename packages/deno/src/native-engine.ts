import type { WasmEngine } from '@overt/core'
import { createAbiEngine } from './main.ts'
import { openLibrary } from './native/library.ts'
import { createNativeMemory } from './native/memory.ts'

/**
 * Opens the shared library for C (`libovert.so`), once, and makes engines of it.
 *
 * @param path of the library; the permission must be `--allow-ffi` without a path, or memory cannot be looked at
 * @returns what makes one for this thread, by a clock of milliseconds since 1970
 * @throws what Deno throws where it may not be loaded or is no such library, and OvertError `OVERT_ENGINE` where it is of another version
 */
export function openNativeEngine(path: string): (clock: () => number) => WasmEngine {
  const exports = openLibrary(path)
  const memory = createNativeMemory(exports)
  return (clock) => createAbiEngine('native', exports, memory, clock)
}
