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

/** Where a package lies that is there once. */
const usualPlaces = ({ name, version, place }: Compared): boolean =>
  place === `node_modules/${name}` || place === `node_modules/.pnpm/${name.replace('/', '+')}@${version}/node_modules/${name}`

/** What needs a person's look comes last, where it is still on the screen. */
const order: readonly Compared['state'][] = ['not_installed', 'matches', 'no_integrity', 'not_cached', 'differs']
const rank = ({ state, added }: Compared): number => order.indexOf(state) + (state === 'matches' && added.length > 0 ? 0.5 : 0)

/** A line a package, and below it the files that are otherwise than promised. */
export function packageLines(compared: readonly Compared[]): string {
  return compared.toSorted((a, b) => rank(a) - rank(b)).map((one) => {
    const { name, version, place, changed, missing, added, hasInstallScript } = one
    const nested = usualPlaces(one) ? '' : ` in ${place}`
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

/** What to do, a line a problem: about what could not be compared, and about what differs and was not accepted. */
export function packageAdvice(compared: readonly Compared[], refused: readonly Compared[], cache: string): string {
  const uncached = compared.filter(({ state }) => state === 'not_cached')
  const lines: string[] = []
  if (uncached.length > 0) lines.push(`${count(uncached.length, 'package')} could not be compared: npm's cache \`${cache}\` does not have the tarballs. \`npm ci\` puts them there, or \`npm cache add NAME@VERSION\`; pnpm keeps none`)
  if (refused.length > 0) {
    const scripted = refused.filter(({ hasInstallScript }) => hasInstallScript !== false)
    const accept = scripted.length === 0 ? '' : `; where an install script is meant to exchange these files: ${[...new Set(scripted.map(({ name }) => `--accept ${name}`))].join(' ')}`
    lines.push(`${count(refused.length, 'package')} ${refused.length === 1 ? 'is' : 'are'} not what the lock file promises, and nothing was written: install anew (\`npm ci\`)${accept}`)
  }
  return lines.map((line) => `overt: ${printable(line)}\n`).join('')
}

const labelled = (label: string, paths: readonly string[]): readonly string[] => paths.map((path) => `                 ${label}: ${printable(path)}\n`)

/** What to do where some module is not what deno.lock promises. */
export const vendoredAdvice = 'overt: some modules in `vendor` are not what deno.lock promises: have them fetched anew (remove them, then `deno install`), or write deno.lock anew if the change is meant'

/** A module that deno.lock promises otherwise in three lines, one that it does not promise in one. */
export function vendoredLines(vendored: readonly Vendored[]): string {
  return vendored.map(({ path, state, expected, found }) =>
    state === 'not_promised' ? `not in deno.lock ${printable(path)}\n` : `DIFFERS          ${printable(path)}\n                 deno.lock: ${String(expected)}\n                 found:     ${found}\n`,
  ).join('')
}
