import { like, type Method, primordials } from '@overt/core'

const { apply, defineData, getOwnPropertyDescriptor, getPrototypeOf } = primordials

interface Emitter {
  readonly emit: Method
}

/**
 * Sees what the objects of a class emit before any listener does. The class's own `emit` is no listener, which the application would find, or could take away.
 *
 * A class that had none of its own goes on to that of the class that it extends as it is then: the application may have replaced it (`node:domain`, what traces).
 *
 * @param seen returns whether it goes no further
 */
export function watchEmitted(prototype: object, seen: (emitter: object, event: unknown, value: unknown) => boolean): void {
  const { emit } = prototype as Emitter
  const isOwn = getOwnPropertyDescriptor(prototype, 'emit') !== undefined
  const replaced = {
    emit(this: unknown, event: unknown, value: unknown): unknown {
      if (typeof this === 'object' && this !== null && seen(this, event, value)) return true
      return apply(isOwn ? emit : (getPrototypeOf(prototype) as Emitter).emit, this, arguments)
    },
  }.emit
  defineData(prototype, 'emit', like(replaced, emit), true, false, true)
}
