import { type Audit, bitsOf, createVerification, looksAt } from '@overt/core'
import type { LoaderParts, Manifest, VerifiedRead } from './parts.ts'
import type { Source } from './source.ts'

/** Compares files with the manifest and says so: one `open.verify` a decision. */
export interface Verifier {
  /** Reads a file, decides nothing and says nothing. */
  read(path: string, asBytes: boolean): VerifiedRead
  /** The text of a file that may run, where nobody would see the decision; else nothing, and nothing is decided. */
  unseen(path: string): string | null | undefined
  /**
   * Raises `open.verify`, then refuses what may not run: in enforce by throwing, in monitor by a record that says `would_refuse`.
   *
   * @throws AuditError `OVERT_NOT_LISTED`, `OVERT_DIGEST`, `OVERT_NOT_REGULAR` or `OVERT_READ`, and what a hook or a rule refuses with
   */
  decide(path: string, read: VerifiedRead): void
  /** What is no file of the manifest at all, `data:` code for one. */
  readonly unlisted: VerifiedRead
  /** Whether bytes from elsewhere (the open hook) are those that the manifest names. */
  supplied(path: string, digest: string): VerifiedRead
  /** Whether the manifest allows code that is in no file, by its digest. */
  allows(digest: string): boolean
}

/** Every property its own: nothing is looked up on `Object.prototype`. */
const nothing = { allowed: false, digest: null, expected: null, size: null, verity: null, text: null, bytes: null } as const

export function createVerifier({ mode }: Pick<LoaderParts, 'mode'>, manifest: Manifest, audit: Audit): Verifier {
  const { operation, decide } = createVerification(audit, mode)
  const verityBit = bitsOf(operation, 'verity')

  return {
    unlisted: { ...nothing, reason: 'not_listed' },
    read: (path, asBytes) => manifest.verifiedRead(path, asBytes, looksAt(operation, verityBit)),
    allows: (digest) => manifest.allowsCode?.(digest) === true,
    unseen: (path) => (operation.wanted === 0 ? manifest.verifiedText?.(path) : undefined),
    supplied(path, digest) {
      const { expected } = manifest.verifiedRead(path, true)
      if (typeof expected !== 'string') return { ...nothing, reason: 'not_listed', digest }
      return { ...nothing, allowed: digest === expected, reason: digest === expected ? 'listed' : 'digest', digest, expected }
    },
    decide(path, { allowed, reason, digest, expected, verity }) {
      if (allowed && operation.wanted === 0) return
      decide({ path, allowed, reason, digest: digest ?? undefined, expected: expected ?? undefined, verity: verity ?? undefined })
    },
  }
}

/** The file's content, where the manifest let it through. */
export const contentOf = (read: VerifiedRead): Source | undefined => {
  if (!read.allowed) return undefined
  if (typeof read.text === 'string') return { text: read.text, bytes: undefined }
  return read.bytes === undefined || read.bytes === null ? undefined : { text: undefined, bytes: read.bytes }
}
