import process from 'node:process'
import { primordials } from '@overt/core'

const { defineData, defineProperty, getOwnPropertyDescriptor } = primordials

/** Calls a function in which Node warns of nothing that is deprecated: what overt asks of Node is not the application's doing (`--pending-deprecation`), nor may it end it (`--throw-deprecation`). */
export function quietly<T>(ask: () => T): T {
  const before = getOwnPropertyDescriptor(process, 'noDeprecation')
  defineData(process, 'noDeprecation', true, true, true, true)
  try {
    return ask()
  } finally {
    if (before === undefined) delete (process as { noDeprecation?: boolean }).noDeprecation
    else defineProperty(process, 'noDeprecation', { __proto__: null, ...before } as PropertyDescriptor)
  }
}
