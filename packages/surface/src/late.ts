import { like, primordials } from '@overt/core'
import type { RaiseBuiltin } from './probes/builtin-requests.ts'

const { apply, defineProperty, getOwnPropertyDescriptor, indexOf, SafeSet, setAdd, setHas, slice, startsWith } = primordials

/** Builtins that lead to none that has a probe. `tty` does: its streams are sockets. */
const harmless = [
  'assert', 'assert/strict', 'async_hooks', 'buffer', 'console', 'constants', 'diagnostics_channel', 'events', 'module', 'os', 'path', 'path/posix', 'path/win32', 'perf_hooks', 'process', 'punycode',
  'querystring', 'stream', 'stream/consumers', 'stream/promises', 'stream/web', 'string_decoder', 'timers', 'timers/promises', 'url', 'util', 'util/types', 'zlib',
] as const

/** Called with the name of a builtin, with `node:` or without, before whoever asked for it has it. */
export type Asked = (name: string) => void

/**
 * Has `install` called when a builtin is first asked for that may lead to one with a probe, and `installOf` for each when it is itself first asked for: loading `node:net` and its kin is
 * a large part of a start, and a program that asks for none never gets one. Where it breaks off (an exhausted stack) the builtin is not handed out, and the next request calls it again.
 */
export function whenAsked(install: () => void, installOf: (name: string) => void): Asked {
  let pending = true
  const done = new SafeSet()
  return (name) => {
    if (pending && !isHarmless(slice(name, indexOf(name, ':') + 1))) {
      install()
      pending = false
    }
    const bare = startsWith(name, 'node:') ? slice(name, 5) : name
    if (setHas(done, bare)) return
    installOf(bare)
    setAdd(done, bare)
  }
}

function isHarmless(bare: string): boolean {
  for (let i = 0; i < harmless.length; i++) if (harmless[i] === bare) return true
  return false
}

/** `process.getBuiltinModule`, which no hook of a loader sees. */
export function watchGetBuiltinModule(process: object, isBuiltin: (name: string) => boolean, asked: Asked, requested: RaiseBuiltin): void {
  before(process, 'getBuiltinModule', 'value', (name) => {
    if (typeof name === 'string' && isBuiltin(name)) requested(name, undefined)
    asked(typeof name === 'string' ? name : '')
  })
}

/** The standard streams, which may be sockets: their class is the one of `node:net`. */
export function watchStreams(process: object, asked: Asked): void {
  for (const stream of ['stdin', 'stdout', 'stderr']) {
    before(process, stream, 'get', () => {
      asked('net')
    })
  }
}

/** Has `work` called before a property's function is, or its accessor. */
function before(holder: object, name: string, part: 'value' | 'get', work: (first: unknown) => void): void {
  const descriptor = getOwnPropertyDescriptor(holder, name)
  const original = descriptor?.[part] as ((...given: never[]) => unknown) | undefined
  if (descriptor?.configurable !== true || typeof original !== 'function') return
  const replaced = {
    method(this: unknown, first: unknown): unknown {
      work(first)
      return apply(original, this, [first])
    },
  }.method
  defineProperty(holder, name, { __proto__: null, ...descriptor, [part]: like(replaced, original) } as PropertyDescriptor)
}
