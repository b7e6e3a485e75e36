import { primordials } from '@overt/core'
import type { ReadActed } from './acted.ts'
import { givenPath } from './given-path.ts'

const { append, argumentAt, create, defineData, hasOwn, isArray, keys, NumberCaptured } = primordials
const test = Function.prototype.call.bind(RegExp.prototype.test) as (pattern: RegExp, text: string) => boolean
const octal = /^[0-7]+$/
/** The permissions of a folder that names none, before the mask. */
const usual = 0o777

/** The path that a descriptor stands for, as the system knows it; undefined where it does not tell. */
export type PathOfDescriptor = (descriptor: number) => string | undefined

/** The arguments as a list that no accessor of `Array.prototype` sees. */
export function listOf(given: IArguments): unknown[] {
  const list: unknown[] = []
  for (let i = 0; i < given.length; i++) append(list, given[i])
  return list
}

/** The path at a place of the arguments, which is exchanged for what was read; undefined for what is none. */
export function pathAt(given: unknown[], at: number): string | undefined {
  const path = givenPath(argumentAt(given, at))
  if (path === undefined) return undefined
  given[at] = path.value
  return path.text
}

type Values = Readonly<Record<string, unknown>>

/**
 * Options, each read once: what inherits them, with what was read as its own, takes their place. What is no object has none. Native code of Bun looks at own properties only, so all that
 * are the object's own are own there too.
 *
 * @param names options that are judged, which may be inherited
 */
export function optionsAt(given: unknown[], at: number, names: readonly string[]): Values {
  const options = argumentAt(given, at)
  if (typeof options !== 'object' || options === null) return {}
  const fixed = create(options)
  const own = keys(options)
  for (let i = 0; i < own.length; i++) defineData(fixed, own[i] ?? '', (options as Values)[own[i] ?? ''], true, true, true)
  for (let i = 0; i < names.length; i++) {
    const name = names[i] ?? ''
    // Whether it is there: a proxy says of that what it likes, and another time something else.
    if (!hasOwn(fixed, name)) defineData(fixed, name, (options as Values)[name], true, true, true)
  }
  given[at] = fixed
  return fixed as Values
}

/** An option of {@link optionsAt} as what it is taken for; an object is made that once, and handed on as it, for it could say another the next time. Undefined stays so. */
export function settledAt(options: Values, name: string, make: (value: unknown) => unknown): unknown {
  const value = options[name]
  if (value === undefined) return undefined
  const made = make(value)
  if ((typeof value === 'object' && value !== null) || typeof value === 'function') defineData(options, name, made, true, true, true)
  return made
}

/** Permission bits, as a number or as the octal digits that `node:fs` takes. */
function modeOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  return typeof value === 'string' && test(octal, value) ? NumberCaptured('0o' + value) : undefined
}

const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)

/** A path, and nothing else that is judged. */
export const byPath: ReadActed = (given) => {
  const path = pathAt(given, 0)
  return path === undefined ? [] : [{ path }]
}

/** chmod(path, mode) */
export const modeOfPath: ReadActed = (given) => {
  const path = pathAt(given, 0)
  return path === undefined ? [] : [{ path, first: modeOf(argumentAt(given, 1)) }]
}

/** chown(path, user, group) */
export const ownerOfPath: ReadActed = (given) => {
  const path = pathAt(given, 0)
  return path === undefined ? [] : [{ path, first: numberOf(argumentAt(given, 1)), second: numberOf(argumentAt(given, 2)) }]
}

/** mkdir(path, mode or options) */
export const makingFolder: ReadActed = (given) => {
  const path = pathAt(given, 0)
  if (path === undefined) return []
  const { mode, recursive } = optionsAt(given, 1, ['mode', 'recursive'])
  const alone: unknown = typeof argumentAt(given, 1) === 'object' ? mode : argumentAt(given, 1)
  return [{ path, first: modeOf(alone) ?? usual, recursive: !!recursive }]
}

/** readdir(path, options), and what else lists or watches a path with all below it where that is asked for. */
export const withAllBelow: ReadActed = (given) => {
  const path = pathAt(given, 0)
  return path === undefined ? [] : [{ path, recursive: !!optionsAt(given, 1, ['recursive'])['recursive'] }]
}

/** `Deno.watchFs`: a path or several, with all below unless that is not asked for. */
export const watchingAll: ReadActed = (given) => {
  const several: unknown = given[0]
  const paths = isArray(several) ? ([] as unknown[]) : [several]
  for (let i = 0; isArray(several) && i < several.length; i++) append(paths, several[i])
  const recursive = optionsAt(given, 1, ['recursive'])['recursive'] ?? true
  const found: { path: string; recursive: boolean }[] = []
  for (let i = 0; i < paths.length; i++) {
    const path = pathAt(paths, i)
    if (path !== undefined) append(found, { path, recursive: !!recursive })
  }
  given[0] = isArray(several) ? paths : paths[0]
  return found
}

/** The same for what takes an open file by its descriptor. */
export function ofDescriptor(pathOf: PathOfDescriptor): Readonly<Record<'plain' | 'mode' | 'owner' | 'pathToo', ReadActed>> {
  const path = (given: unknown[]): string | undefined => pathOf(given[0] as number)
  const isDescriptor = (given: unknown[]): boolean => typeof given[0] === 'number'
  const plain: ReadActed = (given) => (isDescriptor(given) ? [{ path: path(given) }] : [])
  return {
    plain,
    mode: (given) => (isDescriptor(given) ? [{ path: path(given), first: modeOf(argumentAt(given, 1)) }] : []),
    owner: (given) => (isDescriptor(given) ? [{ path: path(given), first: numberOf(argumentAt(given, 1)), second: numberOf(argumentAt(given, 2)) }] : []),
    /** Bun cuts a file by its path or its descriptor. */
    pathToo: (given, self) => (isDescriptor(given) ? plain(given, self) : byPath(given, self)),
  }
}

/** The same for methods of a `FileHandle`, whose descriptor `descriptorOf` tells. */
export function ofHandle(descriptorOf: (handle: unknown) => unknown, pathOf: PathOfDescriptor): Readonly<Record<'plain' | 'mode' | 'owner', ReadActed>> {
  const path = (self: unknown): string | undefined => {
    const descriptor = descriptorOf(self)
    return typeof descriptor === 'number' && descriptor >= 0 ? pathOf(descriptor) : undefined
  }
  return {
    plain: (_given, self) => [{ path: path(self) }],
    mode: (given, self) => [{ path: path(self), first: modeOf(given[0]) }],
    owner: (given, self) => [{ path: path(self), first: numberOf(given[0]), second: numberOf(argumentAt(given, 1)) }],
  }
}
