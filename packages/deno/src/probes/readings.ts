import { type Method, primordials, replace } from '@overt/core'

const { apply, getOwnPropertyDescriptor } = primordials

/** Folders of which a `Dir` of `node:fs` reads the entries: they were judged when it was made. */
export interface Readings {
  /** Whether it is such a folder; true once for each reading. */
  readonly isKnown: (path: unknown) => boolean
  /** Has the class told of. */
  readonly watch: (fs: object) => void
}

/** What is read of a `Dir` is asked of `Deno.readDir` by the path that its own class keeps. */
export function createReadings(): Readings {
  let known: string | undefined
  return {
    isKnown(path) {
      if (known === undefined || path !== known) return false
      known = undefined
      return true
    },
    watch(fs) {
      const { prototype } = (fs as { readonly Dir: { readonly prototype: object } }).Dir
      const pathOf = getOwnPropertyDescriptor(prototype, 'path')?.get as never
      const reading = (original: Method): Method => ({
        read(this: unknown): unknown {
          try {
            const path: unknown = apply(pathOf, this, [])
            known = typeof path === 'string' ? path : undefined
          } catch {
            known = undefined
          }
          try {
            return apply(original, this, arguments)
          } finally {
            known = undefined
          }
        },
      }).read
      replace(prototype, 'read', reading)
      replace(prototype, 'readSync', reading)
    },
  }
}
