import { resolve } from 'node:path'
import process from 'node:process'
import { primordials } from '@overt/core'

const { apply, Bytes, charCodeAt, decode, indexOf, lastIndexOf, slice } = primordials

const { cwd, platform } = process
const toWellFormed = Function.prototype.call.bind((String.prototype as unknown as { toWellFormed: () => string }).toWellFormed) as (text: string) => string

const isWellFormed = Function.prototype.call.bind((String.prototype as unknown as { isWellFormed: () => boolean }).isWellFormed) as (text: string) => boolean

const slash = 47

/** The working folder, as the runtime knows it; `/` where it was removed, for then a relative path reaches nothing. */
export function workingFolder(): string {
  try {
    return apply(cwd, process, [])
  } catch {
    return '/'
  }
}

/**
 * The path that the operating system gets, absolute and normalised as text: dots and doubled slashes resolved, no slash at the end, symbolic links not
 * resolved. A NUL ends it, as it does there; a lone surrogate is U+FFFD. A path that is so already is returned as it is.
 *
 * @param path absolute, or relative to `folder`
 */
export function absolute(path: string, folder: string = ''): string {
  if (platform === 'win32') return resolve(folder === '' ? workingFolder() : folder, path)
  if (isNormal(path)) return path
  let text = toWellFormed(path)
  const end = indexOf(text, '\0')
  if (end !== -1) text = slice(text, 0, end)
  if (charCodeAt(text, 0) !== slash) text = (folder === '' ? workingFolder() : folder) + '/' + text
  return isNormal(text) ? text : normalised(text)
}

/**
 * Whether nothing has to be changed: from the root, no empty part, no part that begins with a dot, no NUL, no lone surrogate. Four searches in native code
 * take half the time of one loop.
 */
function isNormal(path: string): boolean {
  return (
    charCodeAt(path, 0) === slash &&
    indexOf(path, '/.') === -1 &&
    indexOf(path, '//') === -1 &&
    indexOf(path, '\0') === -1 &&
    isWellFormed(path) &&
    (path.length === 1 || charCodeAt(path, path.length - 1) !== slash)
  )
}

/** Takes an absolute path apart at its slashes and puts it together anew. */
function normalised(path: string): string {
  let text = ''
  let start = 0
  while (start <= path.length) {
    let end = indexOf(path, '/', start)
    if (end === -1) end = path.length
    const part = slice(path, start, end)
    if (part === '..') {
      const parent = lastIndexOf(text, '/')
      text = parent <= 0 ? '' : slice(text, 0, parent)
    } else if (part !== '' && part !== '.') text += '/' + part
    start = end + 1
  }
  return text === '' ? '/' : text
}

const isView = ArrayBuffer.isView as (value: unknown) => value is Uint8Array
const typed = Object.getPrototypeOf(Uint8Array.prototype) as object
const getter = (holder: object, name: string): ((self: unknown) => unknown) =>
  Function.prototype.call.bind(Object.getOwnPropertyDescriptor(holder, name)?.get as (...given: never[]) => unknown) as never
const views = [
  { buffer: getter(typed, 'buffer'), offset: getter(typed, 'byteOffset'), length: getter(typed, 'byteLength') },
  { buffer: getter(DataView.prototype, 'buffer'), offset: getter(DataView.prototype, 'byteOffset'), length: getter(DataView.prototype, 'byteLength') },
] as const
const tag = getter(typed, Symbol.toStringTag as never)
const setBytes = Function.prototype.call.bind((typed as Uint8Array).set) as (into: Uint8Array, from: Uint8Array) => void

/**
 * A copy of a path that was given as bytes, which nobody else can change between the verdict and the operation; undefined for what is not bytes.
 */
export function copyOfBytes(value: unknown): Uint8Array | undefined {
  if (!isView(value)) return undefined
  const view = tag(value) === undefined ? views[1] : views[0]
  const bytes = new Bytes(view.buffer(value) as ArrayBuffer, view.offset(value) as number, view.length(value) as number)
  const copied = new Bytes(views[0].length(bytes) as number)
  setBytes(copied, bytes)
  return copied
}

/** Bytes of a path as text; what is not UTF-8 is U+FFFD. */
export const textOfBytes = (bytes: Uint8Array): string => decode(bytes)
