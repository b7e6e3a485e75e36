import { primordials } from '@overt/core'

const { charCodeAt, numberToString, padStart, slice } = primordials

/** The list of files in a manifest's index, section 1 (docs/manifest.md). */
export interface Listing {
  /**
   * The BLAKE3 that is listed for a path, as hexadecimal digits; undefined where the path is not listed.
   *
   * @param key BLAKE3 of the path, relative to the manifest's root
   */
  find(key: string): string | undefined
}

const magic = 'overtidx'
const version = 1
const preamble = 16
const sectionBytes = 24
const mostSections = 64
const filesKind = 1
const keyBytes = 16
const digestBytes = 32
const rowBytes = keyBytes + digestBytes + 8

/** Reads an index; a text says what is wrong with it. */
export function parseListing(bytes: Uint8Array, count: bigint): Listing | string {
  if (bytes.length < preamble) return 'it is cut off'
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let i = 0; i < magic.length; i++) if (bytes[i] !== charCodeAt(magic, i)) return 'it does not begin as an index does'
  if (view.getUint32(8, true) !== version) return 'it is of another version'
  const sections = view.getUint32(12, true)
  if (sections > mostSections || bytes.length < preamble + sections * sectionBytes) return 'it is cut off'
  let end = BigInt(preamble + sections * sectionBytes)
  let last = 0
  let files: { readonly at: number; readonly length: number } | undefined
  for (let i = 0; i < sections; i++) {
    const row = preamble + i * sectionBytes
    const kind = view.getUint32(row, true)
    const at = view.getBigUint64(row + 8, true)
    const length = view.getBigUint64(row + 16, true)
    if (kind <= last || view.getUint32(row + 4, true) !== 0 || at !== end || length % 8n !== 0n || at + length > BigInt(bytes.length)) return 'its sections are not in order'
    last = kind
    end = at + length
    if (kind === filesKind) files = { at: Number(at), length: Number(length) }
  }
  if (end !== BigInt(bytes.length)) return 'it holds more than its sections'
  if (files === undefined) return 'it has no list of files'
  const { at, length } = files
  if (length % rowBytes !== 0 || BigInt(length / rowBytes) !== count) return 'it does not list as many files as the head counts'
  const rows = length / rowBytes
  // INVARIANT: strictly ascending keys; `find` and the one meaning of each path rest on it.
  for (let row = 1; row < rows; row++) if (!ascends(bytes, at + (row - 1) * rowBytes)) return 'its entries do not ascend'
  return { find: (key) => find(bytes, at, rows, slice(key, 0, 2 * keyBytes)) }
}

function ascends(bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < keyBytes; i++) {
    const difference = (bytes[at + rowBytes + i] ?? 0) - (bytes[at + i] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return false
}

function find(bytes: Uint8Array, at: number, rows: number, key: string): string | undefined {
  let low = 0
  let high = rows
  while (low < high) {
    const middle = (low + high) >>> 1
    const row = at + middle * rowBytes
    const found = digits(bytes, row, keyBytes)
    if (found === key) return digits(bytes, row + keyBytes, digestBytes)
    if (found < key) low = middle + 1
    else high = middle
  }
  return undefined
}

function digits(bytes: Uint8Array, at: number, length: number): string {
  let text = ''
  for (let i = 0; i < length; i++) text += padStart(numberToString(bytes[at + i] ?? 0, 16), 2, '0')
  return text
}
