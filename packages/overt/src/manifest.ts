import fs from 'node:fs'
import { unusable } from './configuration/unusable.ts'
import type { Settings } from './configuration/settings.ts'
import { answered } from './engine/answer.ts'
import type { NativeBinding } from './engine/native-binding.ts'
import { createManifest, type Manifest, type Mute } from './loader/load.ts'
import { OvertError } from '@overt/core'

/**
 * Opens the manifest that the process trusts.
 *
 * @throws Unusable with the manifest's own code
 */
export function openManifest(binding: NativeBinding, { manifest, pubkey, min_serial }: Settings, mute: Mute): Manifest | undefined {
  if (manifest === undefined) return undefined
  const options = {
    ...(pubkey === undefined ? {} : { pubkey: fs.readFileSync(pubkey, 'utf8') }),
    ...(min_serial === undefined ? {} : { minSerial: min_serial }),
  }
  try {
    const { root } = answered<{ readonly root: string }>(binding.openManifest(manifest, JSON.stringify(options)))
    return createManifest(binding.verifiedRead, root, { digest: binding.digest, mute })
  } catch (error) {
    if (error instanceof OvertError) throw unusable(error.code, error.message)
    throw error
  }
}
