import { type Audit, createVerification, type Mode, primordials } from '@overt/core'
import type { Host } from '../host.ts'
import type { Manifest } from './open.ts'

const { Bytes, bufferOf, encodeInto, slice, startsWith } = primordials

/** Compares what is about to run with the manifest; each decision is an `open.verify`. */
export interface Verifier {
  /** The folder that the manifest's paths are relative to, without links. */
  readonly root: string
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

export function createVerifier(host: Host, { root, find }: Manifest, mode: Mode, audit: Audit): Verifier {
  const { digest } = host.engine
  const { isFile, realPath } = host.files
  const { read } = host
  const prefix = `${root}/`
  const { decide } = createVerification(audit, mode)

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
    root,
    file(given) {
      const direct = expectedOf(given)
      const path = direct === undefined ? (tried(() => realPath(given)) ?? given) : given
      const expected = direct ?? expectedOf(path)
      const no = (reason: 'not_listed' | 'digest' | 'not_regular' | 'unreadable' | 'outside', found?: string): void => {
        decide({ path, allowed: false, reason, digest: found, expected, verity: undefined })
      }
      const bytes = expected === undefined ? undefined : tried(() => (isFile(path) ? read(path) : undefined))
      if (!startsWith(path, prefix)) no('outside')
      else if (expected === undefined) no('not_listed')
      else if (bytes === undefined) no(tried(() => isFile(path)) === false ? 'not_regular' : 'unreadable')
      else {
        const found = digest(bytes)
        if (found !== expected) no('digest', found)
        else {
          decide({ path, allowed: true, reason: 'listed', digest: found, expected, verity: undefined })
          return bytes
        }
      }
      return undefined
    },
    unlisted(url) {
      decide({ path: url, allowed: false, reason: 'not_listed', digest: undefined, expected: undefined, verity: undefined })
    },
  }
}
