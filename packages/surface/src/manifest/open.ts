import { type ErrorCode, fileProblem, unusable } from '@overt/core'
import type { Host } from '../host.ts'
import { folderOf } from '../paths.ts'
import type { Settings } from '../settings.ts'
import { parseHead } from './head.ts'
import { type Listing, parseListing } from './listing.ts'
import { parsePublicKey, signatureProblem } from './signature.ts'

/** A manifest that was checked as the launcher asks. */
export interface Manifest extends Listing {
  /** The folder that its paths are relative to, without links. */
  readonly root: string
}

/**
 * Opens the manifest that the configuration names: signature, serial number, and that the index is the head's, as on Node (crates/integrity/src/manifest/trusted.rs).
 *
 * @throws Unusable `OVERT_MANIFEST`, `OVERT_SIGNATURE`, `OVERT_SERIAL`, `OVERT_KEY`, `OVERT_READ`
 */
export function openManifest(host: Host, name: string, { pubkey, minSerial }: Pick<Settings, 'pubkey' | 'minSerial'>): Manifest {
  const headPath = `${name}.head`
  const bytes = needed(host, headPath, 'OVERT_MANIFEST', 'make a manifest with `overt lock`')
  if (pubkey !== undefined) checkSignature(host, name, pubkey, bytes)
  const head = parseHead(new TextDecoder().decode(bytes))
  if (head === undefined) throw unusable('OVERT_MANIFEST', `\`${headPath}\` is no head of a manifest, of another version, or damaged; make it anew with \`overt lock\``)
  if (head.serial < BigInt(minSerial)) {
    throw unusable('OVERT_SERIAL', `\`${headPath}\` has serial number ${String(head.serial)}, at least ${String(minSerial)} is demanded: an older manifest stands in its place; put the newer one back`)
  }
  const indexPath = `${name}.index`
  const index = [indexPath, `${indexPath}.new`].map((path) => read(host, path)).find((found) => found !== undefined && host.engine.digest(found) === head.index)
  const listing = index === undefined ? 'its digest is not the one in the head' : parseListing(index, head.count)
  if (typeof listing === 'string') throw unusable('OVERT_MANIFEST', `\`${indexPath}\` cannot be used: ${listing}; make it anew with \`overt lock\``)
  return { root: host.files.realPath(folderOf(name)), find: listing.find }
}

function read(host: Host, path: string): Uint8Array | undefined {
  try {
    return host.read(path)
  } catch {
    return undefined
  }
}

function needed(host: Host, path: string, code: ErrorCode, missing?: string): Uint8Array {
  try {
    return host.read(path)
  } catch (error) {
    throw unusable(code, fileProblem(path, 'read', error, missing))
  }
}

function checkSignature(host: Host, name: string, pubkey: string, head: Uint8Array): void {
  const key = parsePublicKey(new TextDecoder().decode(needed(host, pubkey, 'OVERT_READ')))
  if (key === undefined) throw unusable('OVERT_KEY', `\`${pubkey}\`: the public key cannot be used: it is not as minisign writes it; give the file NAME.pub that \`overt key new\` wrote`)
  const path = `${name}.head.minisig`
  const problemOf = (at: string): string | undefined => {
    const signature = read(host, at)
    return signature === undefined ? 'cannot be read: the manifest is not signed, or its signature was taken away' : signatureProblem(host.files.crypto(), key, head, new TextDecoder().decode(signature))
  }
  const problem = problemOf(path)
  if (problem === undefined || problemOf(`${path}.new`) === undefined) return
  throw unusable('OVERT_SIGNATURE', `\`${path}\` ${problem}; sign the manifest with \`overt lock --key\`, or give the public key that belongs to it`)
}
