import type { Mode } from './policy.ts'
import { unusable } from './unusable.ts'

/** What may be asked of a manifest, by the names of the configuration. */
export interface ManifestSettings {
  readonly manifest?: string | undefined
  readonly pubkey?: string | undefined
  readonly min_serial?: number | undefined
  readonly execute_check?: boolean | undefined
}

/** The mode where none is named: who names a manifest means that nothing else runs; without one nothing is refused before somebody says so. */
export const modeOf = ({ mode, manifest }: { readonly mode?: Mode | undefined; readonly manifest?: string | undefined }): Mode => mode ?? (manifest === undefined ? 'monitor' : 'enforce')

/**
 * Refuses what is asked of a manifest where none is named: nothing would be held to it.
 *
 * @param how behind "add `manifest`": how else one is named
 * @throws Unusable `OVERT_CONFIG`
 */
export function refuseWithoutManifest({ manifest, pubkey, min_serial, execute_check }: ManifestSettings, how = ''): void {
  if (manifest !== undefined) return
  const asked = execute_check === true ? 'execute_check' : pubkey !== undefined ? 'pubkey' : min_serial !== undefined ? 'min_serial' : undefined
  if (asked !== undefined) throw unusable('OVERT_CONFIG', `\`${asked}\` is asked of a manifest, and none is named; add \`manifest\`${how}, or leave \`${asked}\` out`)
}
