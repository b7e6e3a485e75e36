import { OvertError } from '@overt/core'
import { objects, parsed, textOf } from './json.ts'
import type { Locked } from './packages.ts'

/**
 * The packages of a package-lock.json (npm 7 and later): those in node_modules that are neither links nor part of another package's tarball.
 *
 * @throws {OvertError} `OVERT_READ` for what is not in that form
 */
export function npmPackages(file: string, text: string): readonly Locked[] {
  const { lockfileVersion, packages } = parsed(file, text)
  if (packages === undefined) {
    throw new OvertError('OVERT_READ', `\`${file}\` cannot be used: it has no \`packages\` (its \`lockfileVersion\` is ${String(lockfileVersion)}); write it anew with npm 7 or later`)
  }
  return objects(file, 'packages', packages).flatMap(([place, entry]) => {
    if (!/(^|\/)node_modules\//.test(place) || entry.link === true || entry.inBundle === true) return []
    const name = textOf(file, place, entry, 'name') ?? place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)
    const optional = entry.optional === true || entry.devOptional === true || entry.dev === true || entry.peer === true
    return [{ name, version: textOf(file, place, entry, 'version') ?? '', place, integrity: textOf(file, place, entry, 'integrity'), hasInstallScript: entry.hasInstallScript === true, optional }]
  })
}
