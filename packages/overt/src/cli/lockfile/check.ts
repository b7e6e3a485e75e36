import { existsSync, readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { OvertError } from '@overt/core'
import { readFile } from '../../configuration/files.ts'
import { compare, type Compared } from './compare.ts'
import { type DenoLock, denoPackages, readDenoLock } from './deno.ts'
import { npmPackages } from './npm.ts'
import type { Locked } from './packages.ts'
import { pnpmPackages } from './pnpm.ts'
import { type Vendored, vendoredModules } from './vendored.ts'

/**
 * Whether the packages of a folder are what its lock file promises.
 *
 * @param text the folder's manifest: a line a file, as `b3sum` writes it
 * @throws {OvertError} `OVERT_READ` where there is no lock file, or none that can be used
 */
export function checkPackages(folder: string, text: string, cache: string, digest: (bytes: Uint8Array) => string): readonly Compared[] {
  return compare(lockedPackages(folder), digests(text), cache, digest)
}

/**
 * The lock file of Deno, where the folder has one and keeps modules below itself.
 *
 * @throws {OvertError} `OVERT_READ` for one that cannot be used
 */
export function vendoredLock(folder: string): DenoLock | undefined {
  return existsSync(join(folder, 'vendor')) ? denoLock(folder) : undefined
}

/**
 * The modules below a folder of which its deno.lock says otherwise, or nothing.
 *
 * @param paths below the folder; those outside `vendor` are passed over
 * @param text the folder's manifest, where what is compared must be what is listed
 * @throws {OvertError} `OVERT_READ` for a file that cannot be read, or was changed meanwhile
 */
export function checkVendored(folder: string, lock: DenoLock, text: string | undefined, digest: (bytes: Uint8Array) => string): readonly Vendored[] {
  const listed = text === undefined ? undefined : digests(text)
  const paths = listed?.keys() ?? readdirSync(join(folder, 'vendor'), { recursive: true, withFileTypes: true }).filter((one) => one.isFile()).map(({ name, parentPath }) => relative(folder, join(parentPath, name)).replaceAll(sep, '/'))
  return vendoredModules(folder, lock, paths, (path, bytes) => {
    if (listed !== undefined && listed.get(path) !== digest(bytes)) throw new OvertError('OVERT_READ', `\`${path}\` was changed while it was compared; try again when nothing writes there`)
  })
}

function denoLock(folder: string): DenoLock | undefined {
  const file = join(folder, 'deno.lock')
  return existsSync(file) ? readDenoLock(file, read(file)) : undefined
}

function lockedPackages(folder: string): readonly Locked[] {
  const [npm, pnpm] = [join(folder, 'package-lock.json'), join(folder, 'pnpm-lock.yaml')]
  if (existsSync(npm)) return npmPackages(npm, read(npm))
  if (existsSync(pnpm)) return pnpmPackages(pnpm, read(pnpm), stored(folder, '.pnpm'))
  const deno = denoLock(folder)
  if (deno === undefined) throw new OvertError('OVERT_READ', `\`${folder}\` has neither package-lock.json nor pnpm-lock.yaml nor deno.lock; name the folder of a project that has one, or leave \`--from-lockfile\` out (yarn.lock and bun.lock are not read)`)
  return denoPackages(deno, stored(folder, '.deno'))
}

/** The names in a package manager's own folder. */
function stored(folder: string, name: string): readonly string[] {
  const store = join(folder, 'node_modules', name)
  return existsSync(store) ? readdirSync(store) : []
}

const read = (path: string): string => new TextDecoder().decode(readFile(path).bytes)

/** Paths and digests of a manifest's text (docs/manifest.md). */
function digests(text: string): ReadonlyMap<string, string> {
  const lines = text.split('\n').filter((line) => line !== '')
  return new Map(lines.map((line) => {
    const escaped = line.startsWith('\\')
    const [digest, path] = [line.slice(escaped ? 1 : 0, escaped ? 65 : 64), line.slice(escaped ? 67 : 66)]
    return [escaped ? path.replace(/\\(.)/g, (_, one: string) => (one === 'n' ? '\n' : one)) : path, digest]
  }))
}
