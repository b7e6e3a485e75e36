import { OvertError } from '@overt/core'
import type { Locked } from './packages.ts'

/** What a deno.lock promises (<https://docs.deno.com/runtime/fundamentals/modules/#integrity-checking-and-lock-files>). */
export interface DenoLock {
  /** SHA-256 of modules by URL, 64 hexadecimal digits. */
  readonly remote: Readonly<Record<string, string>>
  /** By `@scope/name@version`: SHA-256 of the version's list of files. */
  readonly jsr: Readonly<Record<string, { readonly integrity?: string }>>
  /** By `name@version`, with `_` and more where it was resolved for peers. */
  readonly npm: Readonly<Record<string, { readonly integrity?: string; readonly os?: readonly string[]; readonly cpu?: readonly string[]; readonly scripts?: boolean }>>
}

/** The forms that Deno 2 writes. */
const versions = ['4', '5']

/** @throws {OvertError} `OVERT_READ` for what is not in that form */
export function readDenoLock(file: string, text: string): DenoLock {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (error) {
    throw new OvertError('OVERT_READ', `\`${file}\` is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  const { version, remote = {}, jsr = {}, npm = {} } = (parsed ?? {}) as Partial<DenoLock> & { readonly version?: string }
  if (!versions.includes(String(version))) throw new OvertError('OVERT_READ', `\`${file}\` cannot be used: its \`version\` is ${String(version)}, known are ${versions.join(' and ')}; write it anew with Deno 2`)
  return { remote, jsr, npm }
}

/**
 * The npm packages of a deno.lock, in Deno's own folder: `node_modules/.deno/NAME@VERSION...`.
 *
 * @param folders the names in `node_modules/.deno`: a package that was installed for several peers has several
 */
export function denoPackages({ npm }: DenoLock, folders: readonly string[]): readonly Locked[] {
  const found = new Map<string, Locked>()
  for (const [key, { integrity, os, cpu, scripts }] of Object.entries(npm)) {
    const at = key.indexOf('@', 1)
    const [name, version = ''] = [key.slice(0, at), key.slice(at + 1).split('_')[0]]
    const folder = `${name.replace('/', '+')}@${version}`
    for (const place of folders.filter((one) => one === folder || one.startsWith(`${folder}_`))) {
      const path = `node_modules/.deno/${place}/node_modules/${name}`
      found.set(path, { name, version, place: path, integrity, hasInstallScript: scripts === true, optional: os !== undefined || cpu !== undefined })
    }
  }
  return [...found.values()]
}
