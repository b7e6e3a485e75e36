import { isAbsolute } from './absolute.ts'
import type { LoaderParts, VerifiedRead } from './parts.ts'
import { bytesOf, moduleTextOf, type Source, textOf } from './source.ts'
import type { Verifier } from './verified.ts'
import { resolve } from '../captured.ts'


/**
 * Compares what is about to run as a module's code with what the manifest lists under the module's name. The loader's own way is verified where the file is read;
 * this is for the ways on which the application, or hooks that it added, have the text in their hands afterwards.
 */
export interface CodeCheck {
  /** The loader has just decided about this file, and this is what it supplies (undefined: monitor lets Node read a file that was refused). */
  decided(path: string, source: Source | undefined): void
  /** Whether the last file that was decided about is this one, and whether it is looked at for the first time since. */
  take(path: string): boolean
  /**
   * Raises `open.verify` where this is not the very text that was decided about last.
   *
   * @param path the file's absolute path, or whatever names what is in no file
   * @throws what refuses
   */
  check(path: string, source: Source): void
  /** What the manifest says of code that is in no file. */
  withoutFile(source: Source): VerifiedRead
  /** @throws what refuses code around which `Module.wrap` puts more */
  wrapped(path: string): void
  /** @throws what refuses code that Node would load past everything that could compare it */
  notCompared(path: string): void
}

const none = { text: null, bytes: null, size: null, expected: null, verity: null } as const

export function createCodeCheck(parts: Pick<LoaderParts, 'digest'>, verifier: Verifier): CodeCheck {
  let last: { readonly path: string; readonly source: Source | undefined } | undefined

  const withoutFile = (source: Source): VerifiedRead => {
    const digest = parts.digest(bytesOf(source))
    const allowed = verifier.allows(digest)
    return { ...none, allowed, digest, reason: allowed ? 'listed' : 'not_listed' }
  }

  /** The file's bytes, or its text with or without the byte order mark that hooks like to take away. */
  const isFile = (read: VerifiedRead, source: Source): boolean =>
    read.allowed && typeof read.text === 'string' && (read.text === textOf(source) || moduleTextOf({ text: read.text, bytes: undefined }) === textOf(source))

  function read(path: string, source: Source): VerifiedRead {
    const found = withoutFile(source)
    if (found.allowed || !isAbsolute(path)) return found
    const listed = verifier.read(resolve(path), false)
    if (isFile(listed, source)) return { ...listed, text: null }
    const expected = listed.expected ?? null
    const same = expected !== null && found.digest === expected
    return { ...none, allowed: same, digest: found.digest ?? null, expected, reason: same ? 'listed' : expected === null ? listed.reason : 'digest' }
  }

  return {
    withoutFile,
    decided(path, source) {
      last = { path, source }
    },
    take(path) {
      if (last?.path !== path) return false
      last = undefined
      return true
    },
    check(path, source) {
      if (last?.path === path && (last.source === undefined || (last.source.text !== undefined && last.source.text === source.text))) return
      verifier.decide(path, read(path, source))
    },
    wrapped(path) {
      verifier.decide(path, { ...none, allowed: false, digest: null, reason: 'wrapped' })
    },
    notCompared(path) {
      verifier.decide(path, { ...none, allowed: false, digest: null, reason: 'not_compared' })
    },
  }
}
