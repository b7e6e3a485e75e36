/**
 * A module that replaces each method, accessor and name of the language and of the platform by one that does the same, and tells which of them code of overt's own file asks for: `arm()`, then `asked()`. Only what
 * calls it directly is looked at; JavaScriptCore leaves out of the stack whoever calls last.
 */
export const replacing = String.raw`
const own = /packages\/(?:deno|bun)\/dist\/(?:main|register)\.c?js/
const { apply, construct, defineProperty, getOwnPropertyDescriptor, ownKeys, getPrototypeOf } = Reflect
const uncurried = (method) => Function.prototype.call.bind(method)
const [split, exec, add, forEach] = [uncurried(String.prototype.split), uncurried(RegExp.prototype.exec), uncurried(Set.prototype.add), uncurried(Set.prototype.forEach)]
const [ErrorWas, found, done] = [Error, new Set(), new Set()]
let isArmed = false
function note(name) {
  if (!isArmed) return
  isArmed = false
  // The error, this function, the one in the method's place, who called it.
  const caller = split(new ErrorWas().stack, '\n')[3] ?? ''
  // Bun's own functions are not on the stack: the one of require, which overt calls, uses these.
  if (exec(own, caller) !== null && !(exec(/at require /, caller) !== null && exec(/^String/, name) !== null)) add(found, name + caller)
  isArmed = true
}
function replacement(method, name) {
  const made = function (...given) {
    note(name)
    return new.target ? construct(method, given, new.target === made ? method : new.target) : apply(method, this, given)
  }
  for (const part of ['name', 'length']) defineProperty(made, part, { value: method[part] })
  if (method.prototype) made.prototype = method.prototype
  return made
}
function replace(holder, path) {
  if (holder === null || holder === undefined || done.has(holder)) return
  done.add(holder)
  for (const key of ownKeys(holder)) {
    const was = getOwnPropertyDescriptor(holder, key)
    const name = path + '.' + String(key)
    if (key === 'constructor' || key === 'prototype' || !was.configurable) continue
    const getter = 'get ' + name
    if (was.get) defineProperty(holder, key, { ...was, get() { note(getter); return apply(was.get, this, []) } })
    else if (typeof was.value === 'function' && !(was.value.prototype && ownKeys(was.value.prototype).length > 1)) defineProperty(holder, key, { ...was, value: replacement(was.value, name) })
  }
}
/** A property of which it is told that it is read. */
function named(holder, key, path) {
  const was = getOwnPropertyDescriptor(holder, key)
  if (!was.configurable || !('value' in was)) return
  let { value } = was
  const name = 'name ' + path + String(key)
  defineProperty(holder, key, { configurable: true, enumerable: was.enumerable, get() { note(name); return value }, set(other) { value = other } })
}
const runtime = typeof Deno === 'undefined' ? Bun : Deno
const names = ['Array', 'ArrayBuffer', 'BigInt', 'Boolean', 'DataView', 'Date', 'Error', 'Event', 'EventTarget', 'FinalizationRegistry', 'Function', 'Headers', 'Int32Array', 'Map', 'Number', 'Object', 'Promise', 'RangeError', 'RegExp', 'Request', 'Response', 'Set', 'String', 'Symbol', 'TextDecoder', 'TextEncoder', 'TypeError', 'URL', 'URLSearchParams', 'Uint32Array', 'Uint8Array', 'WeakMap', 'WeakRef', 'WeakSet']
for (const name of names) for (const [holder, path] of [[globalThis[name].prototype, name + '.prototype'], [globalThis[name], name]]) replace(holder, path)
replace(getPrototypeOf(Uint8Array.prototype), 'TypedArray.prototype')
for (const [iterator, name] of [[[].values(), 'ArrayIterator'], [new Map().entries(), 'MapIterator'], [new Set().values(), 'SetIterator'], [''[Symbol.iterator](), 'StringIterator']]) replace(getPrototypeOf(iterator), name)
for (const name of ['JSON', 'Math', 'Reflect', 'performance', 'process']) replace(globalThis[name], name)
for (const name of ['FsFile', 'permissions', 'stderr']) if (runtime[name]) for (const holder of [runtime[name], runtime[name].prototype, getPrototypeOf(runtime[name])]) if (holder !== Function.prototype) replace(holder, name)
replace(getPrototypeOf(runtime === globalThis.Deno ? Deno.permissions.querySync({ name: 'env' }) : {}), 'PermissionStatus.prototype')
for (const name of ['atob', 'btoa', 'decodeURIComponent', 'encodeURIComponent', 'parseInt', 'queueMicrotask', 'setTimeout', 'structuredClone']) globalThis[name] = replacement(globalThis[name], name)
for (const key of ownKeys(globalThis)) named(globalThis, key, '')
for (const key of ownKeys(runtime)) named(runtime, key, 'runtime.')
export const arm = () => { isArmed = true }
export const asked = () => { isArmed = false; const list = []; forEach(found, (one) => { list[list.length] = one }); return list }
`
