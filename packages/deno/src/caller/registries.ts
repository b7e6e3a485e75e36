import { primordials } from '@overt/core'
import type { Owner } from '@overt/surface'
import type { DenoJson } from './deno-json.ts'
import { packageOf } from './package-of.ts'

const { indexOf, setHas, slice, startsWith } = primordials

/** Where Deno keeps what it has of npm and of JSR, as it is learned from what Deno itself makes of a specifier. */
export interface Registries {
  /** `npm:chalk@5` is this URL: so that is where packages of npm lie. */
  resolved(specifier: string, url: string): void
  /** The package of a path or a URL there. */
  owner(name: string): Owner | undefined
}

/** @param pathOf the path of a `file:` URL */
export function createRegistries(pathOf: (url: string) => string | undefined, { meaning, dependencies }: DenoJson): Registries {
  let [npm, jsr]: [string | undefined, string | undefined] = [undefined, undefined]
  return {
    resolved(given, url) {
      if (npm !== undefined && jsr !== undefined) return
      const specifier = meaning(given)
      const isNpm = startsWith(specifier, 'npm:')
      if (!isNpm && !startsWith(specifier, 'jsr:')) return
      if ((isNpm ? npm : jsr) !== undefined) return
      const place = isNpm ? pathOf(url) : url
      // A folder `node_modules` has names enough.
      if (place === undefined || (isNpm && indexOf(place, '/node_modules/') !== -1)) return
      const at = indexOf(place, `/${packageOf(slice(specifier, 4))}/`)
      if (at === -1) return
      if (isNpm) npm = slice(place, 0, at + 1)
      else jsr = slice(place, 0, at + 1)
    },
    owner(name) {
      const root = npm !== undefined && startsWith(name, npm) ? npm : jsr !== undefined && startsWith(name, jsr) ? jsr : undefined
      if (root === undefined) return undefined
      const rest = slice(name, root.length)
      const package_ = packageOf(rest)
      const after = slice(rest, package_.length + 1)
      const end = indexOf(after, '/')
      return package_ === '' || end <= 0 ? undefined : { name: package_, version: slice(after, 0, end), direct: setHas(dependencies(), package_) }
    },
  }
}
