import { type Caller, primordials } from '@overt/core'
import { granted } from '../granted.ts'
import { vendoredPath } from '../vendored.ts'
import { createCaller } from './caller.ts'
import { type CompilingModules, watchBuiltin, watchCompiling } from './compiling.ts'
import { createDenoJson } from './deno-json.ts'
import { createDisguises } from './disguises.ts'
import { createLinkedApplication } from './linked.ts'
import { createRegistries } from './registries.ts'
import { createSites } from './sites.ts'

const { decode, indexOf, lastIndexOf, slice, startsWith } = primordials
const URLCaptured = URL
const pathname = Function.prototype.call.bind(Object.getOwnPropertyDescriptor(URL.prototype, 'pathname')?.get as () => string) as (url: URL) => string
const host = Function.prototype.call.bind(Object.getOwnPropertyDescriptor(URL.prototype, 'host')?.get as () => string) as (url: URL) => string
const decodeUri = decodeURIComponent

/** Names the packages of this thread. */
export interface Naming {
  readonly caller: () => Caller
  /** Deno made this URL of a specifier, and is about to load it. */
  resolved(specifier: string | undefined, url: string): void
  /** The application asks for a builtin. */
  asked(name: string): void
  /** Watches what compiles, once overt has added its own hooks. `hooked` is called when the application has added some. */
  watch(hooked: () => void): void
}

/**
 * @param own the URL of overt's own script
 * @param main the URL of the application's first module; undefined in a worker
 * @param folder where it was started
 * @param isOwn whether a `data:` URL is overt's own
 */
export function createNaming(modules: CompilingModules, own: string, main: string | undefined, folder: () => string, isOwn: (url: string) => boolean): Naming {
  const { readFileSync, realPathSync } = Deno
  const peek = (path: string): string | undefined => {
    try {
      return granted('read', path) ? decode(readFileSync(path)) : undefined
    } catch {
      return undefined
    }
  }
  const realPath = (path: string): string => {
    try {
      return granted('read', path) ? realPathSync(path) : path
    } catch {
      return path
    }
  }
  let found: string | undefined
  const root = (): string => (found ??= rootOf(main === undefined ? undefined : pathOf(main), folder, peek))
  const denoJson = createDenoJson(root, peek)
  const registries = createRegistries(pathOf, denoJson)
  const disguises = createDisguises((url) => pathOf(url) ?? (denoJson.vendors() ? vendoredPath(root(), url) : undefined), peek, isOwn)
  const sites = createSites()
  return {
    caller: createCaller({ sites, disguises, registries, own, pathOf, application: () => createLinkedApplication(root(), realPath(root()), peek, denoJson.dependencies()) }),
    resolved(specifier, url) {
      if (specifier !== undefined) registries.resolved(specifier, url)
      disguises.module(url)
    },
    asked: (name) => {
      watchBuiltin(disguises, name)
    },
    watch: (hooked) => {
      watchCompiling(modules, disguises, peek, folder, hooked)
    },
  }
}

/** The path of a `file:` URL, normal and without what it asks for; a name that is no such URL, or could be written otherwise, stands for no file. */
function pathOf(name: string): string | undefined {
  if (!startsWith(name, 'file:///')) return undefined
  try {
    const url = new URLCaptured(name)
    const path = decodeUri(pathname(url))
    return host(url) === '' && indexOf(name, '%2f') === -1 && indexOf(name, '%2F') === -1 && indexOf(path, '\0') === -1 ? path : undefined
  } catch {
    return undefined
  }
}

/** The nearest folder above the main module, or in a worker above the working folder, with a package.json or a deno.json; else that folder. */
function rootOf(main: string | undefined, folder: () => string, peek: (path: string) => string | undefined): string {
  const first = main === undefined ? folder() : slice(main, 0, lastIndexOf(main, '/'))
  for (let at = first; at !== ''; at = slice(at, 0, lastIndexOf(at, '/'))) {
    if (peek(`${at}/package.json`) !== undefined || peek(`${at}/deno.json`) !== undefined) return at
  }
  return first
}
