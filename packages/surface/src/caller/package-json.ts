import { primordials } from '@overt/core'

const { getOwnPropertyDescriptor, parse } = primordials

/** A package.json, parsed: its members are read by {@link own}. */
export type PackageJson = object

/** The package.json of a folder; undefined where there is none, or none that can be used. */
export function packageJson(peek: (path: string) => string | undefined, folder: string): PackageJson | undefined {
  const text = peek(`${folder}/package.json`)
  if (text === undefined) return undefined
  try {
    const found = parse(text)
    return typeof found === 'object' && found !== null ? found : undefined
  } catch {
    return undefined
  }
}

/** A member. The object was parsed, but what it lacks would be looked up on `Object.prototype`. */
export const own = (holder: object | undefined, key: string): unknown => (holder === undefined ? undefined : (getOwnPropertyDescriptor(holder, key)?.value as unknown))

/** A member that is a text. */
export function textOf(holder: object | undefined, key: string): string | undefined {
  const value = own(holder, key)
  return typeof value === 'string' ? value : undefined
}
