import { like, primordials } from '@overt/core'

const { append, apply, defineProperty, getOwnPropertyDescriptor } = primordials

/** Deno makes some of its functions when they are first read, by accessors; a probe replaces values. This reads such a property and makes it a value. */
export function settleProperty(holder: object, name: string): void {
  const descriptor = getOwnPropertyDescriptor(holder, name)
  if (descriptor?.get === undefined) return
  const value = apply<unknown>(descriptor.get as never, holder, [])
  defineProperty(holder, name, { __proto__: null, value, writable: true, enumerable: descriptor.enumerable === true, configurable: true } as PropertyDescriptor)
}

/**
 * Has `settle` called when one of some properties is first read that Deno makes then, and at once where it has made one: what makes them is loaded with the first, which a start
 * need not pay for. `settle` leaves all of them as values; where it breaks off (an exhausted stack) nothing is handed out, and the next reading begins anew.
 */
export function whenRead(holder: object, names: readonly string[], settle: () => void): void {
  const lazy: string[] = []
  const descriptors: PropertyDescriptor[] = []
  for (let i = 0; i < names.length; i++) {
    const name = names[i] ?? ''
    const descriptor = getOwnPropertyDescriptor(holder, name)
    if (descriptor === undefined) continue
    if (descriptor.get === undefined || descriptor.configurable !== true) {
      settle()
      return
    }
    append(lazy, name)
    append(descriptors, descriptor)
  }
  /** As Deno has them, for `settle` to read. */
  function restore(): void {
    for (let i = 0; i < lazy.length; i++) defineProperty(holder, lazy[i] ?? '', { __proto__: null, ...descriptors[i] } as PropertyDescriptor)
  }
  function watch(): void {
    for (let i = 0; i < lazy.length; i++) {
      const name = lazy[i] ?? ''
      const { enumerable, get, set } = descriptors[i] ?? {}
      const read = {
        get(): unknown {
          restore()
          let whole = false
          try {
            settle()
            whole = true
          } finally {
            if (!whole) watch()
          }
          return (holder as Readonly<Record<string, unknown>>)[name]
        },
      }.get
      defineProperty(holder, name, { __proto__: null, get: like(read, get as object), set, enumerable, configurable: true } as PropertyDescriptor)
    }
  }
  watch()
}

/** Has `work` called before one property is first read, which is a value then. */
export function whenPropertyIsRead(holder: object, name: string, work: () => void): void {
  whenRead(holder, [name], () => {
    settleProperty(holder, name)
    work()
  })
}
