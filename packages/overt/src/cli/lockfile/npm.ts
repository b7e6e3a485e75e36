import { OvertError } from '@overt/core'
import type { Locked } from './packages.ts'

/**
 * The packages of a package-lock.json (npm 7 and later): those in node_modules that are neither links nor part of another package's tarball.
 *
 * @throws {OvertError} `OVERT_READ` for what is not in that form
 */
export function npmPackages(file: string, text: string): readonly Locked[] {
  const { lockfileVersion, packages } = parsed(file, text)
  if (packages === undefined || typeof packages !== 'object') {
    throw new OvertError('OVERT_READ', `\`${file}\` cannot be used: it has no \`packages\` (its \`lockfileVersion\` is ${String(lockfileVersion)}); write it anew with npm 7 or later`)
  }
  return Object.entries(packages).flatMap(([place, entry]) => {
    if (!/(^|\/)node_modules\//.test(place) || entry.link === true || entry.inBundle === true) return []
    const name = entry.name ?? place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)
    return [{ name, version: entry.version ?? '', place, integrity: entry.integrity, hasInstallScript: entry.hasInstallScript === true, optional: entry.optional === true || entry.devOptional === true || entry.dev === true || entry.peer === true }]
  })
}

interface Entry {
  readonly name?: string
  readonly version?: string
  readonly integrity?: string
  readonly link?: boolean
  readonly inBundle?: boolean
  readonly optional?: boolean
  readonly devOptional?: boolean
  readonly dev?: boolean
  readonly peer?: boolean
  readonly hasInstallScript?: boolean
}

function parsed(file: string, text: string): { readonly lockfileVersion?: unknown; readonly packages?: Readonly<Record<string, Entry>> } {
  try {
    return JSON.parse(text) as ReturnType<typeof parsed>
  } catch (error) {
    throw new OvertError('OVERT_READ', `\`${file}\` is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}
