import { ownValue } from '../patch.ts'
import { primordials } from '@overt/core'

const { append, defineProperty, getOwnPropertyDescriptor, hasOwn, TypeErrorCaptured, weakAdd, weakGet, weakHas, WeakMapCaptured, weakSet, WeakSetCaptured } = primordials

/** How a property is about to change. */
export type How = 'set' | 'define' | 'delete'

/** A property that is watched: an accessor stands in its place, which looks like the property itself (descriptors.ts). */
export interface Slot {
  readonly target: string
  readonly holder: object
  readonly name: string
  readonly get: () => unknown
  readonly set: (value: unknown) => void
  /** Called before a change; throws where that is refused. */
  readonly changing: (how: How) => void
  current: unknown
  enumerable: boolean
  /** Whether it was deleted, and that was said. */
  lost: boolean
}

const slotsByGetter = new WeakMapCaptured<object, Slot>()

/** Every watched property of this thread. */
export const slots: Slot[] = []

/** An object that inherits a watched property: to give it one of its own changes it as well. */
interface Heir {
  readonly target: string
  readonly holder: object
  readonly name: string
  readonly changing: (target: string, how: How) => void
}

const heirs: Heir[] = []

/** The watched heir of a property that it has not of its own. */
export function heirAt(holder: unknown, name: PropertyKey): Heir | undefined {
  for (let i = 0; i < heirs.length; i++) {
    const heir = heirs[i]
    if (heir !== undefined && heir.holder === holder && heir.name === name) return getOwnPropertyDescriptor(heir.holder, name) === undefined ? heir : undefined
  }
  return undefined
}

/** Asks about a property that an heir is about to get, lets it, and watches it from then on. */
export function inherit<Result>({ holder, name, target, changing }: Heir, how: How, change: () => Result): Result {
  changing(target, how)
  const result = change()
  watch(holder, name, target, changing)
  return result
}

const holders = new WeakSetCaptured<object>()

/** Whether anything of this object is watched: asked with every property that is defined. */
export const isWatched = (holder: unknown): holder is object => ((typeof holder === 'object' && holder !== null) || typeof holder === 'function') && weakHas(holders, holder)

/** The slot whose accessor this is. */
export const slotOf = (getter: unknown): Slot | undefined => (typeof getter === 'function' ? weakGet(slotsByGetter, getter) : undefined)

/** The slot of a property, while its accessor is in place. */
export function slotAt(holder: object, name: PropertyKey): Slot | undefined {
  for (let i = 0; i < slots.length; i++) {
    const slot = slots[i]
    if (slot?.holder === holder && slot.name === name) return isInPlace(slot) ? slot : undefined
  }
  return undefined
}

export const isInPlace = (slot: Slot): boolean => getOwnPropertyDescriptor(slot.holder, slot.name)?.get === slot.get

/** Whether it can be taken away for a while: `--frozen-intrinsics` makes what is in place permanent. */
function isMovable(slot: Slot): boolean {
  const descriptor = getOwnPropertyDescriptor(slot.holder, slot.name)
  return descriptor?.get === slot.get && descriptor.configurable === true
}

/** Watches a property that holds a value, may be written, and may be configured, or is inherited from one that is watched; anything else is left alone. */
export function watch(holder: object, name: string, target: string, changing: (target: string, how: How) => void): void {
  const descriptor = getOwnPropertyDescriptor(holder, name)
  weakAdd(holders, holder)
  if (descriptor === undefined && name in holder) append(heirs, { target, holder, name, changing })
  if (descriptor === undefined || !hasOwn(descriptor, 'value') || descriptor.writable !== true || descriptor.configurable !== true) return
  const { get, set } = {
    get(): unknown {
      return slot.current
    },
    set(this: unknown, value: unknown): void {
      // An object that inherits the property gets one of its own, as it would have.
      if (this !== holder) {
        const own = (): void => {
          defineProperty(this as object, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true } as PropertyDescriptor)
        }
        const heir = heirAt(this, name)
        if (heir !== undefined) inherit(heir, 'set', own)
        else if ((typeof this === 'object' && this !== null) || typeof this === 'function') own()
        return
      }
      if (getOwnPropertyDescriptor(holder, name)?.configurable !== true) throw new TypeErrorCaptured(`Cannot assign to read only property '${name}' of object`)
      if (value === slot.current) return
      slot.changing('set')
      slot.current = value
    },
  }
  const slot: Slot = { target, holder, name, get, set, changing: (how) => { changing(target, how) }, current: descriptor.value, enumerable: descriptor.enumerable === true, lost: false }
  weakSet(slotsByGetter, get, slot)
  append(slots, slot)
  place(slot)
}

/** Puts the accessor in place. */
export function place({ holder, name, get, set, enumerable }: Slot): void {
  defineProperty(holder, name, { __proto__: null, get, set, enumerable, configurable: true } as PropertyDescriptor)
}

/** Puts the value back in its place. */
export function displace({ holder, name, current, enumerable }: Slot): void {
  defineProperty(holder, name, { __proto__: null, value: current, writable: true, enumerable, configurable: true } as PropertyDescriptor)
}

/** Takes up what stands in the property's place, where that is a value like the one before. */
export function resume(slot: Slot): void {
  const descriptor = getOwnPropertyDescriptor(slot.holder, slot.name)
  if (descriptor === undefined || !hasOwn(descriptor, 'value') || descriptor.writable !== true || descriptor.configurable !== true) return
  slot.current = ownValue(slot.holder, slot.name)
  slot.enumerable = descriptor.enumerable === true
  place(slot)
}

/** Takes every accessor away; the result puts them back. */
export function displaceAll(): () => void {
  const before: Slot[] = []
  for (let i = 0; i < slots.length; i++) {
    const slot = slots[i]
    if (slot === undefined || !isMovable(slot)) continue
    displace(slot)
    append(before, slot)
  }
  return () => {
    for (let i = 0; i < before.length; i++) {
      const slot = before[i]
      if (slot !== undefined) resume(slot)
    }
  }
}
