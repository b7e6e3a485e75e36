import process from 'node:process'
import { type Audit, type Gap, type Operation, primordials, type Readers } from '@overt/core'
import { isLoaded, whenBindingLoaded } from '../builtin-loads.ts'
import { type Constructor, inPlaceOf } from '../compiling-class.ts'
import { bindingOf, type Method, ownValue, raised, replace } from '../patch.ts'
import { getBuiltinModule } from '../../captured.ts'

const { apply, indexOf, lastIndexOf, NumberCaptured, slice } = primordials

interface Listening {
  readonly host: string
  readonly port: number
}

const openFields = (): Readers<'inspector.open', Listening> => ({
  host: (call: Listening) => call.host,
  port: (call: Listening) => call.port,
})

const signalFields = (): Readers<'inspector.signal', number> => ({
  pid: (pid: number) => pid,
})

const hidden: Gap = { event: 'inspector.session', reason: 'unavailable', detail: 'the permission model hides the binding of `inspector`' }

/**
 * `inspector.open`, `inspector.session`, `inspector.signal`: who holds the inspector reads closures, finds every original, and evaluates code unseen.
 * `node:inspector` takes its classes from the binding when it is loaded; where it was loaded before, its own class and function are replaced instead.
 */
export function installInspector(audit: Audit): readonly Gap[] {
  watchSignals(audit)
  const binding = bindingOf('inspector')
  if (binding === undefined) return [hidden, { ...hidden, event: 'inspector.open' }]
  const open = audit.operation('inspector.open', openFields)
  const session = audit.operation('inspector.session', () => ({}))
  const connecting = (): void => {
    if (session.wanted !== 0) raised(audit, session, undefined)
  }
  const opening = (original: Method): Method => ({
    open(this: unknown, port: unknown, host: unknown): unknown {
      if (open.wanted !== 0) {
        // As native code reads them: what is no number in its range, or no text, is the default.
        const chosen = typeof port === 'number' && port >= 0 && (port >>> 0) === port ? port : NumberCaptured(ownValue(process, 'debugPort'))
        raised(audit, open, { host: typeof host === 'string' ? host : '127.0.0.1', port: chosen })
      }
      return apply(original, this, arguments)
    },
  }).open
  const inClass = (original: Method): Method => inPlaceOf(original as unknown as Constructor, connecting) as unknown as Method
  replace(binding, 'Connection', inClass)
  replace(binding, 'MainThreadConnection', inClass)
  replace(binding, 'open', opening)
  if (isLoaded('inspector')) patchLoaded(connecting, opening)
  sayOpen(audit, open, binding)
  return []
}

/** `node:inspector` holds the originals already. */
function patchLoaded(connecting: () => void, opening: (original: Method) => Method): void {
  const inspector = getBuiltinModule('node:inspector')
  const before = (original: Method): Method => ({
    connect(this: unknown): unknown {
      connecting()
      return apply(original, this, arguments)
    },
  }).connect
  replace(inspector, 'open', opening)
  replace(inspector.Session.prototype, 'connect', before)
  replace(inspector.Session.prototype, 'connectToMainThread', before)
}

/** `--inspect` opened it before anything could be asked: it is said, and closed where that is refused. */
function sayOpen(audit: Audit, open: Operation<Listening>, binding: object): void {
  if (open.wanted === 0) return
  const url: unknown = apply(ownValue(binding, 'url') as never, binding, [])
  if (typeof url !== 'string') return
  // ws://127.0.0.1:9229/6f0a...
  const start = indexOf(url, '//') + 2
  const authority = slice(url, start, indexOf(url, '/', start))
  const colon = lastIndexOf(authority, ':')
  const refusal = audit.raise(open, { host: slice(authority, 0, colon), port: NumberCaptured(slice(authority, colon + 1)) })
  const end = ownValue(process, '_debugEnd')
  if (refusal !== undefined && typeof end === 'function') apply(end as never, process, [])
}

/**
 * A Node that gets SIGUSR1 opens its inspector, this process included: `process._debugProcess` sends it, and `kill` can, of `process` or of a child's handle.
 * Numbers are read once, as native code reads them.
 */
function watchSignals(audit: Audit): void {
  const operation = audit.operation('inspector.signal', signalFields)
  const debugSignal = (bindingOf('constants') as { readonly os: { readonly signals: Readonly<Record<string, number>> } } | undefined)?.os.signals['SIGUSR1']
  replace(process, '_debugProcess', (original) => ({
    _debugProcess(this: unknown, pid: unknown): unknown {
      // What is no number is refused by the original.
      if (operation.wanted !== 0 && typeof pid === 'number') raised(audit, operation, pid)
      return apply(original, this, arguments)
    },
  })._debugProcess)
  replace(process, '_kill', (original) => ({
    _kill(this: unknown, pid: unknown, signal: unknown): unknown {
      if (operation.wanted === 0 || arguments.length < 2) return apply(original, this, arguments)
      const whom = (arguments[0] = (pid as number) | 0)
      const what = (arguments[1] = (signal as number) | 0)
      if (what === debugSignal) raised(audit, operation, whom)
      return apply(original, this, arguments)
    },
  })._kill)
  const killing = (original: Method): Method => ({
    kill(this: unknown, signal: unknown): unknown {
      if (operation.wanted === 0) return apply(original, this, arguments)
      const what = (arguments[0] = (signal as number) | 0)
      if (what === debugSignal) raised(audit, operation, NumberCaptured(ownValue(this as object, 'pid')))
      return apply(original, this, arguments)
    },
  }).kill
  whenBindingLoaded('process_wrap', () => {
    const handle = bindingOf('process_wrap')
    const child = handle === undefined ? undefined : (ownValue(handle, 'Process') as { prototype: object }).prototype
    if (child !== undefined) replace(child, 'kill', killing)
  })
}
