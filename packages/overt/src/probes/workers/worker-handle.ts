import { type Gap, primordials } from '@overt/core'
import { like } from '../patch.ts'
import { had } from '../../captured.ts'

const { construct, defineProperty, ErrorCaptured, getOwnPropertyDescriptor, getPrototypeOf, ProxyCaptured, reflectSet, TypeErrorCaptured } = primordials

type WorkerClass = new (...given: never[]) => object

const missing: Gap = {
  event: 'worker.create',
  reason: 'unavailable',
  detail: 'the native class behind `Worker` was not found: code that takes it from a worker can start threads that are not seen',
}

/**
 * Takes the native class behind `Worker` out of the application's reach. Each worker holds an object of it, whose `constructor` it would be: with that, code
 * could make a thread with options of its own, past the public `Worker`. It must be called before the application runs; it starts no thread.
 *
 * @param found gets the prototype of those objects
 */
export function hideNativeWorker(worker: WorkerClass, found: (prototype: object) => void): readonly Gap[] {
  // Nothing of the application's is called on the first way, and much on the second: it may have run already.
  const prototype = had.nativeWorker ?? nativePrototype(worker)
  if (prototype === null) return []
  if (prototype !== undefined) found(prototype)
  const native = prototype === undefined ? undefined : getOwnPropertyDescriptor(prototype, 'constructor')
  if (typeof native?.value !== 'function') return [missing]
  const value = like(function (): never {
    throw new TypeErrorCaptured('Illegal constructor')
  }, native.value as object)
  defineProperty(value, 'prototype', { __proto__: null, value: prototype, writable: false } as PropertyDescriptor)
  defineProperty(prototype, 'constructor', { __proto__: null, ...native, value } as PropertyDescriptor)
  return []
}

/**
 * The prototype of the native objects. Node checks the options for the thread before it makes one, and keeps the object for the error to tell: with an
 * option that no Node has there is an object, and neither a thread nor a number for one. It is seen when it is kept, through the prototype of the new worker. Null where this process can make no worker at all.
 */
function nativePrototype(worker: WorkerClass): object | null | undefined {
  let found: object | null | undefined
  const traps = {
    __proto__: null,
    set(target: object, name: PropertyKey, value: unknown, receiver: unknown): boolean {
      if (typeof value === 'object' && value !== null && 'startThread' in value) {
        found = getPrototypeOf(value)
        // Nothing is left to be done with this worker.
        throw stop
      }
      return reflectSet(target, name, value, receiver)
    },
  }
  const stop = new ErrorCaptured('seen')
  const seen = function (): void {}
  seen.prototype = new ProxyCaptured(worker.prototype as object, traps)
  try {
    construct(worker, ['', { __proto__: null, eval: true, env: { __proto__: null }, execArgv: ['--overt-has-no-such-option'] }] as never, seen)
  } catch (error) {
    const { code } = error as { readonly code?: unknown }
    if (found === undefined && (code === 'ERR_ACCESS_DENIED' || code === 'ERR_NOT_SUPPORTED_IN_SNAPSHOT')) return null
  }
  return found
}
