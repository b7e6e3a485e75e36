import { type Audit, AuditError, type ErrorCode, type Mode, primordials } from '@overt/core'
import type { Host } from '../host.ts'
import type { Manifest } from './open.ts'

const { Bytes, bufferOf, encodeInto, slice, startsWith } = primordials

/** One decision of the manifest. */
interface Decision {
  readonly path: string
  readonly allowed: boolean
  readonly reason: 'listed' | 'not_listed' | 'digest' | 'not_regular' | 'unreadable' | 'outside'
  readonly digest: string | undefined
  readonly expected: string | undefined
}

/** Compares what is about to run with the manifest; each decision is an `open.verify`. */
export interface Verifier {
  /**
   * Reads a file once.
   *
   * @returns those bytes, where they are the listed ones; nothing in monitor for a file that would be refused
   * @throws AuditError `OVERT_NOT_LISTED`, `OVERT_DIGEST`, `OVERT_NOT_REGULAR` or `OVERT_READ` in enforce, and what a hook or a rule refuses with
   */
  file(path: string): Uint8Array | undefined
  /** Decides about what is no file of the manifest: code of a `data:` URL, of another machine. Throws in enforce. */
  unlisted(url: string): void
}

const block = 3

export function createVerifier(host: Host, { root, find }: Manifest, mode: Mode, audit: Audit): Verifier {
  const { digest } = host.engine
  const { isFile, realPath } = host.files
  const { read } = host
  const prefix = `${root}/`
  const verify = audit.operation('open.verify', {
    path: (decision: Decision) => decision.path,
    digest: (decision: Decision) => decision.digest,
    allowed: (decision: Decision) => decision.allowed,
    reason: (decision: Decision) => decision.reason,
    expected: (decision: Decision) => decision.expected,
  })

  function decide(decision: Decision): void {
    if (decision.allowed && verify.wanted === 0) return
    // What the manifest refuses is a block, whatever the rules say: it is on record before it is refused.
    const refusal = audit.raise(verify, decision, decision.allowed ? 0 : block)
    if (decision.allowed || mode === 'monitor') {
      if (refusal !== undefined) throw refusal.error
      return
    }
    throw refused(decision)
  }

  /** What is listed for a path, or for what it leads to. */
  function expectedOf(path: string): string | undefined {
    if (!startsWith(path, prefix)) return undefined
    const relative = slice(path, prefix.length)
    const bytes = new Bytes(3 * relative.length)
    return find(digest(new Bytes(bufferOf(bytes), 0, encodeInto(relative, bytes).written)))
  }

  function tried<Result>(work: () => Result): Result | undefined {
    try {
      return work()
    } catch {
      return undefined
    }
  }

  return {
    file(given) {
      const direct = expectedOf(given)
      const path = direct === undefined ? (tried(() => realPath(given)) ?? given) : given
      const expected = direct ?? expectedOf(path)
      const no = (reason: Decision['reason'], found?: string): void => {
        decide({ path, allowed: false, reason, digest: found, expected })
      }
      const bytes = expected === undefined ? undefined : tried(() => (isFile(path) ? read(path) : undefined))
      if (!startsWith(path, prefix)) no('outside')
      else if (expected === undefined) no('not_listed')
      else if (bytes === undefined) no(tried(() => isFile(path)) === false ? 'not_regular' : 'unreadable')
      else {
        const found = digest(bytes)
        if (found !== expected) no('digest', found)
        else {
          decide({ path, allowed: true, reason: 'listed', digest: found, expected })
          return bytes
        }
      }
      return undefined
    },
    unlisted(url) {
      decide({ path: url, allowed: false, reason: 'not_listed', digest: undefined, expected: undefined })
    },
  }
}

function refused({ path, reason, digest, expected }: Decision): AuditError {
  const error = (code: ErrorCode, what: string): AuditError => new AuditError('open.verify', '', `\`${path}\` is refused: ${what}`, code)
  switch (reason) {
    case 'digest':
      return error('OVERT_DIGEST', `its bytes are not those that the manifest lists (expected BLAKE3 ${expected ?? 'unknown'}, found ${digest ?? 'unknown'}); restore the file, or make the manifest anew if the change is meant`)
    case 'not_regular':
      return error('OVERT_NOT_REGULAR', 'it is not a regular file')
    case 'unreadable':
      return error('OVERT_READ', `it cannot be read (expected BLAKE3 ${expected ?? 'unknown'}); restore the file, or grant reading it`)
    case 'outside':
      return error('OVERT_NOT_LISTED', "it lies outside the manifest's root; move it into the application, or make the manifest for a folder above it")
    case 'listed':
    case 'not_listed':
      return error('OVERT_NOT_LISTED', 'the manifest does not list it; make the manifest anew if it belongs to the application')
  }
}
