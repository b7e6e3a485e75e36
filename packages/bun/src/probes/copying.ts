import { type Method, primordials, type Probe, replace } from '@overt/core'
import { promisedOf } from '@overt/surface'

const { append, apply, defineProperty, getOwnPropertyDescriptor, then } = primordials

/** What copying takes of `node:fs/promises`, and with `Sync` of `node:fs`. */
const names = ['chmod', 'copyFile', 'exists', 'lstat', 'mkdir', 'opendir', 'readdir', 'readlink', 'stat', 'symlink', 'unlink', 'utimes'] as const

/**
 * `fs.cp` of Bun copies step by step where it is given a filter and the like, by functions of `node:fs` that it takes when it is first used: it is to have them as Bun made them, or
 * else what lies below a folder that is copied would be told piece by piece. So when `cp` is first called in any form the originals are put back for as long as it takes to load it,
 * during which nothing of the application runs. It raises nothing itself; a probe so as to be installed before the others of `node:fs`, with the first of those that replace what copying takes.
 */
export const createCopying = (fs: object, builtinOfPromises: () => object): Probe => ({
  events: ['fs.chmod', 'fs.copy', 'fs.link', 'fs.list', 'fs.mkdir', 'fs.remove', 'fs.stat', 'fs.utime'],
  capturable: false,
  bindings: [],
  install() {
    const promises = builtinOfPromises()
    const ofFs = own(fs, 'Sync')
    const ofPromises = own(promises, '')
    // That of the promises asks `node:fs` for its own at each call.
    const opendir = promisedOf(fs, 'opendir')
    const cp = getOwnPropertyDescriptor(promises, 'cp')?.value as Method
    const cpSync = getOwnPropertyDescriptor(fs, 'cpSync')?.value as Method
    let pending = true
    function load(): void {
      if (!pending) return
      pending = false
      const replacedFs = own(fs, 'Sync')
      const replacedPromises = own(promises, '')
      try {
        put(fs, 'Sync', ofFs)
        put(promises, '', ofPromises)
        defineProperty(promises, 'opendir', { __proto__: null, value: opendir } as PropertyDescriptor)
        // An empty name leads nowhere; with a filter there is no quick way.
        then(apply(cp, promises, ['', '', { filter }]), nothing, nothing)
        apply(cpSync, fs, ['', '', { filter }])
      } catch {
        // As it should be: there is no such file.
      } finally {
        put(fs, 'Sync', replacedFs)
        put(promises, '', replacedPromises)
      }
    }
    const loading = (original: Method): Method => ({
      cp(this: unknown): unknown {
        load()
        return apply(original, this, arguments)
      },
    }).cp
    replace(fs, 'cp', loading)
    replace(fs, 'cpSync', loading)
    replace(promises, 'cp', loading)
    return []
  },
})

const nothing = (): void => undefined
const filter = (): boolean => false

type Descriptors = readonly (PropertyDescriptor | undefined)[]

function own(holder: object, form: string): Descriptors {
  const found: (PropertyDescriptor | undefined)[] = []
  for (let i = 0; i < names.length; i++) append(found, getOwnPropertyDescriptor(holder, (names[i] ?? '') + form))
  return found
}

function put(holder: object, form: string, descriptors: Descriptors): void {
  for (let i = 0; i < names.length; i++) {
    const descriptor = descriptors[i]
    if (descriptor !== undefined) defineProperty(holder, (names[i] ?? '') + form, { __proto__: null, ...descriptor } as PropertyDescriptor)
  }
}
