import type { WasmExports, WasmMemory } from '@overt/core'
import { OvertError } from '../main.ts'

const { apply } = Reflect
const BigIntCaptured = BigInt
const Bytes = Uint8Array
const byteLengthOf = Function.prototype.call.bind(Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Bytes.prototype) as object, 'byteLength')?.get as () => number) as (bytes: Uint8Array) => number
const copyBytes = Function.prototype.call.bind(Bytes.prototype.set as never) as (into: Uint8Array, from: Uint8Array) => void

/** `OvertBytes` of `overt.h`: a pointer and a length, of eight bytes each. */
const bytesSize = 16
const half = 2 ** 32

/** The memory of this process, as far as the shared library hands out places in it. */
export function createNativeMemory(exports: WasmExports): WasmMemory {
  const { UnsafePointer, UnsafePointerView } = Deno
  const { create } = UnsafePointer
  const { getArrayBuffer } = UnsafePointerView

  function view(at: number, length: number): Uint8Array {
    if (length === 0) return new Bytes(0)
    const pointer = apply(create, UnsafePointer, [BigIntCaptured(at)])
    return new Bytes(apply(getArrayBuffer, UnsafePointerView, [pointer as object, length]))
  }

  return {
    view,
    // A call ends, or the process does: the library lets no panic out.
    unwind: () => undefined,
    lend(bytes, work) {
      const length = byteLengthOf(bytes)
      const at = exports.overt_alloc(length)
      if (at === 0 && length !== 0) throw new OvertError('OVERT_ENGINE', `the engine has no memory for ${String(length)} bytes`)
      copyBytes(view(at, length), bytes)
      const result = work(at, length)
      exports.overt_free(at, length)
      return result
    },
    take(handed) {
      if (handed === 0) return undefined
      const head = view(handed, bytesSize)
      const word = (from: number): number => (head[from] ?? 0) + (head[from + 1] ?? 0) * 2 ** 8 + (head[from + 2] ?? 0) * 2 ** 16 + (head[from + 3] ?? 0) * 2 ** 24
      const [at, length] = [word(0) + word(4) * half, word(8)]
      const copy = new Bytes(length)
      if (length !== 0) copyBytes(copy, view(at, length))
      exports.overt_bytes_free(handed)
      return copy
    },
  }
}
