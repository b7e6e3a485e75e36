import { fileURLToPath, URL } from 'node:url'
import { copyOfBytes } from './path.ts'

/** The `href` of a URL, which no code of the application answers. */
const hrefOf = Function.prototype.call.bind(Object.getOwnPropertyDescriptor(URL.prototype, 'href')?.get as () => string) as (value: unknown) => string

/** A path in one of the forms that the runtime takes, read once: a string, a copy of its bytes, or where a file URL leads; undefined for what is none. */
export function givenPath(path: unknown): string | Uint8Array | undefined {
  if (typeof path === 'string') return path
  const bytes = copyOfBytes(path)
  if (bytes !== undefined) return bytes
  try {
    return fileURLToPath(hrefOf(path))
  } catch {
    return undefined
  }
}
