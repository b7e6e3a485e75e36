import { primordials } from '@overt/core'
import { asGiven, bytesOf } from './given-bytes.ts'

const { decode, defineProperty } = primordials

const href = Function.prototype.call.bind(Object.getOwnPropertyDescriptor(URL.prototype, 'href')?.get as () => string) as (url: unknown) => string
const pathname = Function.prototype.call.bind(Object.getOwnPropertyDescriptor(URL.prototype, 'pathname')?.get as () => string) as (url: unknown) => string
const setPathname = Function.prototype.call.bind(Object.getOwnPropertyDescriptor(URL.prototype, 'pathname')?.set as (path: string) => void) as (url: unknown, path: string) => void
const protocol = Function.prototype.call.bind(Object.getOwnPropertyDescriptor(URL.prototype, 'protocol')?.get as () => string) as (url: unknown) => string
const decodeComponent = decodeURIComponent
/** `Object.prototype.isPrototypeOf`: whether a value is of a class, or of one that extends it; false for what is no object. */
export const isPrototypeOf = Function.prototype.call.bind(Object.prototype.isPrototypeOf) as (prototype: object, value: unknown) => boolean
const valueOfString = Function.prototype.call.bind(String.prototype.valueOf) as (text: object) => string
const StringCaptured = String
const URLCaptured = URL
const URLPrototype = URL.prototype
const { toPrimitive } = Symbol

/** A path as it was given: what the event says, and what the runtime gets, so that both are one. */
export interface GivenPath {
  readonly text: string
  readonly value: unknown
}

/**
 * A path given as text, as bytes (of which a copy is handed on) or as a file URL; undefined for what no runtime takes for one, such as a descriptor. Bun takes an object of `String` and
 * any memory, Deno whatever has the prototype of `URL`: where a runtime does not take one of these, what is handed on is of the same kind, for it to refuse.
 *
 * @param settle what the runtime makes of it before it looks at it, where it does
 */
export function givenPath(given: unknown, settle?: (path: unknown) => unknown): GivenPath | undefined {
  const value = settle === undefined ? given : settle(given)
  if (typeof value === 'string') return { text: value, value }
  if (typeof value !== 'object' || value === null) return undefined
  const bytes = bytesOf(value)
  if (bytes !== undefined) return { text: decode(bytes), value: asGiven(value, bytes) }
  return fileUrl(value) ?? textObject(value)
}

function fileUrl(value: object): GivenPath | undefined {
  let text: string
  try {
    text = href(value)
  } catch {
    return isPrototypeOf(URLPrototype, value) ? claimedUrl(value) : undefined
  }
  try {
    const url = new URLCaptured(text)
    // What is no file URL, or cannot be decoded, is left to the platform's own error.
    return protocol(url) === 'file:' ? { text: decodeComponent(pathname(url)), value: url } : undefined
  } catch {
    return undefined
  }
}

/** What only has the prototype of `URL`, which Deno believes: it is asked once for its path, and what is handed on says that path and nothing else. */
function claimedUrl(value: object): GivenPath {
  const url = new URLCaptured('file:///')
  setPathname(url, StringCaptured((value as { readonly pathname?: unknown }).pathname))
  const path = pathname(url)
  const said = { __proto__: URLPrototype } as unknown as object
  own(said, 'href', href(url))
  own(said, 'protocol', 'file:')
  own(said, 'hostname', '')
  own(said, 'pathname', path)
  try {
    return { text: decodeComponent(path), value: said }
  } catch {
    return { text: path, value: said }
  }
}

/** An object of `String`: another one, whose text nobody can change by then. Undefined for anything else. */
export function textObject(value: object): GivenPath | undefined {
  let text: string
  try {
    text = valueOfString(value)
  } catch {
    return undefined
  }
  const copy = new StringCaptured(text)
  own(copy, toPrimitive, () => text)
  return { text, value: copy }
}

const own = (holder: object, name: PropertyKey, value: unknown): void => {
  defineProperty(holder, name, { __proto__: null, value } as PropertyDescriptor)
}
