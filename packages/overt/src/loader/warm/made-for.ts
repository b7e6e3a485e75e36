import process from 'node:process'
import type { MadeFor } from './layout.ts'

/** Options that name preloads: they change neither how requests resolve nor what V8 compiles, unless by hooks, which are seen (hooked.ts). */
const preloading = new Set(['-r', '--require', '--import'])

/** V8 of later lines names a script as it is named when it is compiled, whatever its code cache says. */
const keepsNames = process.versions.node.startsWith('20.')

/**
 * This process, as a start-up cache is made for one.
 *
 * @param root the manifest's root: absolute, without links
 */
export function thisProcess(root: string): MadeFor {
  // As Node splits it: at spaces outside double quotes.
  const given = process.execArgv.concat((process.env['NODE_OPTIONS'] ?? '').match(/(?:[^\s"]|"(?:\\.|[^"\\])*")+/g) ?? [])
  const options: string[] = []
  for (let i = 0; i < given.length; i++) {
    const option = given[i] ?? ''
    if (preloading.has(option)) i++
    else if (option !== '' && !preloading.has(option.slice(0, option.indexOf('=')))) options.push(option)
  }
  return { node: process.versions.node, platform: process.platform, arch: process.arch, options, ...(keepsNames ? { root } : {}) }
}

const words = ({ node, platform, arch, options, root }: MadeFor): string =>
  `Node ${node} on ${platform}-${arch}${options.length === 0 ? '' : ` with ${options.join(' ')}`}${root === undefined ? '' : ` in \`${root}\``}`

/** Why a cache does not serve this process, in words; undefined where it does. */
export function mismatch(madeFor: MadeFor, root: string): string | undefined {
  const made = words(madeFor)
  const here = words(thisProcess(root))
  if (made !== here) return `it was made for ${made}, and this is ${here}`
  // Each of these changes what a request means, or wants every module compiled as usual.
  const name = ['NODE_PATH', 'NODE_V8_COVERAGE', 'NODE_PRESERVE_SYMLINKS', 'NODE_PRESERVE_SYMLINKS_MAIN'].find((variable) => (process.env[variable] ?? '') !== '')
  return name === undefined ? undefined : `\`${name}\` is set`
}
