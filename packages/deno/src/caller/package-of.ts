import { primordials } from '@overt/core'

const { indexOf, slice, startsWith } = primordials

/** `@scope/name` or `name` at the beginning of a path or of what follows `npm:`. */
export function packageOf(text: string): string {
  const start = startsWith(text, '/') ? 1 : 0
  let slash = indexOf(text, '/', start)
  if (text[start] === '@') slash = slash === -1 ? -1 : indexOf(text, '/', slash + 1)
  const whole = slice(text, start, slash === -1 ? text.length : slash)
  const version = indexOf(whole, '@', 1)
  return version === -1 ? whole : slice(whole, 0, version)
}
