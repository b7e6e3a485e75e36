import process from 'node:process'
import { type Audit, type Gap, primordials, type Probe } from '@overt/core'
import { givenPath } from '../given-path.ts'
import { raised, replace } from '../patch.ts'
import { absolute, textOfBytes } from '../path.ts'

const { apply } = primordials

/** What Node reads where no path is given. */
const usual = '.env'

/** `env.load_file`: `process.loadEnvFile` reads a file by native code and sets what it holds. */
export const envFileProbe: Probe = {
  events: ['env.load_file'],
  capturable: true,
  bindings: [],
  install(audit: Audit): readonly Gap[] {
    const operation = audit.operation('env.load_file', () => ({ path: (path: string) => absolute(path) }))
    replace(process, 'loadEnvFile', (original) => ({
      loadEnvFile(this: unknown, given: unknown): unknown {
        if (operation.wanted === 0) return apply(original, this, arguments)
        const path = given === undefined || given === null ? usual : givenPath(given)
        // What is no path is refused by the original.
        if (path === undefined) return apply(original, this, arguments)
        raised(audit, operation, typeof path === 'string' ? path : textOfBytes(path))
        return apply(original, this, [path])
      },
    }).loadEnvFile)
    return []
  },
}
