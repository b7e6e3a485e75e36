import { type ErrorCode, OvertError } from '@overt/core'

/**
 * The binding's answer as a value.
 *
 * @param pubkey the file of the public key that the binding was handed: it knows the text alone, and does not name it
 * @throws OvertError where the answer is an error
 */
export function answered<T extends object>(json: string, pubkey?: string): T {
  const answer = JSON.parse(json) as T & { readonly error?: { readonly code: ErrorCode; readonly message: string } }
  if (answer.error === undefined) return answer
  const { code, message } = answer.error
  throw new OvertError(code, code === 'OVERT_KEY' && pubkey !== undefined ? `\`${pubkey}\`: ${message}` : message)
}
