import { type Audit, type Gap, primordials, type Readers } from '@overt/core'
import { type Constructor, inPlaceOf, optionsOf } from '../compiling-class.ts'
import { type Method, raised, replace } from '../patch.ts'
import { absolute } from '../path.ts'
import { getBuiltinModule } from '../../captured.ts'

const { append, keys, StringCaptured } = primordials

const fields = (): Readers<'wasi.create', readonly string[]> => ({
  path: (folders: readonly string[]) => {
    let text = ''
    for (let i = 0; i < folders.length; i++) text += (i === 0 ? '' : ':') + absolute(folders[i] ?? '')
    return text
  },
})

/** All options of `WASI`. */
const options = ['version', 'args', 'env', 'preopens', 'returnOnExit', 'stdin', 'stdout', 'stderr'] as const

/** `wasi.create`: from here on WebAssembly opens files below the folders that it is given, and native code does it. */
export function installWasi(audit: Audit): readonly Gap[] {
  const exports: object | undefined = getBuiltinModule('node:wasi')
  if (exports === undefined) return [{ event: 'wasi.create', reason: 'absent', detail: 'this Node has no `node:wasi`' }]
  const operation = audit.operation('wasi.create', fields)
  replace(exports, 'WASI', (original) => inPlaceOf(original as unknown as Constructor, (given) => {
    if (operation.wanted === 0) return
    const copy = given[0] === undefined ? undefined : optionsOf(given[0], options)
    const folders: string[] = []
    if (copy !== undefined) {
      given[0] = copy
      const preopens = copy['preopens']
      if (typeof preopens === 'object' && preopens !== null) copy['preopens'] = copied(preopens, folders)
    }
    raised(audit, operation, folders)
  }) as unknown as Method)
  return []
}

/** The folders by the names that WebAssembly knows them by, read once. */
function copied(preopens: object, folders: string[]): object {
  const copy = { __proto__: null } as unknown as Record<string, string>
  const names = keys(preopens)
  for (let i = 0; i < names.length; i++) {
    const name = names[i] ?? ''
    const folder = StringCaptured((preopens as Record<string, unknown>)[name])
    copy[name] = folder
    append(folders, folder)
  }
  return copy
}
