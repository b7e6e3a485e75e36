import { type Audit, type Method, normalPath, primordials, type Probe, replace } from '@overt/core'
import { givenPath } from './given-path.ts'

const { apply } = primordials

/** `env.load_file` of `process.loadEnvFile`, which reads the file natively. */
export const createEnvFileProbe = (process: object, folder: () => string): Probe => ({
  events: ['env.load_file'],
  capturable: true,
  bindings: [],
  install(audit: Audit) {
    const operation = audit.operation('env.load_file', () => ({ path: (path: string) => normalPath(path, folder) }))
    replace(process, 'loadEnvFile', (original): Method => ({
      loadEnvFile(this: unknown, given: unknown): unknown {
        const path = operation.wanted === 0 ? undefined : givenPath(given ?? '.env')
        // What is no path is left to the platform's own error.
        if (path === undefined) return apply(original, this, arguments)
        const refusal = audit.raise(operation, path.text)
        if (refusal !== undefined) throw refusal.error
        return apply(original, this, [path.value])
      },
    }).loadEnvFile)
    return []
  },
})
