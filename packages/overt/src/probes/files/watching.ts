import { type Audit, type Gap, type Operation, primordials, type Probe } from '@overt/core'
import { bindingOf, type Method, ownValue, replace } from '../patch.ts'
import { absolute } from '../path.ts'
import type { FileParts } from './acting.ts'
import { textAt } from './arguments.ts'
import { type FileCall, operations } from './operations.ts'

const { apply, argumentAt, lastIndexOf, SafeSet, setAdd, setHas, slice } = primordials

/** Watches a folder with all below it, on Linux by watching each folder there. */
const walker = 'node:internal/fs/recursive_watch'
/** So many folders are remembered; then each is an event of its own once. */
const most = 4096

/** `fs.watch`: `fs.watch` and `fs.watchFile` in all their forms begin with the `start` of a native object. */
export const createWatchProbe = ({ filesFor }: FileParts): Probe => ({
  events: ['fs.watch'],
  capturable: false,
  bindings: ['fs', 'fs_event_wrap'],
  install(audit: Audit): readonly Gap[] {
    const events = prototypeOf('fs_event_wrap', 'FSEvent')
    const polled = prototypeOf('fs', 'StatWatcher')
    if (events === undefined || polled === undefined) return [{ event: 'fs.watch', reason: 'unavailable', detail: 'the permission model hides the bindings of `fs.watch`' }]
    const operation = operations['fs.watch'](audit)
    let roots = new SafeSet()
    let count = 0

    /** Whether a folder above is watched with all below it, and this is a part of that. The root itself begins anew each time. */
    function isPart(path: string): boolean {
      for (let end = lastIndexOf(path, '/'); end > 0; end = lastIndexOf(path, '/', end - 1)) if (setHas(roots, slice(path, 0, end))) return true
      return false
    }

    function callOf(given: IArguments, recursiveAt: number): FileCall | undefined {
      const path = textAt(given, 0)
      if (path === undefined) return undefined
      const whole = filesFor?.() === walker
      if (whole) {
        const root = absolute(path)
        if (isPart(root)) return undefined
        if (count++ % most === 0) roots = new SafeSet()
        setAdd(roots, root)
      }
      return { path, target: undefined, first: undefined, second: undefined, recursive: whole || argumentAt(given, recursiveAt) === true }
    }

    replace(events, 'start', (original) => starting(audit, operation, original, (given) => callOf(given, 2)))
    replace(polled, 'start', (original) => starting(audit, operation, original, (given) => callOf(given, -1)))
    return []
  },
})

function starting(audit: Audit, operation: Operation<FileCall>, original: Method, callOf: (given: IArguments) => FileCall | undefined): Method {
  return {
    start(this: unknown): unknown {
      const call = operation.wanted === 0 ? undefined : callOf(arguments)
      const refusal = call === undefined ? undefined : audit.raise(operation, call)
      if (refusal !== undefined) throw refusal.error
      return apply(original, this, arguments)
    },
  }.start
}

function prototypeOf(name: string, of: string): object | undefined {
  const binding = bindingOf(name)
  return binding === undefined ? undefined : (ownValue(binding, of) as { readonly prototype: object } | undefined)?.prototype
}
