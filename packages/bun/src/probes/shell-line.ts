import { primordials } from '@overt/core'
import { sizeOfBytes } from '@overt/surface'
import { fileName } from './file-name.ts'

const { append, apply, getOwnPropertyDescriptor, hasOwn, isArray, isRangeError, startsWith, StringCaptured } = primordials
const statusOf = getOwnPropertyDescriptor(Response.prototype, 'status')?.get as () => unknown
const sizeOfBlob = getOwnPropertyDescriptor(Blob.prototype, 'size')?.get as () => unknown

/** A value in a line of Bun's shell: as it stands in the line, and as Bun gets it, so that both are one. */
interface Word {
  readonly text: string
  readonly handed: unknown
}

/** A line of Bun's shell, read once. */
export interface ShellLine {
  readonly text: string
  /** The arguments of the tag. */
  readonly handed: readonly unknown[]
}

/**
 * What a tagged template gives to Bun's shell; undefined for what is none, which Bun refuses.
 *
 * @param given the arguments of the tag
 * @param escape a value as a word of the shell's
 */
export function readLine(given: readonly unknown[], escape: (text: string) => string): ShellLine | undefined {
  const raw: unknown = (given[0] as { readonly raw?: unknown } | null | undefined)?.raw
  if (!isList(raw)) return undefined
  const parts: string[] = []
  const handed: unknown[] = [{ __proto__: null, raw: parts }]
  let text = ''
  const { length } = raw
  for (let i = 0; i < length; i++) {
    const part = StringCaptured(raw[i])
    append(parts, part)
    text += part
    // What stands behind the last part Bun does not look at.
    if (i + 1 >= length || i + 1 >= given.length) continue
    const word = wordOf(given[i + 1], escape)
    append(handed, word.handed)
    text += word.text
  }
  return { text, handed }
}

const isList = (value: unknown): value is { readonly length: number; readonly [at: number]: unknown } => typeof value === 'object' && value !== null && 'length' in value

function wordOf(value: unknown, escape: (text: string) => string): Word {
  // Of a symbol Bun makes its own error.
  if (typeof value === 'symbol') return { text: '', handed: value }
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return asText(StringCaptured(value), escape)
  // A file stands for its path, or is read or written to behind `<` and `>`.
  const path = fileName(value)
  if (path !== undefined) return { text: escape(path), handed: value }
  if (isMemory(value)) return { text: '[memory]', handed: value }
  if (isArray(value)) return listed(value, escape)
  if (hasOwn(value, 'raw')) {
    const raw: unknown = (value as { readonly raw?: unknown }).raw
    const isGiven = !!raw
    if (isGiven) {
      const text = StringCaptured(raw)
      return { text, handed: { __proto__: null, raw: text } }
    }
  }
  const text = StringCaptured(value)
  // What has no text of its own Bun refuses.
  return startsWith(text, '[object ') ? { text, handed: { __proto__: null } } : asText(text, escape)
}

const asText = (text: string, escape: (text: string) => string): Word => ({ text: escape(text), handed: text })

function listed(values: readonly unknown[], escape: (text: string) => string): Word {
  const handed: unknown[] = []
  let text = ''
  for (let i = 0; i < values.length; i++) {
    const word = wordOf(values[i], escape)
    append(handed, word.handed)
    text += (i === 0 ? '' : ' ') + word.text
  }
  return { text, handed }
}

/** What Bun takes as bytes to read from or to write into. */
const isMemory = (value: object): boolean => sizeOfBytes(value) !== undefined || has(sizeOfBlob, value) || has(statusOf, value)

function has(getter: () => unknown, value: object): boolean {
  try {
    apply(getter, value, [])
    return true
  } catch (error) {
    if (isRangeError(error)) throw error
    return false
  }
}
