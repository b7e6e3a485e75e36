import { OvertError } from './error.ts'
import { apply, byteLengthOf, Bytes, copyBytes, getOwnPropertyDescriptor, Words } from './primordials.ts'
import type { Pointer, WasmExports, WasmRulesExports } from './wasm-exports.ts'

/** The memory of the import-free module: what passes between JavaScript and it. Views are made anew each time, for memory that grows detaches them. */
export interface WasmMemory {
  /** A view of the module's memory, valid until the next call of the module. */
  view(at: Pointer, length: number): Uint8Array
  /** Copies bytes into the module, runs `work`, and gives their place back. Throws `OVERT_ENGINE` where the module has no memory left. */
  lend<Result>(bytes: Uint8Array, work: (at: Pointer, length: number) => Result): Result
  /** Copies out what the module handed over, and gives it back; undefined for null. */
  take(handed: Pointer): Uint8Array | undefined
  /** Sets the module's stack back to where it is between calls: a call that was broken off has not done so. */
  unwind(): void
}

/** The accessors of WebAssembly's objects, which the application can replace. */
export interface WasmAccessors {
  buffer(memory: WasmExports['memory']): ArrayBuffer
  /** How the module's stack pointer is set to what it is now. */
  unwinder(stackPointer: unknown): () => void
}

/** Captures the accessors: before the application runs. */
export function wasmAccessors(): WasmAccessors {
  const { Global, Memory } = WebAssembly
  const bufferGetter = getOwnPropertyDescriptor(Memory.prototype, 'buffer')?.get as () => ArrayBuffer
  const value = getOwnPropertyDescriptor(Global.prototype, 'value')
  const get = value?.get as () => unknown
  const set = value?.set as (base: unknown) => void
  return {
    buffer: (memory) => apply(bufferGetter, memory, []),
    unwinder(stackPointer) {
      if (!isObject(stackPointer)) return () => undefined
      const base: unknown = apply(get, stackPointer, [])
      return () => {
        apply(set, stackPointer, [base])
      }
    },
  }
}

export function createWasmMemory(exports: WasmRulesExports, accessors: WasmAccessors): WasmMemory {
  const { memory } = exports
  const view = (at: Pointer, length: number): Uint8Array => new Bytes(accessors.buffer(memory), at, length)
  return createMemory(exports, view, accessors.unwinder(exports.__stack_pointer), (handed) => {
    const words = new Words(accessors.buffer(memory), handed, 2)
    return { at: words[0] ?? 0, length: words[1] ?? 0 }
  })
}

/**
 * What passes between JavaScript and the functions of crates/capi, whatever memory they have.
 *
 * @param view as {@link WasmMemory.view}; of no bytes it may be anywhere
 * @param unwind as {@link WasmMemory.unwind}
 * @param read where the bytes are that the functions handed over
 */
export function createMemory(exports: Pick<WasmExports, 'overt_alloc' | 'overt_free' | 'overt_bytes_free'>, view: WasmMemory['view'], unwind: () => void, read: (handed: Pointer) => { readonly at: Pointer; readonly length: number }): WasmMemory {
  return {
    view,
    unwind,
    lend(bytes, work) {
      const length = byteLengthOf(bytes)
      const at = exports.overt_alloc(length)
      if (at === 0 && length !== 0) throw new OvertError('OVERT_ENGINE', `the engine has no memory for ${length} bytes`)
      copyBytes(view(at, length), bytes)
      const result = work(at, length)
      exports.overt_free(at, length)
      return result
    },
    take(handed) {
      if (handed === 0) return undefined
      const { at, length } = read(handed)
      const copy = new Bytes(length)
      copyBytes(copy, view(at, length))
      exports.overt_bytes_free(handed)
      return copy
    },
  }
}

/** A `WebAssembly.Global`; a runtime that unwraps globals gives a number. */
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null
