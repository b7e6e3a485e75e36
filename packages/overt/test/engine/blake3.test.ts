import { readFileSync } from 'node:fs'
import test from 'ava'
import { root } from '../support/project.ts'

/** The functions of the import-free module that digest what arrives in pieces (crates/capi/src/blake3.rs). */
interface Streaming {
  readonly memory: WebAssembly.Memory
  overt_alloc(length: number): number
  overt_free(at: number, length: number): void
  overt_blake3_new(): number
  overt_blake3_update(hasher: number, at: number, length: number): void
  overt_blake3_digest(hasher: number, out: number): void
  overt_blake3_free(hasher: number): void
}

const piece = 1000

/** The digest of bytes that are given in pieces, twice: what was asked for in between changes nothing. */
function digest(exports: Streaming, bytes: Uint8Array): string {
  const at = exports.overt_alloc(piece)
  const out = exports.overt_alloc(64)
  const hasher = exports.overt_blake3_new()
  try {
    for (let start = 0; start < bytes.length; start += piece) {
      const part = bytes.subarray(start, start + piece)
      new Uint8Array(exports.memory.buffer, at, piece).set(part)
      exports.overt_blake3_update(hasher, at, part.length)
      exports.overt_blake3_digest(hasher, out)
    }
    exports.overt_blake3_digest(hasher, out)
    return Buffer.from(exports.memory.buffer, out, 64).toString()
  } finally {
    exports.overt_blake3_free(hasher)
    exports.overt_free(at, piece)
    exports.overt_free(out, 64)
  }
}

/** BLAKE3's own test vectors: bytes 0, 1, ..., 250, 0, ... (https://github.com/BLAKE3-team/BLAKE3/blob/master/test_vectors/test_vectors.json). */
const vectors: Readonly<Record<number, string>> = {
  0: 'af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262',
  1: '2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213',
  1024: '42214739f095a406f3fc83deb889744ac00df831c10daa55189b5d121c855af7',
}

for (const file of ['overt.wasm', 'overt.scalar.wasm']) {
  test(`${file} digests what arrives in pieces, as BLAKE3's test vectors have it, and imports nothing for it`, (t) => {
    const module = new WebAssembly.Module(readFileSync(new URL(`packages/overt/dist/${file}`, root)))
    t.deepEqual(WebAssembly.Module.imports(module), [])
    const exports = new WebAssembly.Instance(module).exports as unknown as Streaming
    for (const [length, expected] of Object.entries(vectors)) t.is(digest(exports, Uint8Array.from({ length: Number(length) }, (_, at) => at % 251)), expected, length)
  })
}
