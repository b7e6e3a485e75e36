import { primordials } from '@overt/core'
import type { CodeCheck } from './code-check.ts'
import { copied, type Source } from './source.ts'
import { isAnyArrayBuffer, isUint8Array } from '../captured.ts'

const { Bytes, isView } = primordials

/** What a load hook answers. */
export interface LoadResult {
  readonly format?: string | null | undefined
  readonly source?: unknown
  readonly shortCircuit?: boolean
  readonly responseURL?: string
}

/** The content of an answer, which nobody can change any more; undefined where there is none. */
export function contentOfResult(source: unknown): Source | undefined {
  if (typeof source === 'string') return { text: source, bytes: undefined }
  if (isUint8Array(source)) return { text: undefined, bytes: copied(source) }
  if (isView(source)) return { text: undefined, bytes: copied(new Bytes(source.buffer, source.byteOffset, source.byteLength)) }
  return isAnyArrayBuffer(source) ? { text: undefined, bytes: copied(new Bytes(source)) } : undefined
}

/**
 * An answer of hooks that are not ours, each property read once: what it holds is held to the manifest, and is what Node gets. Without content Node loads the file
 * itself, or what it has built in.
 *
 * @throws what refuses
 */
export function held(check: CodeCheck, path: string, result: LoadResult): LoadResult {
  // Node refuses what is no object, in its own words.
  if (typeof result !== 'object' || (result as unknown) === null) return result
  const { format, source, shortCircuit, responseURL } = result
  const content = contentOfResult(source)
  if (content !== undefined && format !== 'builtin') check.check(path, content)
  return {
    __proto__: null,
    format,
    source: content === undefined ? (source === undefined || source === null ? source : undefined) : (content.text ?? content.bytes),
    ...(shortCircuit === undefined ? {} : { shortCircuit }),
    ...(responseURL === undefined ? {} : { responseURL }),
  } as LoadResult
}
