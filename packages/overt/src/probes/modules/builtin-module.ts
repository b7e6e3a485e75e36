import Module, { isBuiltin } from 'node:module'
import process from 'node:process'
import { type Audit, bitsOf, type Gap, looksAt, primordials, type Readers } from '@overt/core'
import { hook, hookBuiltins } from './builtin-hooks.ts'
import { type Method, raised, replace } from '../patch.ts'
import { hooksFailHere } from '../../captured.ts'

const { apply, getOwnPropertyDescriptor, startsWith } = primordials

interface Asked {
  /** With its prefix. */
  readonly name: string
  /** Absolute path or URL. */
  readonly parent: string | undefined
}

const fields = (): Readers<'module.builtin', Asked> => ({
  name: (call: Asked) => call.name,
  parent: (call: Asked) => call.parent,
})

/**
 * `module.builtin`: `require` and `import` ask Node's own hooks (Node 22 and later), `process.getBuiltinModule` does not. On Node 20 `Module._load` is replaced,
 * which stands in stack traces then, and `import` is not seen.
 */
export function installBuiltinModule(audit: Audit, isFirst = false): readonly Gap[] {
  const operation = audit.operation('module.builtin', fields)
  const before = (name: string, parent: string | undefined): void => {
    if (operation.wanted !== 0) raised(audit, operation, { name: startsWith(name, 'node:') ? name : 'node:' + name, parent })
  }
  const nameBits = bitsOf(operation, 'name')
  const looksAtMoreThanName = (): boolean => looksAt(operation, ~nameBits)
  replace(process, 'getBuiltinModule', (original) => ({
    getBuiltinModule(this: unknown, name: unknown): unknown {
      if (typeof name === 'string' && isBuiltin(name)) before(name, undefined)
      return apply(original, this, arguments)
    },
  }).getBuiltinModule)
  if (hook !== undefined && hooksFailHere()) {
    return [{ event: 'module.builtin', reason: 'partial', detail: 'this is the thread in which Node 22 runs what `module.register` names: what `import` asks for in it is not seen' }]
  }
  if (hook !== undefined) {
    const hookResolution = hookBuiltins(hook, before)
    operation.changed = () => {
      // Whoever ran before may have what registers hooks.
      if (!isFirst || looksAtMoreThanName()) hookResolution()
    }
    operation.changed(operation.wanted)
    return []
  }
  replace(Module, '_load', (original: Method) => ({
    _load(this: unknown, request: unknown, parent: unknown): unknown {
      if (typeof request === 'string' && isBuiltin(request)) before(request, fileOf(parent))
      return apply(original, this, arguments)
    },
  })._load)
  return [{ event: 'module.builtin', reason: 'partial', detail: 'on this Node the modules of the runtime that `import` asks for are not seen' }]
}

function fileOf(module: unknown): string | undefined {
  if (typeof module !== 'object' || module === null) return undefined
  const name: unknown = getOwnPropertyDescriptor(module, 'filename')?.value
  return typeof name === 'string' ? name : undefined
}
