import { primordials } from '@overt/core'
import { isPrototypeOf, type ReadActed } from '@overt/surface'

const { append, isArray, StringCaptured } = primordials
const URLPrototype = URL.prototype

/**
 * What Deno's synchronous functions take for a path: what is neither a text nor a `URL` as the text that it becomes (`{ toString() {} }`, a list, bytes), once. The asynchronous ones refuse
 * all of that.
 */
export function asPath(value: unknown): unknown {
  // Of a symbol Deno makes its own error.
  if (typeof value === 'string' || typeof value === 'symbol' || isPrototypeOf(URLPrototype, value)) return value
  return StringCaptured(value)
}

/** What reads the arguments of a function whose first is a path. */
export const ofPath = (read: ReadActed): ReadActed => (given, self) => {
  if (given.length > 0) given[0] = asPath(given[0])
  return read(given, self)
}

/** The same where that may be a list of paths. */
export const ofPaths = (read: ReadActed): ReadActed => (given, self) => {
  const several = given[0]
  if (!isArray(several)) return ofPath(read)(given, self)
  const paths: unknown[] = []
  for (let i = 0; i < several.length; i++) append(paths, asPath(several[i]))
  given[0] = paths
  return read(given, self)
}
