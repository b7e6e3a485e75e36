import { type Audit, type Gap, primordials, type Readers } from '@overt/core'
import { type Constructor, inPlaceOf } from '../compiling-class.ts'
import { pathOfLibrary } from '../library.ts'
import { type Method, ownValue, raised, replace } from '../patch.ts'
import { getBuiltinModule } from '../../captured.ts'

const { apply, keys, startsWith } = primordials

/** A library by the name that the system's loader gets; undefined: the process itself, or memory without a library. */
interface Opening {
  readonly name: string | undefined
}

const fields = (): Readers<'ffi.open', Opening> => ({
  path: (call: Opening) => (call.name === undefined ? undefined : pathOfLibrary(call.name)),
})

/** What reaches any memory of the process by its address, whether or not a library is open. */
const touchesMemory = (name: string): boolean => name === 'toString' || name === 'toBuffer' || name === 'toArrayBuffer' || startsWith(name, 'set') || startsWith(name, 'get') || startsWith(name, 'export')

/**
 * `ffi.open`: `node:ffi` opens a library, or reads or writes memory by its address. Both `dlopen` and the class open; the one holds the other from the start.
 */
export function installFfi(audit: Audit): readonly Gap[] {
  const exports: object | undefined = getBuiltinModule('node:ffi')
  if (exports === undefined) return [{ event: 'ffi.open', reason: 'absent', detail: 'this Node has no `node:ffi`' }]
  const operation = audit.operation('ffi.open', fields)

  function before(name: unknown): void {
    if (operation.wanted !== 0) raised(audit, operation, { name: typeof name === 'string' ? name : undefined })
  }

  const calling = (original: Method, opens: boolean): Method => ({
    call(this: unknown, name: unknown): unknown {
      before(opens ? name : undefined)
      return apply(original, this, arguments)
    },
  }).call

  replace(exports, 'DynamicLibrary', (original) => inPlaceOf(original as unknown as Constructor, (given) => { before(given[0]) }) as unknown as Method)
  const names = keys(exports)
  for (let i = 0; i < names.length; i++) {
    const name = names[i] ?? ''
    if ((name === 'dlopen' || touchesMemory(name)) && typeof ownValue(exports, name) === 'function') replace(exports, name, (original) => calling(original, name === 'dlopen'))
  }
  return []
}
