import { type ErrorCode, primordials } from '@overt/core'

const { defineProperty, getOwnPropertyDescriptor } = primordials

/** A hook that is about to be added or set. */
export interface Adding {
  readonly origin: string | undefined
}

/** A function's name, where it is plain text: nothing of the application's runs for it. */
export function originOf(hook: object): string | undefined {
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
