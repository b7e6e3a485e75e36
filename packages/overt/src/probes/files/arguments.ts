import { primordials } from '@overt/core'
import { givenPath } from '../given-path.ts'
import { copyOfBytes, textOfBytes } from '../path.ts'

const { argumentAt, isArray } = primordials

/*
 * What is read here is put back where it was read: `arguments` of strict code is its call's own list, so what was judged is what is done.
 */

/** A path that a native function is given, as text. Bytes are exchanged for a copy, which nobody else can change. Undefined for what is no path. */
export function textAt(given: IArguments, at: number): string | undefined {
  const path = argumentAt(given, at)
  if (typeof path === 'string') return path
  const bytes = copyOfBytes(path)
  if (bytes === undefined) return undefined
  given[at] = bytes
  return textOfBytes(bytes)
}

/** The same for a public function, which takes URLs too. */
export function givenAt(given: IArguments, at: number): string | undefined {
  const path = givenPath(argumentAt(given, at))
  if (path === undefined) return undefined
  given[at] = path
  return typeof path === 'string' ? path : textOfBytes(path)
}

/** Options, copied as Node copies them: the object's own, each read once. What is no object is left to the platform. */
export function optionsAt(given: IArguments, at: number): Readonly<Record<string, unknown>> | undefined {
  const options = argumentAt(given, at)
  if (typeof options !== 'object' || options === null || isArray(options)) return undefined
  const copy = { __proto__: null, ...options }
  given[at] = copy
  return copy
}
