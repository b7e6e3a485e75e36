import { primordials } from '@overt/core'
import { had } from './captured.ts'
import { whenBindingLoaded } from './probes/builtin-loads.ts'
import { ownValue } from './probes/patch.ts'

const { getPrototypeOf, setPrototypeOf } = primordials
const { prototype } = Object

/** Bindings that `process.binding` gives nobody, and whose functions probes stand in front of, or which can make code, threads or objects of the runtime. */
const names = [
  'builtins', 'worker', 'module_wrap', 'modules', 'messaging', 'symbols', 'process_methods', 'fs_dir', 'credentials', 'report', 'wasi', 'blob', 'sqlite', 'webstorage', 'ffi', 'permission',
  'mksnapshot', 'internal_only_v8', 'heap_utils', 'profiler', 'serdes', 'errors', 'task_queue', 'options', 'sea', 'trace_events', 'wasm_web_api', 'stream_pipe', 'http2', 'quic',
] as const

/**
 * The runtime reads names of its bindings that not every build has (`configs` of `builtins`, `resourceLimits` of `worker` in the main thread), and a binding inherits from
 * `Object.prototype`: an accessor there would be handed the binding. So these inherit from nothing, before the application runs, or has the runtime load them.
 *
 * @param internalBinding of the runtime; it never throws for what is loaded
 */
export function setBindingsApart(internalBinding: (name: string) => object): void {
  for (let i = 0; i < names.length; i++) {
    const name = names[i] ?? ''
    whenBindingLoaded(name, () => {
      const binding = internalBinding(name)
      setApart(binding)
      if (name === 'worker') had.nativeWorker = (ownValue(binding, 'Worker') as { readonly prototype: object } | undefined)?.prototype
    })
  }
}

/** What native code puts into the prototype of its own stays there. */
function setApart(binding: object): void {
  const own = getPrototypeOf(binding)
  if (own === prototype) setPrototypeOf(binding, null)
  else if (own !== null && getPrototypeOf(own) === prototype) setPrototypeOf(own, null)
}
