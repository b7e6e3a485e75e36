import { fileURLToPath, hrefOf } from '../captured.ts'
import { copyOfBytes } from './path.ts'

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
