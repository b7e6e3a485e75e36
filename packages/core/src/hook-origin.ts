import type { ErrorCode } from './generated/errors.ts'
import { defineProperty, getOwnPropertyDescriptor } from './primordials.ts'

/** A hook that is about to be added or set. */
export interface AddingHook {
  readonly origin: string | undefined
}

/** A function's name, where it is plain text: nothing of the application's runs for it. */
export function originOfHook(hook: object): string | undefined {
  const name: unknown = getOwnPropertyDescriptor(hook, 'name')?.value
  return typeof name === 'string' ? name : undefined
}

const code: ErrorCode = 'OVERT_HOOK'

/** @throws TypeError with the code `OVERT_HOOK` */
export function requireFunction(value: unknown, what: string): void {
  if (typeof value === 'function') return
  const error = new TypeError(`${what} must be a function, not ${value === null ? 'null' : typeof value}`)
  throw defineProperty(error, 'code', { __proto__: null, value: code, enumerable: true, writable: true, configurable: true } as PropertyDescriptor)
}
