import { OvertError } from '@overt/core'
import { isObject, type Json, objects, parsed, textOf, unusableLock } from './json.ts'
import type { Locked } from './packages.ts'

/** What a deno.lock promises (<https://docs.deno.com/runtime/fundamentals/modules/#integrity-checking-and-lock-files>). */
export interface DenoLock {
  /** SHA-256 of modules by URL, 64 hexadecimal digits. */
  readonly remote: Readonly<Record<string, string>>
  /** By `@scope/name@version`: SHA-256 of the version's list of files. */
  readonly jsr: Readonly<Record<string, { readonly integrity?: string }>>
  /** By `name@version`, with `_` and more where it was resolved for peers; `optional` where it names a system or processor. */
  readonly npm: Readonly<Record<string, { readonly integrity?: string; readonly optional: boolean; readonly scripts: boolean }>>
}

/** The forms that Deno 2 writes. */
const versions = ['4', '5']

/** @throws {OvertError} `OVERT_READ` for what is not in that form */
export function readDenoLock(file: string, text: string): DenoLock {
  const { version, remote = {}, jsr, npm } = parsed(file, text)
  if (!versions.includes(String(version))) throw new OvertError('OVERT_READ', `\`${file}\` cannot be used: its \`version\` is ${String(version)}, known are ${versions.join(' and ')}; write it anew with Deno 2`)
  if (!isObject(remote)) throw unusableLock(file, 'its `remote` is no object')
  const integrity = (key: string, entry: Json): { readonly integrity?: string } => {
    const found = textOf(file, key, entry, 'integrity')
    return found === undefined ? {} : { integrity: found }
  }
  return {
    remote: Object.fromEntries(Object.keys(remote).map((url) => [url, textOf(file, 'remote', remote, url) ?? ''])),
    jsr: Object.fromEntries(objects(file, 'jsr', jsr).map(([key, entry]) => [key, integrity(key, entry)])),
    npm: Object.fromEntries(objects(file, 'npm', npm).map(([key, entry]) => [key, { ...integrity(key, entry), optional: entry.os !== undefined || entry.cpu !== undefined, scripts: entry.scripts === true }])),
  }
}

/**
 * The npm packages of a deno.lock, in Deno's own folder: `node_modules/.deno/NAME@VERSION...`.
 *
 * @param folders the names in `node_modules/.deno`: a package that was installed for several peers has several
 */
export function denoPackages({ npm }: DenoLock, folders: readonly string[]): readonly Locked[] {
  const found = new Map<string, Locked>()
  for (const [key, { integrity, optional, scripts }] of Object.entries(npm)) {
    const at = key.indexOf('@', 1)
    const [name, version = ''] = [key.slice(0, at), key.slice(at + 1).split('_')[0]]
    const folder = `${name.replace('/', '+')}@${version}`
    for (const place of folders.filter((one) => one === folder || one.startsWith(`${folder}_`))) {
      const path = `node_modules/.deno/${place}/node_modules/${name}`
      found.set(path, { name, version, place: path, integrity, hasInstallScript: scripts, optional })
    }
  }
  return [...found.values()]
}
