import { Buffer } from 'node:buffer'
import fs from 'node:fs'
import Module from 'node:module'
import path from 'node:path'
import process from 'node:process'
import url from 'node:url'
import util, { promisify, types } from 'node:util'

/**
 * What probes and the loader need of the runtime besides what they patch, captured before the application runs. Most of them are in a part of the preload that may run later
 * (preload-parts.ts), when the application can have replaced any of it: what it needs of the language is in `primordials`, what it needs of the runtime is here.
 */
export const cwd: () => string = process.cwd
/** What is written to `process.env` later is written to it; another object in its place is not. */
export const environment: NodeJS.ProcessEnv = process.env
export const execPath: string = process.execPath
/** Where programs are looked for, as the launcher has it. */
export const launchedPath: string | undefined = process.env['PATH']
export const getBuiltinModule: typeof process.getBuiltinModule = process.getBuiltinModule
export const nextTick: typeof process.nextTick = process.nextTick
export const platform: NodeJS.Platform = process.platform
/** Node's own hooks of the loader (22.15 and later). */
export const registerHooks: unknown = (Module as unknown as { readonly registerHooks?: unknown }).registerHooks
export const hasHooks: boolean = registerHooks !== undefined
/** Whether this is Node's own thread for what `module.register` names; never on Node 20, which does not tell. */
export const isHookThread = (): boolean => (getBuiltinModule('node:worker_threads') as { readonly isInternalThread?: boolean }).isInternalThread === true
const isNode22 = process.versions.node.startsWith('22.')
/**
 * Whether a hook of `module.registerHooks` that asks for the next step ends whatever is loaded in this thread: Node 22 has neither `loadSync` nor `resolveSync` in its thread
 * for `module.register` (a preload of one line that registers such a hook shows it).
 */
export const hooksFailHere = (): boolean => isNode22 && isHookThread()
export const dirname: (path: string) => string = path.dirname
export const resolve: (...paths: string[]) => string = path.resolve
export const lstatSync: typeof fs.lstatSync = fs.lstatSync
export const statSync: typeof fs.statSync = fs.statSync
export const fileURLToPath: typeof url.fileURLToPath = url.fileURLToPath
export const pathToFileURL: typeof url.pathToFileURL = url.pathToFileURL
/** What `util.promisify` asks a function for. */
export const promisified: symbol = promisify.custom
export const bufferFrom: (text: string, encoding: 'utf8' | 'base64') => Uint8Array = Buffer.from
/** Of `Buffer.prototype`. It keeps a byte order mark, as `fs.readFileSync(path, 'utf8')` does, and decodes as it does. */
export const utf8Slice: (this: Uint8Array, start?: number, end?: number) => string = (Buffer.prototype as unknown as { readonly utf8Slice: (this: Uint8Array, start?: number, end?: number) => string }).utf8Slice
export const preventExtensions: (target: object) => boolean = Reflect.preventExtensions
/** What `util.inspect` asks an object for. */
export const inspected: typeof util.inspect.custom = util.inspect.custom
export const toPrimitive: typeof Symbol.toPrimitive = Symbol.toPrimitive
/** Node 22 and later. */
export const getCallSites: unknown = (util as unknown as { readonly getCallSites?: unknown }).getCallSites
export const isAnyArrayBuffer: (value: unknown) => value is ArrayBuffer = types.isAnyArrayBuffer as never
export const isUint8Array: (value: unknown) => value is Uint8Array = types.isUint8Array
export const isProxy: (value: unknown) => boolean = types.isProxy
export const URLCaptured: typeof URL = URL
export const decodeURIComponentCaptured: (text: string) => string = decodeURIComponent
/** The global object: the name `globalThis` can be given to another. */
export const globalObject: object = globalThis

/** The address of what is a `URL`; throws for anything else. */
export const hrefOf: (value: unknown) => string = Function.prototype.call.bind(Object.getOwnPropertyDescriptor(URL.prototype, 'href')?.get as () => string) as never

/** What of the runtime overt has closed for good with a manifest: nobody patches it afterwards. */
export const closed: { enableCompileCache: boolean } = { enableCompileCache: false }

/** What is had of the runtime's own functions at the start (transferred.ts), where it could be. `isPending`: whether a promise is not settled, which nothing that the application does to it changes. */
export const had: {
  isPending: ((promise: unknown) => boolean) | undefined
  /** The prototype of the native objects behind `Worker`. */
  nativeWorker: object | undefined
  /** The name of the file of a frame of a stack. */
  getFileName: ((this: unknown) => unknown) | undefined
} = { isPending: undefined, nativeWorker: undefined, getFileName: undefined }
