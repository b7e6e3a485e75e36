import { isBuiltin } from 'node:module'
import process from 'node:process'
import { primordials, type Probe } from '@overt/core'
import { unwatched } from './tamper/own-patches.ts'

const { append, defineProperty, getOwnPropertyDescriptor, SafeSet, setAdd, setHas } = primordials
const { setPrototypeOf } = Object
const ProxyCaptured = Proxy

interface Waiting {
  /** Any of them. */
  readonly entries: readonly string[]
  readonly then: () => void
}

interface Listed {
  readonly moduleLoadList: string[]
}

const loaded = new SafeSet()
/** The list that the application sees. */
const shown: string[] = []
let waiting: Waiting[] = []
watch()

const moduleEntry = (name: string): string => 'NativeModule ' + name
const bindingEntry = (name: string): string => 'Internal Binding ' + name

/** Whether a module of the runtime was loaded in this thread: what it took from its bindings cannot be replaced there any more. */
export const isLoaded = (name: string): boolean => setHas(loaded, moduleEntry(name))

/** What a probe patches: a public module of the runtime, without `node:`, or bindings. */
export type Target = Pick<Probe, 'module' | 'bindings'>

/**
 * Calls `then` once, when the runtime has loaded what a probe patches, before anybody has it.
 *
 * @returns false where there is nothing to wait for: it is loaded, or there is no such module, or the permission model hides what there is
 */
export function whenToCome({ module, bindings }: Target, then: () => void): boolean {
  if ((process as { permission?: object }).permission !== undefined) return false
  const entries: string[] = []
  if (module !== undefined) {
    if (isLoaded(module) || !isBuiltin(`node:${module}`)) return false
    append(entries, moduleEntry(module))
  } else {
    if (bindings.length === 0) return false
    for (let i = 0; i < bindings.length; i++) {
      const entry = bindingEntry(bindings[i] ?? '')
      if (setHas(loaded, entry)) return false
      append(entries, entry)
    }
  }
  append(waiting, { entries, then })
  return true
}

/**
 * Calls `then` when the runtime has loaded one of its modules, before whoever asked for it has it: by `require`, by `import`, or from within the runtime. Where it
 * is loaded already, at once.
 *
 * @param name without `node:`; the runtime's internal modules can be waited for too
 * @param then must not throw: it is called inside the runtime's own loader
 */
export function whenLoaded(name: string, then: () => void): void {
  whenListed(moduleEntry(name), then)
}

/** The same for one of the runtime's bindings. */
export function whenBindingLoaded(name: string, then: () => void): void {
  whenListed(bindingEntry(name), then)
}

function whenListed(entry: string, then: () => void): void {
  if (setHas(loaded, entry)) then()
  else append(waiting, { entries: [entry], then })
}

/**
 * The runtime adds each module that it has loaded to `process.moduleLoadList`, an array, before it hands the module out; nothing of the application is called
 * on that way. An element that an array does not have is set through its prototype: here one that watches.
 *
 * INVARIANT: nobody but the runtime and this file has that array. Who reads `process.moduleLoadList` gets another, with the same in it, for with the first the
 * application could take the prototype away.
 */
function watch(): void {
  const { moduleLoadList } = process as unknown as Listed
  for (let i = 0; i < moduleLoadList.length; i++) note(moduleLoadList[i] ?? '')
  setPrototypeOf(moduleLoadList, new ProxyCaptured(Array.prototype, {
    __proto__: null,
    set(_target: unknown, _index: PropertyKey, entry: string): boolean {
      note(entry)
      tell(entry)
      return true
    },
  } as ProxyHandler<string[]>))
  defineProperty(process, 'moduleLoadList', { __proto__: null, ...getOwnPropertyDescriptor(process, 'moduleLoadList'), value: shown } as PropertyDescriptor)
}

function note(entry: string): void {
  setAdd(loaded, entry)
  append(shown, entry)
}

function isAmong(entries: readonly string[], entry: string): boolean {
  for (let i = 0; i < entries.length; i++) if (entries[i] === entry) return true
  return false
}

function tell(entry: string): void {
  const due: Waiting[] = []
  const rest: Waiting[] = []
  for (let i = 0; i < waiting.length; i++) {
    const one = waiting[i]
    if (one !== undefined) append(isAmong(one.entries, entry) ? due : rest, one)
  }
  if (due.length === 0) return
  waiting = rest
  for (let i = 0; i < due.length; i++) {
    const one = due[i]
    if (one !== undefined) unwatched(one.then)
  }
}
