import { OvertError, unusable } from '@overt/core'
import { answered } from '../engine/answer.ts'
import type { NativeBinding, ThreadBinding } from '../engine/native-binding.ts'
import { readFile } from './files.ts'
import { refuseChanges } from './rules.ts'
import type { HotSwap, Settings } from './settings.ts'

/**
 * Puts the signed rules in force that others may replace. Native code reads the file, once.
 *
 * @returns the file
 * @throws Unusable `OVERT_CONFIG`, `OVERT_DEGRADED` without the native engine, and for a file or a signature that cannot be used
 */
export function loadSignedRules(binding: ThreadBinding & Partial<NativeBinding>, { rules, ...changing }: Settings, { pubkey, min_serial }: HotSwap): string {
  const [file, more] = rules
  if (file === undefined || more !== undefined) throw unusable('OVERT_CONFIG', '`hot_swap` needs `rules` to name one file of compiled rules (`overt rules build --key`)')
  if (binding.signed === undefined) throw unusable('OVERT_DEGRADED', '`hot_swap` needs the native engine; install it, or leave `hot_swap` out')
  refuseChanges(file, changing)
  try {
    answered(binding.signed().openRules(file, JSON.stringify({ ...publicKey(pubkey), minSerial: min_serial })), pubkey)
  } catch (error) {
    if (error instanceof OvertError) throw unusable(error.code, error.message)
    throw error
  }
  return file
}

/** A public key's text, as the binding takes it. @throws Unusable `OVERT_READ` */
export const publicKey = (path: string): { readonly pubkey: string } => ({ pubkey: new TextDecoder().decode(readFile(path).bytes) })
