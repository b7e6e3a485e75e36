import { type Audit, like, type Method, type Operation, primordials } from '@overt/core'
import { type Opening, openOperation, opens } from '@overt/surface'

const { apply, create, defineData, defineProperty, getOwnPropertyDescriptor, getPrototypeOf, hasOwn, ownKeys, setPrototypeOf } = primordials

/** Bun's prototype of what writes to a file or a pipe, once one was seen. It cannot be changed, so nobody gets an object that has it. */
let native: object | undefined

/**
 * Gives what writes to a file, or to the input of a child, another prototype, with the same methods: `start` of Bun's own opens whatever `path` its options name, for writing.
 *
 * @returns what is to be called with each before the application has it; other values stay as they are
 */
export function createSinkGuard(audit: Audit, folder: () => string): (sink: unknown) => void {
  const operation = openOperation(audit, folder)
  let guarded: object | undefined
  return (sink) => {
    if (typeof sink !== 'object' || sink === null) return
    const prototype = getPrototypeOf(sink)
    if (native === undefined && prototype !== null && hasOwn(prototype, '_getFd') && hasOwn(prototype, 'start')) native = prototype
    if (prototype === null || prototype !== native) return
    guarded ??= guardedOf(audit, operation, prototype)
    setPrototypeOf(sink, guarded)
  }
}

function guardedOf(audit: Audit, operation: Operation<Opening>, prototype: object): object {
  const guarded = create(getPrototypeOf(prototype))
  const names = ownKeys(prototype)
  for (let i = 0; i < names.length; i++) {
    const name = names[i] ?? ''
    const descriptor = getOwnPropertyDescriptor(prototype, name)
    if (descriptor === undefined) continue
    const { value } = descriptor as { readonly value?: Method }
    defineProperty(guarded, name, { __proto__: null, ...descriptor, ...(name === 'start' && value !== undefined ? { value: like(starting(audit, operation, value), value) } : {}) } as PropertyDescriptor)
  }
  return guarded
}

const starting = (audit: Audit, operation: Operation<Opening>, original: Method): Method => ({
  start(this: unknown, options: unknown): unknown {
    if ((typeof options !== 'object' && typeof options !== 'function') || options === null) return apply(original, this, arguments)
    const { path } = options as { readonly path?: unknown }
    // Bun takes no other path than a text.
    const refusal = operation.wanted === 0 || typeof path !== 'string' ? undefined : audit.raise(operation, { path, flags: opens.write | opens.create | opens.truncate })
    if (refusal !== undefined) throw refusal.error
    const fixed = create(options)
    if (path !== undefined) defineData(fixed, 'path', path, true, true, true)
    return apply(original, this, [fixed])
  },
}).start
