import { type Audit, normalPath, primordials, type Probe } from '@overt/core'
import { optionsAt } from './acted-arguments.ts'
import { replaceClass } from './judged-class.ts'

const { append, defineData, keys, StringCaptured } = primordials

/** `wasi.create` of `node:wasi`: from here on WebAssembly opens files below the folders that it is given. */
export const createWasiProbe = (wasi: object, folder: () => string): Probe => ({
  events: ['wasi.create'],
  capturable: true,
  bindings: [],
  install(audit: Audit) {
    const operation = audit.operation('wasi.create', () => ({
      path(folders: readonly string[]) {
        let text = ''
        for (let i = 0; i < folders.length; i++) text += (i === 0 ? '' : ':') + normalPath(folders[i] ?? '', folder)
        return text
      },
    }))
    replaceClass(wasi, 'WASI', (given) => {
      if (operation.wanted === 0) return
      const refusal = audit.raise(operation, foldersOf(given))
      if (refusal !== undefined) throw refusal.error
    })
    return []
  },
})

/** The folders, by the names that WebAssembly knows them by, read once. */
function foldersOf(given: unknown[]): readonly string[] {
  const folders: string[] = []
  const options = optionsAt(given, 0, ['preopens'])
  const { preopens } = options
  if (typeof preopens !== 'object' || preopens === null) return folders
  const copy: object = {}
  const names = keys(preopens)
  for (let i = 0; i < names.length; i++) {
    const name = names[i] ?? ''
    const path = StringCaptured((preopens as Readonly<Record<string, unknown>>)[name])
    append(folders, path)
    defineData(copy, name, path, true, true, true)
  }
  defineData(options, 'preopens', copy, true, true, true)
  return folders
}
