import { primordials } from '@overt/core'

const { apply, bufferOf, Bytes, byteLengthOf, byteOffsetOf, copyBytes, getOwnPropertyDescriptor, getPrototypeOf, isView, setPrototypeOf, ViewOf } = primordials

type Getter = (self: unknown) => never
const getterOf = (prototype: object, name: string): Getter => Function.prototype.call.bind(getOwnPropertyDescriptor(prototype, name)?.get as () => never) as Getter
const DataViewPrototype = DataView.prototype
const viewBuffer = getterOf(DataViewPrototype, 'buffer')
const viewLength = getterOf(DataViewPrototype, 'byteLength')
const viewOffset = getterOf(DataViewPrototype, 'byteOffset')
const memoryLength = getterOf(ArrayBuffer.prototype, 'byteLength')
const sharedLength = getterOf(SharedArrayBuffer.prototype, 'byteLength')
const typeOf = Object.getOwnPropertyDescriptor(getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag)?.get as () => string | undefined
const SharedMemory = SharedArrayBuffer

/** What memory an object is, whatever prototype it has; undefined for what is none. */
function kindOf(value: object): 'array' | 'view' | 'memory' | 'shared' | undefined {
  if (isView(value)) return apply(typeOf, value, []) === undefined ? 'view' : 'array'
  if (has(memoryLength, value)) return 'memory'
  return has(sharedLength, value) ? 'shared' : undefined
}

function has(length: Getter, value: object): boolean {
  try {
    length(value)
    return true
  } catch {
    return false
  }
}

/** How many bytes a typed array, a `DataView` or memory itself has; undefined for anything else. */
export function sizeOfBytes(value: unknown): number | undefined {
  const kind = typeof value === 'object' && value !== null ? kindOf(value) : undefined
  if (kind === undefined) return undefined
  return kind === 'array' ? byteLengthOf(value as Uint8Array) : (kind === 'view' ? viewLength : kind === 'memory' ? memoryLength : sharedLength)(value)
}

/** A copy of the bytes of a typed array, a `DataView` or memory itself, shared or not; undefined for anything else. */
export function bytesOf(value: object): Uint8Array | undefined {
  const kind = kindOf(value)
  if (kind === undefined) return undefined
  const source = kind === 'array' ? new Bytes(bufferOf(value as Uint8Array), byteOffsetOf(value as Uint8Array), byteLengthOf(value as Uint8Array)) : kind === 'view' ? new Bytes(viewBuffer(value), viewOffset(value), viewLength(value)) : new Bytes(value as ArrayBuffer)
  const copy = new Bytes(byteLengthOf(source))
  copyBytes(copy, source)
  return copy
}

/** The bytes as an object of the kind, and with the prototype, of another: a runtime takes them where it took that. */
export function asGiven(original: object, bytes: Uint8Array): object {
  const kind = kindOf(original)
  const made = kind === 'view' ? new ViewOf(bufferOf(bytes)) : kind === 'memory' ? bufferOf(bytes) : kind === 'shared' ? shared(bytes) : bytes
  return setPrototypeOf(made, getPrototypeOf(original)) as object
}

function shared(bytes: Uint8Array): SharedArrayBuffer {
  const memory = new SharedMemory(byteLengthOf(bytes))
  copyBytes(new Bytes(memory), bytes)
  return memory
}
