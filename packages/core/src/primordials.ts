/**
 * What hooks and probes need of the language, captured before the application runs. The application may replace any prototype method, global or
 * accessor afterwards; nothing here looks them up again. Import from here instead of calling a method.
 */
const { apply: reflectApply, ownKeys: reflectOwnKeys } = Reflect

type Callable = (...given: never[]) => unknown

const uncurry = Function.prototype.bind.bind(Function.prototype.call) as <R>(method: Callable) => R

/** `Reflect.apply`. */
export const apply: <T>(target: (...given: never[]) => T, self: unknown, given: ArrayLike<unknown>) => T = reflectApply as never
export const construct: typeof Reflect.construct = Reflect.construct
export const deleteProperty: (target: object, key: PropertyKey) => boolean = Reflect.deleteProperty
export const reflectDefineProperty: (target: object, key: PropertyKey, descriptor: PropertyDescriptor) => boolean = Reflect.defineProperty
export const reflectGet: (target: object, key: PropertyKey, receiver?: unknown) => unknown = Reflect.get
export const reflectHas: (target: object, key: PropertyKey) => boolean = Reflect.has
export const reflectSet: (target: object, key: PropertyKey, value: unknown, receiver?: unknown) => boolean = Reflect.set
/** `Reflect.ownKeys`. */
export const ownKeys: (target: object) => (string | symbol)[] = reflectOwnKeys

export const charCodeAt: (text: string, index: number) => number = uncurry(String.prototype.charCodeAt)
export const slice: (text: string, start: number, end?: number) => string = uncurry(String.prototype.slice)
export const indexOf: (text: string, part: string, from?: number) => number = uncurry(String.prototype.indexOf)
export const lastIndexOf: (text: string, part: string, from?: number) => number = uncurry(String.prototype.lastIndexOf)
export const startsWith: (text: string, part: string, at?: number) => boolean = uncurry(String.prototype.startsWith)
export const endsWith: (text: string, part: string, at?: number) => boolean = uncurry(String.prototype.endsWith)
export const join: (texts: readonly string[], between: string) => string = uncurry(Array.prototype.join)
export const padStart: (text: string, length: number, fill: string) => string = uncurry(String.prototype.padStart)
export const toLowerCase: (text: string) => string = uncurry(String.prototype.toLowerCase)
export const toUpperCase: (text: string) => string = uncurry(String.prototype.toUpperCase)
export const numberToString: (value: number, radix?: number) => string = uncurry(Number.prototype.toString)
export const symbolDescription: (symbol: symbol) => string | undefined = uncurry(Object.getOwnPropertyDescriptor(Symbol.prototype, 'description')?.get as Callable)
export const hasOwn: (target: object, key: PropertyKey) => boolean = Object.hasOwn
export const isArray: (value: unknown) => value is readonly unknown[] = Array.isArray
export const freeze: <T>(value: T) => Readonly<T> = Object.freeze
export const getPrototypeOf: (value: object) => object | null = Object.getPrototypeOf as never
export const getOwnPropertyDescriptor: (target: object, key: PropertyKey) => PropertyDescriptor | undefined = Object.getOwnPropertyDescriptor
export const defineProperty: <T>(target: T, key: PropertyKey, descriptor: PropertyDescriptor) => T = Object.defineProperty
export const assign: typeof Object.assign = Object.assign
export const create: (prototype: object | null) => object = Object.create
export const getOwnPropertySymbols: (target: object) => symbol[] = Object.getOwnPropertySymbols
export const setPrototypeOf: typeof Object.setPrototypeOf = Object.setPrototypeOf
export const keys: (target: object) => string[] = Object.keys
export const floor: (value: number) => number = Math.floor
/** The product of two numbers as 32-bit integers. */
export const imul: (one: number, other: number) => number = Math.imul
/** A whole number as a 64-bit parameter of WebAssembly takes it. */
export const bigintOf: (value: number) => bigint = BigInt
export const isInteger: (value: unknown) => boolean = Number.isInteger

// The globals themselves: `xCaptured` is `x` as it was.
export const StringCaptured: StringConstructor = String
export const NumberCaptured: NumberConstructor = Number
export const ObjectCaptured: ObjectConstructor = Object
export const ReflectCaptured: typeof Reflect = Reflect
export const PromiseCaptured: PromiseConstructor = Promise
export const ProxyCaptured: ProxyConstructor = Proxy
export const ErrorCaptured: ErrorConstructor = Error
export const TypeErrorCaptured: TypeErrorConstructor = TypeError
export const WeakMapCaptured: WeakMapConstructor = WeakMap
export const WeakSetCaptured: WeakSetConstructor = WeakSet

export const weakGet: <V>(map: WeakMap<object, V>, key: object) => V | undefined = uncurry(WeakMap.prototype.get)
export const weakSet: <V>(map: WeakMap<object, V>, key: object, value: V) => unknown = uncurry(WeakMap.prototype.set)
export const weakHas: (set: WeakSet<object>, value: object) => boolean = uncurry(WeakSet.prototype.has)
export const weakAdd: (set: WeakSet<object>, value: object) => unknown = uncurry(WeakSet.prototype.add)
export const reject: (reason: unknown) => Promise<never> = Promise.reject
/** `promise.then(fulfilled, rejected)`. */
export const then: (promise: unknown, fulfilled: unknown, rejected?: unknown) => unknown = uncurry(Promise.prototype.then)

/** `JSON.stringify` of one string. Only for primitives: for an object it would call a `toJSON` that the application can define. */
export const quote: (text: string) => string = JSON.stringify
/** `JSON.parse` without a reviver. */
export const parse: (text: string) => unknown = JSON.parse

type StringSet = Set<string>
/** The constructor of `Set`; call it without an iterable, which would be read through `add` and an iterator. */
export const SafeSet: new () => StringSet = Set
export const setHas: (set: StringSet, value: string) => boolean = uncurry(Set.prototype.has)
export const setAdd: (set: StringSet, value: string) => StringSet = uncurry(Set.prototype.add)

export const setDelete: (set: StringSet, value: string) => boolean = uncurry(Set.prototype.delete)
/** The constructor of `Map`, for keys that are strings: an object would keep a copy of each among V8's names. Call it without an iterable. */
export const SafeMap: new <V>() => Map<string, V> = Map
export const mapGet: <V>(map: Map<string, V>, key: string) => V | undefined = uncurry(Map.prototype.get)
export const mapSet: <V>(map: Map<string, V>, key: string, value: V) => unknown = uncurry(Map.prototype.set)
export const mapDelete: (map: Map<string, unknown>, key: string) => boolean = uncurry(Map.prototype.delete)
export const isView: (value: unknown) => value is ArrayBufferView = ArrayBuffer.isView
/** `value instanceof self` for a class that defines none of its own. */
export const hasInstance: (this: unknown, value: unknown) => boolean = Function.prototype[Symbol.hasInstance]
export const captureStackTrace: (target: object, above?: unknown) => void = (Error as unknown as { captureStackTrace: (target: object, above?: unknown) => void }).captureStackTrace

export const Bytes: Uint8ArrayConstructor = Uint8Array
export const Words: Uint32ArrayConstructor = Uint32Array
export const Integers: Int32ArrayConstructor = Int32Array
export const Doubles: Float64ArrayConstructor = Float64Array
export const Memory: ArrayBufferConstructor = ArrayBuffer

export const ViewOf: DataViewConstructor = DataView
/** Four bytes, the first the highest. */
export const int32At: (view: DataView, at: number) => number = uncurry(DataView.prototype.getInt32)

const typedArray = getPrototypeOf(Uint8Array.prototype) as object
const getterOf = (target: object, key: PropertyKey): Callable => getOwnPropertyDescriptor(target, key)?.get as Callable
type View = Uint8Array | Uint32Array
/** The accessors of typed arrays: the application can replace them. To see that a view is detached, read an index: it is then undefined. */
export const bufferOf: (view: View) => ArrayBuffer = uncurry(getterOf(typedArray, 'buffer'))
export const byteOffsetOf: (view: View) => number = uncurry(getterOf(typedArray, 'byteOffset'))
export const lengthOf: (view: View) => number = uncurry(getterOf(typedArray, 'length'))
export const byteLengthOf: (view: View) => number = uncurry(getterOf(typedArray, 'byteLength'))
/** A view of a part of the same memory. It asks the constructor for its species: only for use before the application runs. */
export const subarray: (view: Uint8Array, from: number, to: number) => Uint8Array = uncurry(Uint8Array.prototype.subarray)
/** Copies all of `source` into `into`. */
export const copyBytes: (into: Uint8Array, source: Uint8Array) => void = uncurry(Uint8Array.prototype.set)

const encoder = new TextEncoder()
// A property of its own, which only this file reaches: JavaScriptCore takes 27 ns for a call of a bound method, and calls this one in place.
defineProperty(encoder, 'encodeInto', { __proto__: null, value: encoder.encodeInto } as PropertyDescriptor)
/** Writes `text` as UTF-8; a lone surrogate becomes U+FFFD. `read` counts UTF-16 units, `written` bytes. */
export const encodeInto = (text: string, into: Uint8Array): { read: number; written: number } => encoder.encodeInto(text, into)

const TextDecoderCaptured: typeof TextDecoder = TextDecoder
const decodeUnbound: (self: TextDecoder, bytes: Uint8Array) => string = uncurry(TextDecoder.prototype.decode)
let decoder: TextDecoder | undefined
/** UTF-8 to text. */
export const decode = (bytes: Uint8Array): string => {
  // Made when first needed, which is seldom where the engine is native. A byte order mark is text like any other.
  decoder ??= new TextDecoderCaptured('utf-8', { ignoreBOM: true })
  return decodeUnbound(decoder, bytes)
}

const DateCaptured: DateConstructor = Date
const toISOString: (date: Date) => string = uncurry(Date.prototype.toISOString)
/** Milliseconds since 1970, by the system's clock. */
export const now: () => number = Date.now
/** RFC 3339 in UTC with milliseconds: `2026-11-23T18:00:00.123Z`. */
export const isoTime = (milliseconds: number): string => toISOString(new DateCaptured(milliseconds))

const rangeErrorPrototype: object = RangeError.prototype
/** Whether an error is the engine's own for an exhausted stack (or another RangeError): such an error is passed on, never handled. */
export const isRangeError = (error: unknown): boolean => typeof error === 'object' && error !== null && getPrototypeOf(error) === rangeErrorPrototype

/** Whether a list has a value. */
export const includes: <T>(list: readonly T[], value: T) => boolean = uncurry(Array.prototype.includes as never)
const repeat: (text: string, times: number) => string = uncurry(String.prototype.repeat)
/**
 * A list of so many empty strings, all its places its own: assigning to one of them reaches no accessor on `Array.prototype`. `fill` would assign too, and
 * `Array.from` calls a function for each place.
 */
export const stringsOf = (length: number): string[] => (length === 0 ? [] : (parse('[""' + repeat(',""', length - 1) + ']') as string[]))

/**
 * The descriptor of all that {@link defineData} defines: one for each property would be an object without a prototype, for it must not inherit from what the application can
 * change, and V8 makes a table of such a one (docs/design/start-up.md).
 *
 * INVARIANT: it is written whole and given to `defineProperty` at once, which reads all of it before it does anything else.
 */
const data: { value: unknown; writable: boolean; enumerable: boolean; configurable: boolean } = { __proto__: null, value: undefined, writable: false, enumerable: false, configurable: false } as never

/** Defines a data property that no setter of the holder's prototypes sees. */
export const defineData = (holder: object, name: PropertyKey, value: unknown, writable: boolean, enumerable: boolean, configurable: boolean): void => {
  data.value = value
  data.writable = writable
  data.enumerable = enumerable
  data.configurable = configurable
  defineProperty(holder, name, data)
  // What was defined is not kept alive here.
  data.value = undefined
}

/** An element of a call's arguments; undefined where there are fewer: what is not there would be looked up on `Object.prototype`, by its number. */
export const argumentAt = (given: ArrayLike<unknown>, index: number): unknown => (index >= 0 && index < given.length ? given[index] : undefined)

/** Appends to a list that no accessor on `Array.prototype` can see. */
export const append = <T>(list: T[], value: T): void => {
  defineData(list, list.length, value, true, true, true)
}

/** One list of several. */
export const concat = <T>(...lists: readonly (readonly T[])[]): T[] => {
  const all: T[] = []
  for (let i = 0; i < lists.length; i++) {
    const list = lists[i] as readonly T[]
    for (let j = 0; j < list.length; j++) append(all, list[j] as T)
  }
  return all
}
