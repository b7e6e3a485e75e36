import { endsWith, indexOf, lastIndexOf, slice } from './primordials.ts'

/** The preloads of the runtimes that a child may be, each as the runtime is told it; undefined for one that is not there. */
export interface Preloads {
  readonly node: string | undefined
  readonly bun: string | undefined
  readonly deno: string | undefined
}

/** What the lookup asks of the runtime: false for what may not be read. */
export interface Disk {
  isFile(path: string): boolean
  isFolder(path: string): boolean
}

/** The preload that is known, whatever is on the disk. */
export interface Known {
  readonly runtime: keyof Preloads | undefined
  readonly preload: string
}

/** Below the folder that packages are installed in. */
const installed = { node: '/overt/dist/register.cjs', bun: '/@overt/bun/dist/register.cjs', deno: '/@overt/deno/dist/register.js' } as const
/** Below the folder of the packages in the sources of overt. */
const inSources = { node: '/overt/dist/register.cjs', bun: '/bun/dist/register.cjs', deno: '/deno/dist/register.js' } as const
const modules = '/node_modules'

/** The folder that a path is in, without the slash. */
const above = (path: string): string => slice(path, 0, lastIndexOf(path, '/'))

/**
 * Looks for the preloads of the other runtimes. They are looked for where this package itself was installed, at the start or when the first process is started: who can write there by then can have another
 * overt altogether in every child. Only what was loaded from no disk (`jsr:`) takes the packages of the application's, those of the folder `node_modules` that is nearest to what runs,
 * and that is to be asked at the start: what the application puts there changes nothing.
 *
 * @param own the file of this preload; undefined where it lies on no disk
 * @param main the file that is about to run, where that is known
 * @param known this runtime, and its preload
 */
export function findPreloads(own: string | undefined, main: string | undefined, known: Known, disk: Disk): Preloads {
  const siblings = own === undefined ? '' : above(above(above(own)))
  const isScope = endsWith(siblings, '/@overt')
  const first = own === undefined ? nearest(main, disk) : isScope ? above(siblings) : ''
  // Where each package has a folder of its own (pnpm), what the application asked for is a link in the outermost.
  const outer = own === undefined ? -1 : indexOf(own, `${modules}/`)
  const second = outer === -1 ? '' : slice(own ?? '', 0, outer + modules.length)
  const find = (runtime: keyof Preloads): string | undefined => {
    const here = first === '' ? '' : first + installed[runtime]
    if (here !== '' && disk.isFile(here)) return here
    const there = second === '' ? siblings + inSources[runtime] : second + installed[runtime]
    return there !== here && siblings !== '' && disk.isFile(there) ? there : undefined
  }
  const of = (runtime: keyof Preloads): string | undefined => (known.runtime === runtime ? known.preload : find(runtime))
  return { node: of('node'), bun: of('bun'), deno: of('deno') }
}

/** The nearest `node_modules`, or ''. */
function nearest(main: string | undefined, { isFolder }: Disk): string {
  for (let folder = above(main ?? ''); folder !== ''; folder = above(folder)) if (isFolder(folder + modules)) return folder + modules
  return ''
}
