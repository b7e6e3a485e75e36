import { primordials } from '@overt/core'

const { parse } = primordials
const { ceil } = Math
const toNumber = Number

/** What a start-up cache is made for: it serves no other process. */
export interface MadeFor {
  /** Node's version, V8's with it. */
  readonly node: string
  readonly platform: string
  readonly arch: string
  /** Node's options, from the command line and `NODE_OPTIONS`, preloads left out. */
  readonly options: readonly string[]
  /** The manifest's root, where V8 names scripts from a code cache as they were named when it was made: Node 20. */
  readonly root?: string
}

/** What the warm run saw. Paths are below the manifest's root, with `/`; URLs of files are below the root's URL. */
export interface Known {
  readonly madeFor: MadeFor
  readonly files: readonly string[]
  /** CommonJS: folder of the module that asks, request, file (an index into `files`). */
  readonly commonjs: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** The conditions of `import`. */
  readonly conditions: readonly string[]
  /** URL and format, as the resolution of an `import` gives them. */
  readonly urls: readonly (readonly [url: string, format: string | null])[]
  /**
   * ES modules: URL of the module that asks; a specifier, an index into `urls`, the next specifier and so on, in the order in which they were asked for. (A list: as
   * the names of an object's properties specifiers would each time make V8 a new kind of object.)
   */
  readonly modules: Readonly<Record<string, readonly (string | number)[]>>
  /** V8's code caches: file (an index into `files`), offset behind the text, length. */
  readonly code: readonly (readonly [file: number, offset: number, length: number])[]
}

/** How a cache begins. */
export const magic = 'overtwr2'
/** Magic, then the length of the text as a decimal number, padded with spaces. */
export const headLength = 24
/** V8 copies a code cache that does not stand on a multiple of this. */
export const alignment = 8

const latin1Slice = (Buffer.prototype as unknown as { readonly latin1Slice: (this: Uint8Array, start: number, end: number) => string }).latin1Slice
const text = (bytes: Uint8Array, start: number, end: number): string => primordials.apply(latin1Slice, bytes, [start, end])

/** The next multiple of {@link alignment}. */
export const aligned = (length: number): number => ceil(length / alignment) * alignment

/**
 * What the bytes of a cache say, and where its code caches begin. The bytes were verified: they are what `encode` wrote.
 *
 * @throws SyntaxError for what is no cache of this version
 */
export function decode(bytes: Uint8Array): { readonly known: Known; readonly start: number } {
  const length = toNumber(text(bytes, magic.length, headLength))
  if (text(bytes, 0, magic.length) !== magic || !(length > 0)) throw new SyntaxError('it is no start-up cache')
  return { known: parse(text(bytes, headLength, headLength + length)) as Known, start: headLength + aligned(length) }
}
