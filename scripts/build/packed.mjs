// Files as a module that Deno imports without a permission, and looks at quickly: packages/deno/src/packed.ts reads it.
import { deflateRawSync } from 'node:zlib'

/** Of WebAssembly. */
const pageBytes = 65_536
const [memorySection, exportSection, dataSection] = [5, 7, 11]
const [memoryKind, intConst, end] = [2, 0x41, 0x0b]

/**
 * A module without code, which exports the memory in which the files lie: words, the least byte first, that say how many there are, how long what follows is, and how long each of them is; then all of them, as they
 * are or as one stream of deflate. In base64, which a script would need, it would be a third larger, and Deno would look at each character.
 *
 * @param {readonly Uint8Array[]} files
 * @param {{ readonly compressed: boolean }} how
 */
export function packed(files, { compressed }) {
  const whole = Buffer.concat(files)
  const stream = compressed ? deflateRawSync(whole, { level: 9 }) : whole
  const words = Buffer.from(new Uint32Array([files.length, stream.length, ...files.map(({ length }) => length)]).buffer)
  const data = Buffer.concat([words, stream])
  return Buffer.concat([
    Buffer.from('\0asm\x01\0\0\0', 'latin1'),
    section(memorySection, Buffer.from([1, 0, ...number(Math.ceil(data.length / pageBytes))])),
    section(exportSection, Buffer.from([1, 'memory'.length, ...Buffer.from('memory'), memoryKind, 0])),
    section(dataSection, Buffer.concat([Buffer.from([1, 0, intConst, 0, end, ...number(data.length)]), data])),
  ])
}

/** @param {number} id @param {Uint8Array} content */
const section = (id, content) => Buffer.concat([Buffer.from([id, ...number(content.length)]), content])

/** As LEB128: seven bits a byte, the least first. @param {number} value @returns {number[]} */
const number = (value) => (value < 128 ? [value] : [(value & 127) | 128, ...number(value >>> 7)])
