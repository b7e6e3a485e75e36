import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { preload } from './preloaded.ts'

/** Every name that the preload reads a property by, but for those that all objects have and those of descriptors and promises, which the runtime itself looks up. */
const text = ['preload.cjs', 'register.cjs'].map((file) => readFileSync(join(dirname(preload), file), 'utf8')).join('\n')
const usual = new Set([...Object.getOwnPropertyNames(Object.prototype), 'then', 'toJSON', 'get', 'set', 'value', 'writable', 'enumerable', 'configurable'])
/** Arguments that a call was not given. */
const places = ['1', '2', '3', '4', '5', '6', '7']
const names = [...places, ...new Set([...text.matchAll(/[.{,]\s*([A-Za-z_$][\w$]{2,})/g)].map(([, name = '']) => name))].filter((name) => !usual.has(name))
/** Script that puts an accessor for each of them on `Object.prototype`: `seen` has those that the preload itself looked up there, with where it did. `inside = true` ends it. */
export const watching: string = `const seen = new Map(), { defineProperty } = Object
const isOwn = ([, , caller = '', above]) => caller.includes('preload.cjs') && [caller, above]
let inside = false
for (const name of ${JSON.stringify(names)}) {
  defineProperty(Object.prototype, name, { __proto__: null, configurable: true,
    get() {
      if (inside) return undefined
      inside = true
      const found = isOwn(new Error().stack.split('\\n'))
      if (found && !seen.has(name)) seen.set(name, found.join(' <- '))
      inside = false
      return undefined
    },
    set(value) { defineProperty(this, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true }) } })
}`
