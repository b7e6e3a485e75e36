import fs from 'node:fs'
import type { Settings } from './configuration/settings.ts'
import { answered } from './engine/answer.ts'
import type { VerifiedBinding } from './engine/groups.ts'
import type { NativeBinding } from './engine/native-binding.ts'
import type { Manifest, Mute, Warm } from './loader/probe.ts'
import { parts } from './preload-parts.ts'
import { OvertError, unusable } from '@overt/core'

/** A manifest, and what a warm run kept; a text says why that is not used. */
export interface OpenedManifest {
  readonly manifest: Manifest | undefined
  readonly warm: Warm | string | undefined
}

/** Without a manifest. */
export const nothingOpened: OpenedManifest = { manifest: undefined, warm: undefined }

/**
 * Opens the manifest that the process trusts.
 *
 * @throws Unusable with the manifest's own code
 */
export function openManifest(binding: NativeBinding, { manifest, pubkey, min_serial, execute_check, mode }: Settings, mute: Mute): OpenedManifest {
  if (manifest === undefined) return nothingOpened
  const options = {
    ...(pubkey === undefined ? {} : { pubkey: fs.readFileSync(pubkey, 'utf8') }),
    ...(min_serial === undefined ? {} : { minSerial: min_serial }),
    ...(execute_check === true ? { executeCheck: true } : {}),
  }
  const verified = binding.verified()
  try {
    const { root, code } = answered<{ readonly root: string; readonly code: number }>(verified.openManifest(manifest, JSON.stringify(options)), pubkey)
    const { allowsCode, verifiedRead, verifiedText, sealAddon, openLibrary } = verified
    const { digest } = binding
    // In monitor whatever is there runs, as it would without overt: a file that was changed, or one that stands before another by now.
    return { manifest: parts.loader().createManifest(verifiedRead, root, { digest, mute, verifiedText, allowsCode: code === 0 ? undefined : allowsCode, seals: { sealAddon, openLibrary } }), warm: mode === 'enforce' ? openCache(verified, root) : undefined }
  } catch (error) {
    if (error instanceof OvertError) throw unusable(error.code, error.message)
    throw error
  }
}

function openCache(verified: VerifiedBinding, root: string): Warm | string | undefined {
  const bytes = verified.openCache()
  if (bytes === null) return undefined
  return typeof bytes === 'string' ? answered<never>(bytes) : parts.warm().openWarm(bytes, root)
}
