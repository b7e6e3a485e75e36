import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { OvertError } from '@overt/core'
import { readFile } from '../../configuration/files.ts'
import { npmCache } from './cache.ts'
import { compare, type Compared } from './compare.ts'
import { npmPackages } from './npm.ts'
import type { Locked } from './packages.ts'
import { pnpmPackages } from './pnpm.ts'

/**
 * Whether the packages of a folder are what its lock file promises.
 *
 * @param text the folder's manifest: a line a file, as `b3sum` writes it
 * @throws {OvertError} `OVERT_READ` where there is no lock file, or none that can be used
 */
export function checkPackages(folder: string, text: string, cache: string | undefined, digest: (bytes: Uint8Array) => string): readonly Compared[] {
  return compare(lockedPackages(folder), digests(text), cache ?? npmCache(), digest)
}

function lockedPackages(folder: string): readonly Locked[] {
  const [npm, pnpm] = [join(folder, 'package-lock.json'), join(folder, 'pnpm-lock.yaml')]
  if (existsSync(npm)) return npmPackages(npm, read(npm))
  if (!existsSync(pnpm)) throw new OvertError('OVERT_READ', `\`${folder}\` has neither package-lock.json nor pnpm-lock.yaml`)
  const store = join(folder, 'node_modules/.pnpm')
  return pnpmPackages(pnpm, read(pnpm), existsSync(store) ? readdirSync(store) : [])
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
