import type { Caller, DeferredEngine, Prepared, Utf8Write } from '@overt/core'
import type { NodeCrypto } from './manifest/signature.ts'
import type { Main } from './run-events.ts'

/** A file of overt's own that lines are appended to. */
export interface Appender {
  /** Writes all of `bytes`, in one append; throws where it cannot. */
  write(bytes: Uint8Array): void
  /** Forces what was written to the disk. */
  sync(): void
}

/** What verified open needs of the runtime besides. */
export interface HostFiles {
  isFile(path: string): boolean
  /** Where a path leads, without links. */
  realPath(path: string): string
  /** `node:crypto`, loaded only where a signature is checked. */
  crypto(): NodeCrypto
}

/**
 * What the runtime package gives: the few things that differ between Deno and Bun. Every function was captured before the application ran, and throws what
 * the runtime throws.
 */
export interface Host {
  /** The name that live events are offered under, besides the system's. */
  readonly product: 'deno' | 'bun'
  readonly version: string
  /** `linux`, `macos` or `windows`; the runtime's own name for any other. */
  readonly system: string
  readonly pid: number
  /** 0 for the main thread. */
  readonly thread: number
  /** The program that runs, and this process's arguments. Empty where the runtime may not say. */
  readonly program: string
  readonly commandLine: string
  readonly engine: DeferredEngine
  /** As {@link Platform.utf8Write}. */
  readonly utf8Write?: Utf8Write | undefined
  /** The rules that ship. */
  readonly shipped: Prepared
  /** What the process is about to run; undefined in a worker, and where the runtime does not tell. */
  readonly main: Main | undefined
  /** Files that ran in this thread before overt; empty where the runtime does not tell. Asked only where somebody hears of it. */
  readonly earlier: () => readonly string[]
  /** A variable of the environment; undefined where there is none, or where it may not be read. Never asks a person. */
  variable(name: string): string | undefined
  /** The working folder; `/` where it may not be known. */
  folder(): string
  read(path: string): Uint8Array
  /** Names below a folder, or undefined where the path is a file. */
  list(path: string): readonly string[] | undefined
  append(path: string): Appender
  readonly files: HostFiles
  /** Whose code asks; absent where the runtime's stack does not tell for certain. It runs no code of the application. */
  readonly caller?: () => Caller
  /** Writes to standard error; throws nothing. */
  say(bytes: Uint8Array): void
  /** Ends the process at once, past every handler of the application where the runtime allows it. */
  exit(code: number): never
  /** SIGKILL to this process, where the runtime may send it. */
  kill(): void
  /** Has `work` called when what runs now has ended. */
  later(work: () => void): void
  /** Has `work` called when the process ends. */
  atEnd(work: () => void): void
}
