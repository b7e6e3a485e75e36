import { type Audit, AuditError, type ErrorCode, type Readers } from '@overt/core'
import { isAbsolute } from './absolute.ts'
import type { LoaderParts, Manifest, VerifiedRead } from './parts.ts'
import type { Source } from './source.ts'

/** One decision of the manifest. */
interface Decision {
  readonly path: string
  readonly digest: string | undefined
  readonly allowed: boolean
  readonly reason: string
  readonly expected: string | undefined
}

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

const block = 3

/** Every property its own: nothing is looked up on `Object.prototype`. */
const nothing = { allowed: false, digest: null, expected: null, size: null, text: null, bytes: null } as const

const readers: Readers<'open.verify', Decision> = {
  path: (decision) => decision.path,
  digest: (decision) => decision.digest,
  allowed: (decision) => decision.allowed,
  reason: (decision) => decision.reason,
  expected: (decision) => decision.expected,
}

export function createVerifier({ mode }: Pick<LoaderParts, 'mode'>, manifest: Manifest, audit: Audit): Verifier {
  const verify = audit.operation('open.verify', readers)

  return {
    unlisted: { ...nothing, reason: 'not_listed' },
    read: (path, asBytes) => manifest.verifiedRead(path, asBytes),
    allows: (digest) => manifest.allowsCode?.(digest) === true,
    unseen: (path) => (verify.wanted === 0 ? manifest.verifiedText?.(path) : undefined),
    supplied(path, digest) {
      const { expected } = manifest.verifiedRead(path, true)
      if (typeof expected !== 'string') return { ...nothing, reason: 'not_listed', digest }
      return { ...nothing, allowed: digest === expected, reason: digest === expected ? 'listed' : 'digest', digest, expected }
    },
    decide(path, { allowed, reason, digest, expected }) {
      if (allowed && verify.wanted === 0) return
      const decision: Decision = { path, allowed, reason, digest: digest ?? undefined, expected: expected ?? undefined }
      // What the manifest refuses is a block, whatever the rules say: it is on record before it is refused.
      const refusal = audit.raise(verify, decision, allowed ? 0 : block)
      if (allowed || mode === 'monitor') {
        if (refusal !== undefined) throw refusal.error
        return
      }
      throw refused(decision)
    },
  }
}

/** The file's content, where the manifest let it through. */
export const contentOf = (read: VerifiedRead): Source | undefined => {
  if (!read.allowed) return undefined
  if (typeof read.text === 'string') return { text: read.text, bytes: undefined }
  return read.bytes === undefined || read.bytes === null ? undefined : { text: undefined, bytes: read.bytes }
}

function refused({ path, reason, digest, expected }: Decision): AuditError {
  const error = (code: ErrorCode, what: string): AuditError => new AuditError('open.verify', '', `\`${path}\` is refused: ${what}`, code)
  switch (reason) {
    case 'digest':
    case 'size':
      return error(
        'OVERT_DIGEST',
        `its bytes are not those that the manifest lists (expected BLAKE3 ${expected ?? 'unknown'}, found ${digest ?? 'another size'}); restore the file, or make the manifest anew if the change is meant`,
      )
    case 'not_regular':
      return error('OVERT_NOT_REGULAR', 'it is not a regular file')
    case 'unreadable':
      return error('OVERT_READ', `it cannot be read without following a link (expected BLAKE3 ${expected ?? 'unknown'}); restore the file`)
    case 'wrapped':
      return error('OVERT_DIGEST', '`Module.wrap` or `Module.wrapper` was replaced, so more would run than the file that the manifest lists; run such tools without a manifest, or in monitor')
    case 'outside':
      return error('OVERT_NOT_LISTED', "it lies outside the manifest's root; move it into the application, or make the manifest for a folder above it")
    default:
      if (digest !== undefined && !isAbsolute(path)) return error('OVERT_NOT_LISTED', `it is in no file; if it belongs to the application, list it with \`overt lock --allow-code ${digest}\``)
      return error('OVERT_NOT_LISTED', `the manifest does not list it${digest === undefined ? '' : ` (found BLAKE3 ${digest})`}; make the manifest anew if it belongs to the application`)
  }
}
