import fs from 'node:fs'
import process from 'node:process'
import { primordials } from '@overt/core'

const { apply, getOwnPropertyDescriptor, isArray } = primordials
const { isView } = ArrayBuffer

/** The few calls of the operating system that outputs make. None throws anything but the language's own RangeError of an exhausted stack. */
export interface Calls {
  /** Opens for appending, mode 0600, made if missing. Negative: it cannot be opened. */
  open(path: string): number
  /** Bytes written; {@link failed}, or {@link again} where the descriptor takes nothing now. */
  write(descriptor: number, bytes: Uint8Array, start: number, length: number): number
  /** Forces what was written to the disk. */
  synchronise(descriptor: number): boolean
  /** Which file a descriptor is: device and inode. Undefined where it is closed. */
  fileOf(descriptor: number): string | undefined
  /** Which file a path leads to, links followed. Undefined where it leads nowhere. */
  fileAt(path: string | Uint8Array): string | undefined
  /** Which entry of a folder a path is, a link itself where it is one. Undefined where there is none. */
  entryAt(path: string | Uint8Array): string | undefined
  /** Closes a descriptor of overt's own. */
  close(descriptor: number): void
}

/** The call failed. */
export const failed = -1
/** The call would wait (EAGAIN). */
export const again = -2

type Call = (...given: unknown[]) => unknown
type FileBinding = Record<string, Call>

/**
 * A function of Node's file binding, with the arguments that Node itself gives it. They are one list for good, all its places its own: assigning to them reaches
 * nothing of the application's and makes nothing.
 */
interface Learned {
  readonly call: Call
  readonly self: unknown
  readonly given: unknown[]
  /** The place of the object that Node 20 and 22 have some functions fill where later ones throw; -1 where there is none. */
  readonly contextAt: number
}

/**
 * The calls, taken from beneath `fs`: what the application, or a probe, later puts in place of them sees nothing of overt's and can hold nothing back.
 * The binding's functions abort the process when they are given too few arguments, and their number differs between versions of Node; so each is learned by
 * watching Node call it once, now. Where there is no binding to be had (`--permission`), the functions of `fs` themselves are kept.
 *
 * @param bindingOf gives Node's bindings by name
 */
export function captureCalls(bindingOf: (name: string) => object | undefined): Calls {
  const binding = bindingOf('fs') as FileBinding | undefined
  const { os } = (bindingOf('constants') ?? {}) as { readonly os?: { readonly errno: { readonly EAGAIN: number } } }
  // As libuv numbers it (uv/errno.h). Its own binding would be loaded for that alone.
  const tryAgain = process.platform === 'win32' ? -4088 : -(os?.errno.EAGAIN ?? Number.NaN)
  const none = new Uint8Array(1)
  const { openSync, writeSync, fdatasyncSync, fstatSync, statSync, lstatSync, closeSync } = fs
  const { O_WRONLY, O_APPEND, O_CREAT } = fs.constants
  const flags = O_WRONLY | O_APPEND | O_CREAT
  const open = learn(binding, 'open', () => openSync('/', flags, 0o600)) ?? plain((path) => openSync(path as string, flags, 0o600))
  const write =
    learn(binding, 'writeBuffer', () => writeSync(2, none, 0, 1)) ?? plain((fd, bytes, start, length) => writeSync(fd as number, bytes as Uint8Array, start as number, length as number))
  const datasync = learn(binding, 'fdatasync', () => { fdatasyncSync(2) }) ?? plain((fd) => { fdatasyncSync(fd as number) })
  const fstat = learn(binding, 'fstat', () => fstatSync(2, { bigint: true })) ?? plain((fd) => fstatSync(fd as number, { bigint: true }))
  const stat = learn(binding, 'stat', () => statSync('/', { bigint: true })) ?? plain((path) => statSync(path as string, { bigint: true }))
  const lstat = learn(binding, 'lstat', () => lstatSync('/', { bigint: true })) ?? plain((path) => lstatSync(path as string, { bigint: true }))
  const close = learn(binding, 'close', () => { closeSync(2) }) ?? plain((fd) => { closeSync(fd as number) })

  return {
    open(path) {
      const descriptor = perform(open, path)
      return typeof descriptor === 'number' && descriptor >= 0 ? descriptor : failed
    },
    write(descriptor, bytes, start, length) {
      const written = perform(write, descriptor, bytes, start, length)
      if (typeof written === 'number' && written >= 0) return written
      return written === 'EAGAIN' || written === tryAgain ? again : failed
    },
    synchronise(descriptor) {
      const result = perform(datasync, descriptor)
      return typeof result !== 'string' && typeof result !== 'number'
    },
    // The binding ends the process for a number that is no descriptor.
    fileOf: (descriptor) => ((descriptor | 0) === descriptor && descriptor >= 0 ? identity(perform(fstat, descriptor)) : undefined),
    fileAt: (path) => identity(perform(stat, path)),
    entryAt: (path) => identity(perform(lstat, path)),
    close(descriptor) {
      perform(close, descriptor)
    },
  }
}

/** One for all of them: each would have its stack read. */
const notDone = new Error('nothing is done yet')

/** Watches what `use` gives to a function of the binding. The function itself is not called: nothing is opened or written. */
function learn(binding: FileBinding | undefined, name: string, use: () => unknown): Learned | undefined {
  const call = binding?.[name]
  if (binding === undefined || call === undefined) return undefined
  let given: unknown[] | undefined
  binding[name] = (...seen) => {
    given = seen
    throw notDone
  }
  try {
    use()
  } catch {
    // The stand-in's own.
  } finally {
    binding[name] = call
  }
  return given === undefined ? undefined : { call, self: binding, given, contextAt: given.findLastIndex((value, at) => at > 0 && typeof value === 'object' && value !== null && !isView(value)) }
}

const plain = (call: Call): Learned => ({ call, self: undefined, given: [undefined, undefined, undefined, undefined], contextAt: -1 })

/** Calls with these first arguments, and Node's own after them. Where it fails, returns the error's code, as a string, or its negative number. */
function perform({ call, self, given, contextAt }: Learned, ...first: readonly unknown[]): unknown {
  for (let i = 0; i < first.length; i++) given[i] = first[i]
  const context = contextAt === -1 ? undefined : (given[contextAt] = { __proto__: null } as { readonly errno?: number })
  try {
    const result = apply<unknown>(call, self, given)
    return context?.errno ?? result
  } catch (error) {
    if (primordials.isRangeError(error)) throw error
    return codeOf(error)
  }
}

function codeOf(error: unknown): string {
  const code: unknown = typeof error === 'object' && error !== null ? getOwnPropertyDescriptor(error, 'code')?.value : undefined
  return typeof code === 'string' ? code : 'failed'
}

/** Places of device and inode in the binding's numbers. */
const device = 0
const inode = 7

function identity(stats: unknown): string | undefined {
  if (typeof stats !== 'object' || stats === null || isArray(stats)) return undefined
  const named = stats as { readonly dev?: bigint; readonly ino?: bigint; readonly [at: number]: bigint }
  return getOwnPropertyDescriptor(named, 'dev') === undefined ? `${named[device] ?? 0n}:${named[inode] ?? 0n}` : `${named.dev ?? 0n}:${named.ino ?? 0n}`
}
