import { readFileSync } from 'node:fs'
import { sep } from 'node:path'
import { primordials } from '@overt/core'
import type { VerifiedBinding } from '../engine/groups.ts'
import type { LoaderParts, Manifest, VerifiedRead } from './parts.ts'
import { createSeals, type NativeSeals } from './sealed.ts'

const { endsWith, startsWith } = primordials

/** `verifiedRead` of the native binding, with a manifest open. `reason` is an error's code. */
export type NativeVerifiedRead = VerifiedBinding['verifiedRead']

/** Above this size the digest of a refused file is not worked out for the message. */
const largest = 64 * 1024 * 1024

/**
 * The manifest that native code has opened, as the loader asks it.
 *
 * @param root the manifest's root: absolute, without links (`openManifest` names it)
 */
export function createManifest(
  verifiedRead: NativeVerifiedRead,
  root: string,
  { allowsCode, digest, mute, verifiedText, seals }: Pick<LoaderParts, 'digest' | 'mute'> & Partial<Pick<Manifest, 'allowsCode' | 'verifiedText'>> & { readonly seals?: NativeSeals },
): Manifest {
  const below = endsWith(root, '/') ? root : root + sep

  /** A file of another size is refused unread. A person still wants to know what it is; what is read here never runs. */
  function found(path: string): string | undefined {
    mute.begin(path)
    try {
      return digest(readFileSync(path))
    } catch {
      return undefined
    } finally {
      mute.end()
    }
  }

  function reasonOf(path: string, code: string | null, known: string | null): string {
    switch (code) {
      case 'OVERT_DIGEST':
        return known === null ? 'size' : 'digest'
      case 'OVERT_NOT_REGULAR':
        return 'not_regular'
      case 'OVERT_NOT_EXECUTABLE':
        return 'not_executable'
      case 'OVERT_READ':
        return 'unreadable'
      case null:
      default:
        return startsWith(path, below) ? 'not_listed' : 'outside'
    }
  }

  return {
    verifiedText,
    allowsCode,
    seals: seals === undefined ? undefined : createSeals(seals, reasonOf),
    verifiedRead(path, asBytes, measures): VerifiedRead {
      const read = verifiedRead(path, asBytes, measures)
      if (read.allowed) return { allowed: true, reason: 'listed', digest: read.digest, expected: read.expected, size: read.size, verity: read.verity, text: read.text, bytes: read.bytes }
      const reason = reasonOf(path, read.reason, read.digest)
      const isSmall = reason === 'size' && read.size !== null && read.size <= largest
      return { allowed: false, reason, digest: isSmall ? (found(path) ?? null) : read.digest, expected: read.expected, size: read.size, verity: null, text: null, bytes: null }
    },
  }
}
