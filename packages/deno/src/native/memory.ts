import type { WasmExports, WasmMemory } from '@overt/core'
import { createMemory } from '../main.ts'

const { apply } = Reflect
const BigIntCaptured = BigInt
const Bytes = Uint8Array

/** `OvertBytes` of `overt.h`: a pointer and a length, of eight bytes each. */
const bytesSize = 16
const half = 2 ** 32

/** The memory of this process, as far as the shared library hands out places in it. A call ends, or the process does: the library lets no panic out, so there is nothing to unwind. */
export function createNativeMemory(exports: WasmExports): WasmMemory {
  const { UnsafePointer, UnsafePointerView } = Deno
  const { create } = UnsafePointer
  const { getArrayBuffer } = UnsafePointerView

  function view(at: number, length: number): Uint8Array {
    if (length === 0) return new Bytes(0)
    const pointer = apply(create, UnsafePointer, [BigIntCaptured(at)])
    return new Bytes(apply(getArrayBuffer, UnsafePointerView, [pointer as object, length]))
  }

  return createMemory(exports, view, () => undefined, (handed) => {
    const head = view(handed, bytesSize)
    const word = (from: number): number => (head[from] ?? 0) + (head[from + 1] ?? 0) * 2 ** 8 + (head[from + 2] ?? 0) * 2 ** 16 + (head[from + 3] ?? 0) * 2 ** 24
    return { at: word(0) + word(4) * half, length: word(8) }
  })
}
