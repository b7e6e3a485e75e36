import { primordials } from '@overt/core'

/** What this package uses of `process` and the modules of `node:`, taken by a function: an import would keep the originals for everybody. */
export interface NodeProcess {
  readonly env: Record<string, string | undefined>
  readonly argv: readonly string[]
  readonly execArgv: readonly string[]
  readonly execPath: string
  readonly pid: number
  readonly platform: string
  readonly cwd: () => string
  readonly exit: (code: number) => never
  readonly reallyExit: (code: number) => never
  readonly kill: (pid: number, signal: string) => boolean
  readonly on: (event: 'exit' | 'uncaughtExceptionMonitor', listener: (error: unknown) => void) => unknown
  readonly _eval?: string
  readonly getBuiltinModule: (name: string) => object
  mainModule?: unknown
}

/** The functions of `node:fs` that overt itself uses. */
export interface OwnFs {
  readonly readFileSync: { (path: string | URL): Uint8Array; (path: string, encoding: 'utf8'): string }
  readonly readdirSync: (path: string, options: { readonly recursive: boolean }) => string[]
  readonly readlinkSync: (path: string) => string
  readonly realpathSync: (path: string) => string
  readonly statSync: (path: string) => { isDirectory(): boolean; isFile(): boolean; readonly mode: number }
  readonly openSync: (path: string, flags: string, mode: number) => number
  readonly writeSync: (descriptor: number, bytes: Uint8Array) => number
  readonly fdatasyncSync: (descriptor: number) => void
}

const { process } = globalThis as unknown as { readonly process: NodeProcess }

/** `process`. */
export const nodeProcess: NodeProcess = process
/** A module of `node:` or `bun:`. */
export const builtin: (name: string) => never = process.getBuiltinModule as never

const fsModule = 'fs'
let ownFs: OwnFs | undefined

/**
 * `node:fs` as it was before the application could have it: what overt itself reads and writes with. It is loaded when it is first needed, at the latest right before its
 * functions are replaced, and nobody has it before that.
 */
export function fs(): OwnFs {
  if (ownFs === undefined) {
    const { fdatasyncSync, openSync, readdirSync, readFileSync, readlinkSync, realpathSync, statSync, writeSync } = builtin(fsModule) as OwnFs
    ownFs = { fdatasyncSync, openSync, readdirSync, readFileSync, readlinkSync, realpathSync, statSync, writeSync }
  }
  return ownFs
}

/** The path of an open file as Linux tells it below `/proc`; undefined for what is none, and on other systems. */
export function pathOfDescriptor(descriptor: number): string | undefined {
  try {
    const path = fs().readlinkSync(`/proc/self/fd/${primordials.numberToString(descriptor)}`)
    return primordials.startsWith(path, '/') ? path : undefined
  } catch {
    return undefined
  }
}
