import { type Method, primordials, type Probe, replace } from '@overt/core'

const { apply } = primordials
const StringCaptured = String

interface Read {
  readonly name: string
}

/**
 * `env.read`, `env.list`, `env.set` and `env.delete` of `Deno.env`. `process.env` has a probe of its own (`variables.ts`).
 * Deno's own JavaScript looks two variables up here whenever a process is started; those two are not raised.
 */
export const createDenoEnvironmentProbe = (env: object): Probe => ({
  events: ['env.read', 'env.list', 'env.set', 'env.delete'],
  capturable: true,
  bindings: [],
  install(audit) {
    const read = audit.operation('env.read', () => ({ name: (call: Read) => call.name }), (call: Read) => call.name)
    const list = audit.operation('env.list', () => ({}), () => '')
    replace(env, 'get', (original: Method): Method => ({
      get(this: unknown, given: unknown): unknown {
        if (read.wanted === 0) return apply(original, this, arguments)
        const name = StringCaptured(given)
        if (name === 'NODE_V8_COVERAGE' || name === 'NODE_OPTIONS') return apply(original, this, [name])
        const refusal = audit.raise(read, { name })
        if (refusal !== undefined) throw refusal.error
        return apply(original, this, [name])
      },
    }).get)
    replace(env, 'toObject', (original: Method): Method => ({
      toObject(this: unknown): unknown {
        const refusal = list.wanted === 0 ? undefined : audit.raise(list, undefined)
        if (refusal !== undefined) throw refusal.error
        return apply(original, this, arguments)
      },
    }).toObject)
    const change = (event: 'env.set' | 'env.delete') => {
      const operation = audit.operation(event, () => ({ name: (call: Read) => call.name }))
      return (original: Method): Method => ({
        change(this: unknown, given: unknown): unknown {
          if (operation.wanted === 0) return apply(original, this, arguments)
          const name = StringCaptured(given)
          const refusal = audit.raise(operation, { name })
          if (refusal !== undefined) throw refusal.error
          arguments[0] = name
          return apply(original, this, arguments)
        },
      }).change
    }
    replace(env, 'set', change('env.set'))
    replace(env, 'delete', change('env.delete'))
    return []
  },
})
