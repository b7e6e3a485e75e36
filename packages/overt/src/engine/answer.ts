import { type ErrorCode, OvertError } from '@overt/core'

/**
 * The binding's answer as a value.
 *
 * @throws OvertError where the answer is an error
 */
export function answered<T extends object>(json: string): T {
  const answer = JSON.parse(json) as T & { readonly error?: { readonly code: ErrorCode; readonly message: string } }
  if (answer.error !== undefined) throw new OvertError(answer.error.code, answer.error.message)
  return answer
}
