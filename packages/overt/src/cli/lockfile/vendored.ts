import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DenoLock } from './deno.ts'

/** A module that Deno keeps below the root, of which deno.lock says otherwise, or nothing. Digests are SHA-256. */
export interface Vendored {
  readonly path: string
  readonly url: string
  readonly state: 'differs' | 'not_promised'
  readonly expected?: string
  readonly found: string
}

/** What a version of a JSR package consists of (<https://jsr.io/docs/api#package-version-metadata>). */
interface Version {
  readonly manifest?: Readonly<Record<string, { readonly checksum?: unknown } | undefined>>
  /** Deno keeps less of the list than it was given, and of which list it is a part. */
  readonly lockfileChecksum?: string
}

const folder = 'vendor/'
const package_ = /^\/(@[^/]+\/[^/]+)\/([^/]+)(\/.+)$/
const list = /^\/@[^/]+\/[^/]+\/[^/]+_meta\.json$/
const index = /^\/@[^/]+\/[^/]+\/meta\.json$/

/**
 * Compares the modules in `vendor` (`"vendor": true` in deno.json) with deno.lock: those of a URL by their SHA-256; those of a JSR package by the version's list of
 * files as Deno keeps it, with the digest of the whole list, which is the lock's. That digest cannot be computed anew: who changes a file and the list together is not found. Files that Deno named by a hash are passed over: they run under no manifest in enforce.
 *
 * @param paths of files below `root`, with `/`
 * @param read called with the bytes of each file that was compared
 * @returns those that do not agree
 */
export function vendoredModules(root: string, { remote, jsr }: DenoLock, paths: Iterable<string>, read: (path: string, bytes: Uint8Array) => void): readonly Vendored[] {
  const bytesOf = (path: string): Uint8Array => {
    const bytes = readFileSync(join(root, path))
    read(path, bytes)
    return bytes
  }
  const versions = new Map<string, Version | Vendored>()

  /** The list of files of a version, where it is the one that the lock names. */
  function versionOf(host: string, name: string, version: string, integrity: string): Version | Vendored {
    const path = `${folder}${host}/${name}/${version}_meta.json`
    const known = versions.get(path)
    if (known !== undefined) return known
    const made = readVersion(path, integrity, bytesOf)
    versions.set(path, made)
    return made
  }

  return [...paths].flatMap((path) => {
    const [host, url] = urlOf(path)
    if (host === undefined || url === undefined || !URL.canParse(url)) return []
    const { pathname } = new URL(url)
    if (list.test(pathname) || index.test(pathname)) return []
    const found = sha256(bytesOf(path))
    const [, name = '', version = '', file = ''] = package_.exec(pathname) ?? []
    const integrity = jsr[`${name}@${version}`]?.integrity
    let expected = remote[url]
    if (expected === undefined && integrity !== undefined) {
      const files = versionOf(host, name, version, integrity)
      if ('state' in files) return [files]
      const checksum = files.manifest?.[file]?.checksum
      expected = typeof checksum === 'string' ? checksum.replace(/^sha256-/, '') : undefined
    }
    if (expected === undefined) return [{ path, url, state: 'not_promised' as const, found }]
    return expected === found ? [] : [{ path, url, state: 'differs' as const, expected, found }]
  }).filter((one, at, all) => all.indexOf(one) === at)
}

function readVersion(path: string, expected: string, bytesOf: (path: string) => Uint8Array): Version | Vendored {
  const [, url = path] = urlOf(path)
  let found = 'nothing'
  try {
    const bytes = bytesOf(path)
    found = sha256(bytes)
    const list = JSON.parse(new TextDecoder().decode(bytes)) as Version
    found = list.lockfileChecksum ?? found
    if (found === expected) return list
  } catch {
    // It is missing, or no list: then it is not the one that the lock names.
  }
  return { path, url, state: 'differs', expected, found }
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** The URL of a file in `vendor`: `HOST/PATH` there, or `SCHEME_HOST/PATH`, `SCHEME_HOST_PORT/PATH`. */
function urlOf(path: string): readonly [host?: string, url?: string] {
  if (!path.startsWith(folder)) return []
  const slash = path.indexOf('/', folder.length)
  const host = path.slice(folder.length, slash)
  const rest = path.slice(slash)
  if (slash === -1 || rest.includes('/#') || host.startsWith('#')) return []
  const [, scheme, name, port] = /^(https?)_(.+?)(?:_(\d+))?$/.exec(host) ?? []
  return [host, scheme === undefined ? `https://${host}${rest}` : `${scheme}://${String(name)}${port === undefined ? '' : `:${port}`}${rest}`]
}
