import { AuditError, primordials } from '@overt/core'
import type { VerifiedRead } from './parts.ts'

const { append, defineProperty, indexOf, isArray, parse, setPrototypeOf, slice } = primordials

/** A library that was decided about: the addon, or one that it needs. */
export interface Library {
  readonly path: string
  readonly read: VerifiedRead
  /** The path by which the system's loader gets the sealed copy; null where it may not run. */
  readonly open: string | null
  /** The name by which others need it; null for the addon. */
  readonly name: string | null
}

/** Sealed copies of addons, as native code makes them. */
export interface Seals {
  /** The addon at an absolute path, after everything beside it that it needs; a text says why this system has no sealed memory. */
  seal(path: string): readonly Library[] | string
  /**
   * Opens a library before the addon that needs it.
   *
   * @throws AuditError where the system's loader refuses it
   */
  open(library: Library): void
}

/** Functions of the native binding. */
export interface NativeSeals {
  sealAddon(path: string): string
  openLibrary(name: string, open: string): string | null
}

type Described = Omit<VerifiedRead, 'reason'> & Pick<Library, 'path' | 'name' | 'open'> & { readonly reason: string | null }

/** What it does not say is not looked up on `Object.prototype`. */
const bare = (parsed: unknown): unknown => setPrototypeOf(parsed, null)

/** @param reasonOf the loader's reason for an error's code */
export const createSeals = ({ sealAddon, openLibrary }: NativeSeals, reasonOf: (path: string, code: string | null, known: string | null) => string): Seals => ({
  seal(path) {
    const { libraries, unavailable } = bare(parse(sealAddon(path))) as { readonly libraries?: readonly Described[]; readonly unavailable?: string }
    if (!isArray(libraries)) return unavailable ?? 'it does not say why'
    const found: Library[] = []
    for (let i = 0; i < libraries.length; i++) {
      const { path: of, name, open, allowed, reason, digest = null, expected = null, size = null, verity = null } = bare(libraries[i]) as Described
      const read = { allowed, reason: allowed ? 'listed' : reasonOf(of, reason, digest), digest, expected, size, verity, text: null, bytes: null }
      append(found, { path: of, name, open, read })
    }
    return found
  },
  open({ path, name, open }) {
    if (open === null || name === null) return
    const why = openLibrary(name, open)
    if (why !== null) throw new AuditError('open.verify', '', `\`${path}\` cannot be opened: ${replaced(why, open, path)}`, 'OVERT_READ')
  },
})

/** `text` with `to` where `from` first stands. */
function replaced(text: string, from: string, to: string): string {
  const at = indexOf(text, from)
  return at === -1 ? text : slice(text, 0, at) + to + slice(text, at + from.length)
}

/** Node's error for an addon that cannot be opened names what it opened: the copy. It is to name the file. */
export function renamed(error: unknown, open: string, path: string): unknown {
  if (typeof error !== 'object' || error === null) return error
  rename(error, 'message', open, path)
  rename(error, 'stack', open, path)
  return error
}

function rename(error: object, name: 'message' | 'stack', open: string, path: string): void {
  const text: unknown = (error as Record<string, unknown>)[name]
  if (typeof text === 'string') defineProperty(error, name, { __proto__: null, value: replaced(text, open, path), writable: true, enumerable: false, configurable: true } as PropertyDescriptor)
}
