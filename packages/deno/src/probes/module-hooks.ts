import { type Audit, type Method, primordials, type Probe, replace } from '@overt/core'

const { apply } = primordials

/** The functions that change how modules are loaded, with the event's `kind`. */
const functions = [
  { name: 'register', kind: 'register' },
  { name: 'registerHooks', kind: 'registerHooks' },
] as const

/** `module.hook` of `node:module`. A property that `require.extensions` gets is not seen. */
export const createModuleHooksProbe = (modules: object): Probe => ({
  events: ['module.hook'],
  capturable: true,
  bindings: [],
  install(audit: Audit) {
    const operation = audit.operation('module.hook', () => ({ kind: (kind: string) => kind }))
    for (let i = 0; i < functions.length; i++) {
      const { name, kind } = functions[i] ?? functions[0]
      replace(modules, name, (original): Method => ({
        hook(this: unknown): unknown {
          const refusal = operation.wanted === 0 ? undefined : audit.raise(operation, kind)
          if (refusal !== undefined) throw refusal.error
          return apply(original, this, arguments)
        },
      }).hook)
    }
    return operation.wanted === 0 ? [] : [{ event: 'module.hook', reason: 'partial', detail: 'what `require.extensions` is given is not seen' }]
  },
})
