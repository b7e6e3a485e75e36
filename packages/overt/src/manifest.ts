import fs from 'node:fs'
import type { Settings } from './configuration/settings.ts'
import { answered } from './engine/answer.ts'
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
 * @throws Unusable with the manifest's own code; `OVERT_CONFIG` for what is asked of a manifest where none is named, which would hold nothing to it
 */
export function openManifest(binding: NativeBinding, { manifest, pubkey, min_serial, execute_check, mode }: Settings, mute: Mute): OpenedManifest {
  if (manifest === undefined) {
    const asked = execute_check === true ? 'execute_check' : pubkey !== undefined ? 'pubkey' : min_serial !== undefined ? 'min_serial' : undefined
    if (asked !== undefined) throw unusable('OVERT_CONFIG', `\`${asked}\` is asked of a manifest, and none is named; add \`manifest\` (\`--manifest FILE\`), or leave \`${asked}\` out`)
    return nothingOpened
  }
  const options = {
    ...(pubkey === undefined ? {} : { pubkey: fs.readFileSync(pubkey, 'utf8') }),
    ...(min_serial === undefined ? {} : { minSerial: min_serial }),
    ...(execute_check === true ? { executeCheck: true } : {}),
  }
  try {
    const { root, code } = answered<{ readonly root: string; readonly code: number }>(binding.openManifest(manifest, JSON.stringify(options)))
    const { allowsCode, digest, verifiedRead, verifiedText, sealAddon, openLibrary } = binding
    // In monitor whatever is there runs, as it would without overt: a file that was changed, or one that stands before another by now.
    return { manifest: parts.loader().createManifest(verifiedRead, root, { digest, mute, verifiedText, ...(code === 0 ? {} : { allowsCode }), seals: { sealAddon, openLibrary } }), warm: mode === 'enforce' ? openCache(binding, root) : undefined }
  } catch (error) {
    if (error instanceof OvertError) throw unusable(error.code, error.message)
    throw error
  }
}

function openCache(binding: NativeBinding, root: string): Warm | string | undefined {
  const bytes = binding.openCache()
  if (bytes === null) return undefined
  return typeof bytes === 'string' ? answered<never>(bytes) : parts.warm().openWarm(bytes, root)
}
