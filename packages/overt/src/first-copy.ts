import { AuditError, OvertError, primordials } from '@overt/core'
import type { Started } from './start.ts'
import { version } from './version.ts'

const { defineProperty, freeze, getOwnPropertyDescriptor } = primordials

/** What `require('overt')` gives. */
export interface Api extends Started {
  readonly AuditError: typeof AuditError
}

/** Where the first copy in a thread is found by a second one: a property that can neither be changed nor removed. */
const place = Symbol.for('overt')

interface First {
  readonly version: string
  readonly api: Api
}

/**
 * The copy of overt that runs in this thread already.
 *
 * @throws OvertError `OVERT_VERSION` where it is of another version
 */
export function firstCopy(): Api | undefined {
  const first = getOwnPropertyDescriptor(globalThis, place)?.value as First | undefined
  if (first === undefined) return undefined
  if (first.version === version) return first.api
  throw new OvertError('OVERT_VERSION', `overt ${first.version} runs in this process already, this is ${version}; install one version`)
}

/** Makes this copy the first, for good. */
export function becomeFirst(started: Started): Api {
  const api = freeze({ ...started, AuditError })
  const first: First = { version, api }
  defineProperty(globalThis, place, { value: freeze(first), enumerable: false, writable: false, configurable: false })
  return api
}
