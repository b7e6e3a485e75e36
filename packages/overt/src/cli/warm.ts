import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { OvertError, preloadOption, withOption } from '@overt/core'
import { temporaryFolder } from '../temporary-folder.ts'
import { folder as own } from './addon.ts'

/** What a warm run left. */
export interface Warmed {
  /** The file with the start-up cache. */
  readonly cache: string
  /** BLAKE3 of each file that was compiled into it, by its path below the root. */
  readonly sources: Readonly<Record<string, string>>
  remove(): void
}

/**
 * Runs the application once, with the recorder before everything else, until it ends.
 *
 * @throws OvertError `OVERT_CACHE` where it fails, or leaves nothing; `OVERT_WRITE` where nothing temporary can be written
 */
export function warmed(entry: string, root: string): Warmed {
  const preload = join(own, 'warm-run.cjs')
  const scratch = temporaryFolder('overt-warm-')
  const remove = (): void => rmSync(scratch, { recursive: true, force: true })
  const [cache, sources] = [join(scratch, 'cache'), join(scratch, 'sources')]
  const env = {
    ...process.env,
    OVERT_WARM: JSON.stringify({ root: realpathSync(root), cache, sources }),
    NODE_OPTIONS: withOption(preloadOption(preload), process.env['NODE_OPTIONS']),
    NODE_DISABLE_COMPILE_CACHE: '1',
  }
  // Ctrl-C reaches both: it ends the application, and this command goes on.
  const nothing = (): void => undefined
  process.on('SIGINT', nothing)
  // What the application prints is not what this command prints.
  const { status, signal } = spawnSync(process.execPath, [resolve(entry)], { env, stdio: ['inherit', 2, 2] })
  process.off('SIGINT', nothing)
  if (existsSync(cache) && existsSync(sources) && (status === 0 || status === 130 || status === 143)) {
    return { cache, sources: JSON.parse(readFileSync(sources, 'utf8')) as Warmed['sources'], remove }
  }
  remove()
  const ended = signal === null ? `with status ${String(status)}` : `by ${signal}`
  throw new OvertError('OVERT_CACHE', `\`${entry}\` ended ${ended} while it was warmed up, and nothing was locked; let it end by itself with status 0, or end it with Ctrl-C when it has started`)
}
