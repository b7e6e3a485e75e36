import { primordials } from '@overt/core'

const { indexOf, slice, StringCaptured } = primordials

/**
 * What native code makes of an argument that it reads as a C string: text, up to the first NUL. `evil.example\0.good.example` is `evil.example` to it, so that is
 * what has to be judged, and handed on. Read once: what is no text is converted by the application's own code, which can answer otherwise the next time.
 */
export function nativeText(value: unknown): string {
  const text = typeof value === 'string' ? value : StringCaptured(value)
  const end = indexOf(text, '\0')
  return end === -1 ? text : slice(text, 0, end)
}
