import { primordials } from '@overt/core'

const pageSize = 65_536
/** V8 that is started with `--jitless` has none. */
const { WebAssembly: assembly } = globalThis as unknown as { readonly WebAssembly?: typeof WebAssembly }
const { Memory: Plain } = primordials

/**
 * 65,536 bytes whose address native code may keep (docs/design/frame.md): the buffer of a WebAssembly memory cannot be detached. Where there is no WebAssembly it is an
 * ArrayBuffer, which nothing detaches while the application does not get hold of it.
 */
export function page(): ArrayBuffer {
  return assembly === undefined ? new Plain(pageSize) : new assembly.Memory({ initial: 1, maximum: 1 }).buffer
}

/** The same for threads to wait at; undefined where there is no WebAssembly. */
export function sharedPage(): ArrayBuffer | undefined {
  return assembly === undefined ? undefined : new assembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer
}
