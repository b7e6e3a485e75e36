import { readFileSync } from 'node:fs'
import { sep } from 'node:path'
import process from 'node:process'
import { Script } from 'node:vm'
import { configurationVariable } from '../configuration/variables.ts'

/** The beginning of the SHA-256 of preload.cjs, put in by the build. V8 itself compares no more of a source than its length. */
declare const preloadDigest: string

/** The preload, ready to run. */
export interface PreloadScript {
  readonly script: Script
  readonly path: string
  /** Where V8's code cache belongs for this Node, and for a start as this one. */
  readonly cache: string
}

/**
 * Compiles preload.cjs; with V8's code cache for this very V8, platform and source in a fraction of the time (docs/design/start-up.md). Where there is none,
 * or V8 refuses it (other flags: `--max-old-space-size` on Node 20 and 22), the source is compiled as any other.
 *
 * There are two caches. With the rules that ship most of the preload is never called, and what is in a cache costs a start though it is not called; with a
 * configuration of one's own, which brings rules, a record or a manifest, most of it is.
 *
 * The caches are trusted as the preload and the addon beside it are: who can write one can write the others.
 *
 * @param folder where both lie
 * @param name what V8 calls the script; of Node 20 it takes the name from the cache (../own-script.ts)
 */
export function preloadScript(folder: string, name?: string): PreloadScript {
  const path = folder + sep + 'preload.cjs'
  const { versions, platform, arch } = process
  const extent = (process.env[configurationVariable] ?? '') === '' ? 'shipped' : 'configured'
  const cache = `${folder}${sep}preload.${preloadDigest}.${versions.v8}-${platform}-${arch}.${extent}.cache`
  // The build writes ASCII, which V8 keeps in one byte a character, and the function around it: to put one around it here would copy all of it. To read a file as UTF-8 is
  // one function of Node's, which its own loader of modules has compiled.
  const source = readFileSync(path, 'utf8')
  const cachedData = read(cache)
  const script = new Script(source, { filename: name ?? path, ...(cachedData === undefined ? {} : { cachedData }) })
  return { script, path, cache }
}

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}

/** Runs the preload as the module that called. */
export function runPreload({ script, path }: PreloadScript, folder: string, requireOf: NodeJS.Require, own: NodeJS.Module): void {
  const body = script.runInThisContext() as (...given: readonly unknown[]) => void
  body.call(own.exports, own.exports, requireOf, own, path, folder)
}
