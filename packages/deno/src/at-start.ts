import { type AtStart, findPreloads, launchVariable, type Preloads } from '@overt/surface'
import { granted } from './granted.ts'
import { toldAtStart } from './worker.ts'

/** What is there when the process starts, and what finds the preloads of other runtimes. */
export interface Start {
  readonly atStart: AtStart
  /** As a worker is told it. */
  readonly text: string
  readonly find: () => Preloads
}

/**
 * To be called at the start; in a worker it is what the thread that made it says.
 *
 * @param preload the URL of the preload
 * @param main what is about to run
 * @param variable reads the environment
 */
export function readAtStart(preload: string, main: string | undefined, variable: (name: string) => string | undefined): Start {
  const { statSync } = Deno
  /** Undefined for what is not there, or may not be read. */
  const statOf = (path: string): ReturnType<typeof statSync> | undefined => {
    try {
      return granted('read', path) ? statSync(path) : undefined
    } catch {
      return undefined
    }
  }
  const disk = { isFile: (path: string): boolean => statOf(path)?.isFile === true, isFolder: (path: string): boolean => statOf(path)?.isDirectory === true }
  const own = preload.startsWith('file:') ? decodeURIComponent(new URL(preload).pathname) : undefined
  const find = (): Preloads => findPreloads(own, main, { runtime: 'deno', preload }, disk)
  const told = toldAtStart()
  if (told !== '') return { atStart: parsed(told), text: told, find }
  const atStart: AtStart = { launch: variable(launchVariable) ?? '', path: variable('PATH'), preloads: own === undefined ? find() : undefined }
  return { atStart, text: JSON.stringify(atStart), find }
}

/** JSON leaves out what is undefined: read now, when no prototype has it. */
function parsed(text: string): AtStart {
  const { launch, path, preloads } = JSON.parse(text) as AtStart
  return { launch, path, preloads: preloads === undefined ? undefined : { node: preloads.node, bun: preloads.bun, deno: preloads.deno } }
}
