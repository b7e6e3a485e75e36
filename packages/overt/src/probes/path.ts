import process from 'node:process'
import { normalPath, primordials } from '@overt/core'
import { cwd, platform, resolve } from '../captured.ts'

const { apply, Bytes, copyBytes, decode, isView } = primordials

/** The working folder, as the runtime knows it; `/` where it was removed, for then a relative path reaches nothing. */
export function workingFolder(): string {
  try {
    return apply(cwd, process, [])
  } catch {
    return '/'
  }
}

/**
 * The path that the operating system gets, absolute and in normal form ({@link normalPath}).
 *
 * @param path absolute, or relative to `folder`
 */
export function absolute(path: string, folder: string = ''): string {
  if (platform === 'win32') return resolve(folder === '' ? workingFolder() : folder, path)
  return normalPath(path, folder === '' ? workingFolder : () => folder)
}

const typed = Object.getPrototypeOf(Uint8Array.prototype) as object
const getter = (holder: object, name: string): ((self: unknown) => unknown) =>
  Function.prototype.call.bind(Object.getOwnPropertyDescriptor(holder, name)?.get as (...given: never[]) => unknown) as never
const views = [
  { buffer: getter(typed, 'buffer'), offset: getter(typed, 'byteOffset'), length: getter(typed, 'byteLength') },
  { buffer: getter(DataView.prototype, 'buffer'), offset: getter(DataView.prototype, 'byteOffset'), length: getter(DataView.prototype, 'byteLength') },
] as const
const tag = getter(typed, Symbol.toStringTag as never)

/**
 * A copy of a path that was given as bytes, which nobody else can change between the verdict and the operation; undefined for what is not bytes.
 */
export function copyOfBytes(value: unknown): Uint8Array | undefined {
  if (!isView(value)) return undefined
  const view = tag(value) === undefined ? views[1] : views[0]
  const bytes = new Bytes(view.buffer(value) as ArrayBuffer, view.offset(value) as number, view.length(value) as number)
  const copied = new Bytes(views[0].length(bytes) as number)
  copyBytes(copied, bytes)
  return copied
}

/** How many bytes a view has; undefined for what is none. */
export function sizeOf(value: unknown): number | undefined {
  if (!isView(value)) return undefined
  return (tag(value) === undefined ? views[1] : views[0]).length(value) as number
}

/** Bytes of a path as text; what is not UTF-8 is U+FFFD. */
export const textOfBytes = (bytes: Uint8Array): string => decode(bytes)
