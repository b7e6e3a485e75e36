import { primordials } from '@overt/core'
import { displace, heirAt, inherit, isWatched, resume, type Slot, slotAt, slotOf, slots } from './guard.ts'
import { type Method, ownValue, replace } from '../patch.ts'

const { apply, getOwnPropertyDescriptor, hasOwn, ObjectCaptured, ownKeys, ReflectCaptured, StringCaptured } = primordials

type Descriptors = Record<PropertyKey, PropertyDescriptor | undefined>

/**
 * What asks for a property's descriptor gets that of a value, and what defines or deletes one is asked about. Functions of the language, replaced only where
 * somebody wants to hear of this.
 */
export function watchDescriptors(): void {
  const describing = (original: Method): Method => ({
    describe(this: unknown): unknown {
      return shown(apply(original, this, arguments) as PropertyDescriptor | undefined)
    },
  }).describe
  replace(ObjectCaptured, 'getOwnPropertyDescriptor', describing)
  replace(ReflectCaptured, 'getOwnPropertyDescriptor', describing)
  replace(ObjectCaptured, 'getOwnPropertyDescriptors', (original) => ({
    getOwnPropertyDescriptors(this: unknown): unknown {
      const found = apply(original, this, arguments) as Descriptors
      const names = ownKeys(found)
      for (let i = 0; i < names.length; i++) {
        const name = names[i] ?? ''
        const descriptor = ownValue(found, name) as PropertyDescriptor
        if (slotOf(descriptor.get) !== undefined) found[name] = shown(descriptor)
      }
      return found
    },
  }).getOwnPropertyDescriptors)
  const looking = (original: Method): Method => ({
    look(this: unknown): unknown {
      const found = apply(original, this, arguments)
      for (let i = 0; i < slots.length; i++) if (slots[i]?.get === found || slots[i]?.set === found) return undefined
      return found
    },
  }).look
  replace(ObjectCaptured.prototype, '__lookupGetter__', looking)
  replace(ObjectCaptured.prototype, '__lookupSetter__', looking)

  const defining = (original: Method, at: (given: IArguments, self: unknown) => unknown, key: number): Method => ({
    define(this: unknown): unknown {
      const holder = at(arguments, this)
      if (!isWatched(holder)) return apply(original, this, arguments)
      const name = keyOf(arguments[key])
      arguments[key] = name
      const slot = slotAt(holder, name)
      const heir = heirAt(holder, name)
      const define = (): unknown => apply(original, this, arguments)
      if (heir !== undefined) return inherit(heir, 'define', define)
      return slot === undefined || isSame(slot, arguments[key + 1]) ? define() : changed(slot, 'define', define)
    },
  }).define
  const first = (given: IArguments): unknown => given[0]
  const self = (_given: IArguments, receiver: unknown): unknown => receiver
  replace(ObjectCaptured, 'defineProperty', (original) => defining(original, first, 1))
  replace(ReflectCaptured, 'defineProperty', (original) => defining(original, first, 1))
  replace(ObjectCaptured.prototype, '__defineGetter__', (original) => defining(original, self, 0))
  replace(ObjectCaptured.prototype, '__defineSetter__', (original) => defining(original, self, 0))
  replace(ObjectCaptured, 'defineProperties', (original) => ({
    defineProperties(this: unknown, holder: unknown, properties: unknown): unknown {
      if (!isWatched(holder) || typeof properties !== 'object' || properties === null) return apply(original, this, arguments)
      return changedAll(holder, ownKeys(properties), () => apply(original, this, arguments))
    },
  }).defineProperties)
  replace(ReflectCaptured, 'deleteProperty', (original) => ({
    deleteProperty(this: unknown, holder: unknown, key: unknown): unknown {
      if (!isWatched(holder)) return apply(original, this, arguments)
      const name = (arguments[1] = keyOf(key))
      const slot = slotAt(holder, name)
      return slot === undefined ? apply(original, this, arguments) : changed(slot, 'delete', () => apply(original, this, arguments))
    },
  }).deleteProperty)
}

const keyOf = (key: unknown): string | symbol => (typeof key === 'symbol' ? key : StringCaptured(key))

/** A definition that leaves the value as it is changes no function. */
function isSame(slot: Slot, descriptor: unknown): boolean {
  if (typeof descriptor !== 'object' || descriptor === null || !hasOwn(descriptor, 'value')) return false
  return getOwnPropertyDescriptor(descriptor, 'value')?.value === slot.current && hasOwn(descriptor, 'writable') && ownValue(descriptor, 'writable') === true
}

/** The descriptor of the value, in place of the accessor's. */
function shown(descriptor: PropertyDescriptor | undefined): PropertyDescriptor | undefined {
  const slot = slotOf(descriptor?.get)
  if (descriptor === undefined || slot === undefined) return descriptor
  return { value: slot.current, writable: descriptor.configurable === true, enumerable: descriptor.enumerable === true, configurable: descriptor.configurable === true }
}

/** Asks about a change to a property, and lets it be made to the value in its place. */
export function changed(slot: Slot, how: 'define' | 'delete', change: () => unknown): unknown {
  slot.changing(how)
  displace(slot)
  try {
    return change()
  } finally {
    resume(slot)
  }
}

function changedAll(holder: object, names: readonly PropertyKey[], change: () => unknown, at = 0): unknown {
  for (let i = at; i < names.length; i++) {
    const slot = slotAt(holder, names[i] ?? '')
    const heir = heirAt(holder, names[i] ?? '')
    if (heir !== undefined) return inherit(heir, 'define', () => changedAll(holder, names, change, i + 1))
    if (slot !== undefined) return changed(slot, 'define', () => changedAll(holder, names, change, i + 1))
  }
  return change()
}
