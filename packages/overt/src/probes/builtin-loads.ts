import { isBuiltin } from 'node:module'
import process from 'node:process'
import { primordials, type Probe } from '@overt/core'
import { unwatched } from './tamper/own-patches.ts'

const { append, defineProperty, getOwnPropertyDescriptor, includes, ProxyCaptured, setPrototypeOf } = primordials

/** Told of the first of the entries that it waits for. */
interface Waiting {
  readonly then: () => void
  told: boolean
}

interface Listed {
  readonly moduleLoadList: string[]
}

const { moduleLoadList } = process as unknown as Listed
/** The list that the application sees. */
const shown = moduleLoadList.slice()
/** The same for this file. A set of these names would be nine kilobytes at each start, and as many instructions. */
const loaded = moduleLoadList.slice()
/** Who waits, by entry. */
const waiting = { __proto__: null } as unknown as Record<string, Waiting[] | undefined>
watch()

const moduleEntry = (name: string): string => 'NativeModule ' + name
const bindingEntry = (name: string): string => 'Internal Binding ' + name

/** Whether a module of the runtime was loaded in this thread: what it took from its bindings cannot be replaced there any more. */
export const isLoaded = (name: string): boolean => includes(loaded, moduleEntry(name))

const hasPermissions = (process as { permission?: object }).permission !== undefined

/** Whether the permission model (`--permission`) hides the runtime's bindings: it does from the start on, or never, whatever the application puts there. */
export const areBindingsHidden = (): boolean => hasPermissions

/** Whether code can have the runtime's bindings without `process.binding`: `--expose-internals`, for tests of the runtime itself. */
export const areInternalsExposed = (): boolean => isBuiltin('internal/test/binding')

/** What a probe patches: a public module of the runtime, without `node:`, or bindings. */
export interface Target {
  readonly module: string | undefined
  readonly bindings: Probe['bindings']
}

/**
 * Calls `then` once, when the runtime has loaded what a probe patches, before anybody has it.
 *
 * @returns false where there is nothing to wait for: it is loaded, or there is no such module, or the permission model hides what there is
 */
export function whenToCome({ module, bindings }: Target, then: () => void): boolean {
  if (areBindingsHidden()) return false
  const one: Waiting = { then, told: false }
  if (module !== undefined) {
    if (isLoaded(module) || !isBuiltin(`node:${module}`)) return false
    wait(moduleEntry(module), one)
    return true
  }
  for (let i = 0; i < bindings.length; i++) if (includes(loaded, bindingEntry(bindings[i] ?? ''))) return false
  for (let i = 0; i < bindings.length; i++) wait(bindingEntry(bindings[i] ?? ''), one)
  return bindings.length > 0
}

function wait(entry: string, one: Waiting): void {
  append((waiting[entry] ??= []), one)
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
  if (includes(loaded, entry)) then()
  else wait(entry, { then, told: false })
}

/**
 * The runtime adds each module that it has loaded to `process.moduleLoadList`, an array, before it hands the module out; nothing of the application is called
 * on that way. An element that an array does not have is set through its prototype: here one that watches.
 *
 * INVARIANT: nobody but the runtime and this file has that array. Who reads `process.moduleLoadList` gets another, with the same in it, for with the first the
 * application could take the prototype away.
 */
function watch(): void {
  setPrototypeOf(moduleLoadList, new ProxyCaptured(Array.prototype, {
    __proto__: null,
    set(_target: unknown, _index: PropertyKey, entry: string): boolean {
      append(loaded, entry)
      append(shown, entry)
      tell(entry)
      return true
    },
  } as ProxyHandler<string[]>))
  defineProperty(process, 'moduleLoadList', { __proto__: null, ...getOwnPropertyDescriptor(process, 'moduleLoadList'), value: shown } as PropertyDescriptor)
}

function tell(entry: string): void {
  const due = waiting[entry]
  if (due === undefined) return
  waiting[entry] = undefined
  for (let i = 0; i < due.length; i++) {
    const one = due[i]
    if (one === undefined || one.told) continue
    one.told = true
    unwatched(one.then)
  }
}
