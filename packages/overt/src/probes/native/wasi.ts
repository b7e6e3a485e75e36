import { type Audit, type Gap, primordials, type Readers } from '@overt/core'
import { bareOf, type Constructor, inPlaceOf, optionsOf } from '../compiling-class.ts'
import { type Method, ownValue, raised, replace } from '../patch.ts'
import { absolute } from '../path.ts'
import { getBuiltinModule } from '../../captured.ts'

const { append, defineProperty, getOwnPropertyDescriptor, getPrototypeOf, isArray, keys, ObjectCaptured, StringCaptured } = primordials
const objectPrototype: object = ObjectCaptured.prototype

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
  const native = nativeClassOf(ownValue(exports, 'WASI') as Constructor)
  // What a WASI imports is an object of it: its `constructor` is called (args, env, [name, folder, ...], stdio), and nothing else asks.
  if (native !== undefined) inPlaceOf(native, (given) => {
    if (operation.wanted === 0) return
    const folders: string[] = []
    if (isArray(given[2])) given[2] = copiedList(given[2], folders)
    raised(audit, operation, folders)
  })
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
  return native === undefined ? [{ event: 'wasi.create', reason: 'partial', detail: 'the class behind `WASI` cannot be reached' }] : []
}

/** The class of native code that `WASI` works with, from an object of it that opens nothing. `WASI` binds whatever `for in` finds: nothing that the application may have put there must see that object. */
function nativeClassOf(original: Constructor): Constructor | undefined {
  const found = keys(objectPrototype)
  const shown = (enumerable: boolean): void => {
    for (let i = 0; i < found.length; i++) {
      const name = found[i] ?? ''
      const descriptor = getOwnPropertyDescriptor(objectPrototype, name)
      // A value sees nothing.
      if (descriptor?.get !== undefined) defineProperty(objectPrototype, name, { __proto__: null, ...descriptor, enumerable } as PropertyDescriptor)
    }
  }
  try {
    shown(false)
    const { wasiImport } = bareOf(original, [{ __proto__: null, version: 'preview1' }]) as { wasiImport: object }
    return ownValue(getPrototypeOf(wasiImport) as object, 'constructor') as Constructor
  } catch {
    return undefined
  } finally {
    try { shown(true) } catch { /* what cannot be changed was not */ }
  }
}

/** Names and folders in turn, read once. */
function copiedList(given: readonly unknown[], folders: string[]): readonly string[] {
  const copy: string[] = []
  for (let i = 0; i < given.length; i++) {
    const text = StringCaptured(given[i])
    append(copy, text)
    if (i % 2 === 1) append(folders, text)
  }
  return copy
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
