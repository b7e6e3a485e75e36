import { primordials } from '@overt/core'

const { Bytes, bufferOf, byteLengthOf, byteOffsetOf, copyBytes, decode } = primordials

const isView = ArrayBuffer.isView as (value: unknown) => value is Uint8Array
const prototypeOf = Object.getPrototypeOf as (value: object) => unknown
const href = Function.prototype.call.bind(Object.getOwnPropertyDescriptor(URL.prototype, 'href')?.get as () => string) as (url: unknown) => string
const pathname = Function.prototype.call.bind(Object.getOwnPropertyDescriptor(URL.prototype, 'pathname')?.get as () => string) as (url: unknown) => string
const protocol = Function.prototype.call.bind(Object.getOwnPropertyDescriptor(URL.prototype, 'protocol')?.get as () => string) as (url: unknown) => string
const decodeComponent = decodeURIComponent
const URLCaptured = URL

/** A path as it was given: what the event says, and what the runtime gets, so that both are one. */
export interface GivenPath {
  readonly text: string
  readonly value: unknown
}

/** A path given as text, as bytes (of which a copy is handed on) or as a file URL; undefined for what is none, such as a descriptor. */
export function givenPath(value: unknown): GivenPath | undefined {
  if (typeof value === 'string') return { text: value, value }
  if (typeof value !== 'object' || value === null) return undefined
  if (isView(value) && prototypeOf(value) !== DataView.prototype) {
    const copy = new Bytes(byteLengthOf(value))
    copyBytes(copy, new Bytes(bufferOf(value), byteOffsetOf(value), byteLengthOf(value)))
    return { text: decode(copy), value: bufferLike(value, copy) }
  }
  return fileUrl(value)
}

/** Bun and Deno take a `Buffer` for a path; a copy keeps its prototype. */
function bufferLike(original: object, copy: Uint8Array): Uint8Array {
  return Object.setPrototypeOf(copy, prototypeOf(original) as object) as Uint8Array
}

function fileUrl(value: object): GivenPath | undefined {
  try {
    const url = new URLCaptured(href(value))
    // What is no file URL, or cannot be decoded, is left to the platform's own error.
    return protocol(url) === 'file:' ? { text: decodeComponent(pathname(url)), value: url } : undefined
  } catch {
    return undefined
  }
}
