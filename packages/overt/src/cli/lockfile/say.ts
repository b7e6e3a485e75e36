import { count } from '../count.ts'
import { printable } from '../printable.ts'
import type { Compared } from './compare.ts'
import type { Vendored } from './vendored.ts'

const words: Readonly<Record<Compared['state'], string>> = {
  matches: 'matches',
  differs: 'DIFFERS',
  not_cached: 'not in the cache',
  no_integrity: 'not promised',
  not_installed: 'not installed',
}

/** A line a package, and below it the files that are otherwise than promised. */
export function packageLines(compared: readonly Compared[]): string {
  return compared.map((one) => {
    const { name, version, place, changed, missing, added, hasInstallScript } = one
    const nested = place === `node_modules/${name}` ? '' : ` in ${place}`
    const by = hasInstallScript === true ? ', it has an install script' : ''
    const files = [...labelled(`changed${by}`, changed), ...labelled(`missing${by}`, missing), ...labelled(`added${by}`, added)]
    return `${words[one.state].padEnd(17)}${printable(`${name}@${version}${nested}`)}\n${files.join('')}`
  }).join('')
}

/** `412 packages: 398 match, 0 differ, ...` */
export function packageSummary(compared: readonly Compared[]): string {
  const number = (state: Compared['state']): number => compared.filter((one) => one.state === state).length
  const added = compared.reduce((sum, one) => sum + one.added.length, 0)
  const parts = [`${number('matches')} match`, `${number('differs')} differ`, `${number('not_cached')} not in the cache`, `${number('no_integrity')} not promised`, `${number('not_installed')} not installed`]
  return `${count(compared.length, 'package')}: ${parts.join(', ')}; ${count(added, 'file')} added after the tarballs`
}

const labelled = (label: string, paths: readonly string[]): readonly string[] => paths.map((path) => `                 ${label}: ${printable(path)}\n`)

/** A module that deno.lock promises otherwise in three lines, one that it does not promise in one. */
export function vendoredLines(vendored: readonly Vendored[]): string {
  return vendored.map(({ path, state, expected, found }) =>
    state === 'not_promised' ? `not in deno.lock ${printable(path)}\n` : `DIFFERS          ${printable(path)}\n                 deno.lock: ${String(expected)}\n                 found:     ${found}\n`,
  ).join('')
}
