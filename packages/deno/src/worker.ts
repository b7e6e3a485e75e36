import { primordials } from '@overt/core'
import type { Verifier, WorkerStart } from '@overt/surface'
import { granted } from './granted.ts'

const { hasOwn, quote, startsWith } = primordials
const encode = encodeURIComponent
const URLCaptured = URL
const StringCaptured = String
const decode = decodeURIComponent
const reader = (name: 'href' | 'pathname' | 'protocol'): ((url: URL) => string) => Function.prototype.call.bind(Object.getOwnPropertyDescriptor(URL.prototype, name)?.get as () => string) as (url: URL) => string
const [href, pathname, protocol] = [reader('href'), reader('pathname'), reader('protocol')]
const pathOf = (url: URL): string => decode(pathname(url))

type Prepare = (start: WorkerStart) => WorkerStart
type Unaudited = (detail: string, url: string) => void

/**
 * What a worker is told of the configuration before its preload runs: not the environment, which the application can change.
 *
 * @param config the path, or nothing where there is none
 * @param atStart {@link AtStart} as JSON
 */
const telling = (config: string, atStart: string): string => `globalThis[Symbol.for('overt.config')] = ${quote(config)};globalThis[Symbol.for('overt.start')] = ${quote(atStart)}`
/** Where a worker finds it. */
export const told: unique symbol = Symbol.for('overt.config') as never
const toldStart: unique symbol = Symbol.for('overt.start') as never

/** In a worker: what the thread that made it said of the configuration. */
export function toldConfiguration(): string | undefined {
  const config: unknown = Reflect.get(globalThis, told)
  Reflect.deleteProperty(globalThis, told)
  return typeof config === 'string' ? config : undefined
}

/** The same of what was there when the process started, as JSON. */
export function toldAtStart(): string {
  const atStart: unknown = Reflect.get(globalThis, toldStart)
  Reflect.deleteProperty(globalThis, toldStart)
  return typeof atStart === 'string' ? atStart : ''
}

/**
 * The module that stands in a worker's place: it imports the preload, then has `argv[1]` say what it would, then imports the worker's own. Not as an `import` declaration, for what
 * those ask for is loaded before any of it runs: no hook would see the modules of the worker.
 */
function wrapper(config: string, atStart: string, preload: string, own: string, name?: string): string {
  const argument = name === undefined ? '' : `process.argv[1] = ${quote(name)}\n`
  return `data:text/javascript,${encode(`import ${quote(`data:text/javascript,${encode(telling(config, atStart))}`)}\nimport ${quote(preload)}\n${argument}await import(${quote(own)})\n`)}`
}

/** Whether this process may read a module, and with it a worker, which has the same permissions. */
const canRead = (url: URL): boolean => protocol(url) !== 'file:' || granted('read', pathOf(url))

/**
 * Has a worker of the global `Worker` load this file before its own module: Deno has no option for that, so the worker's module is one that imports both, in this order. A
 * worker that may not read them, or whose permissions are its own, starts as it was asked for, unaudited, and that is said. So does one of a `blob:` URL, which the
 * application may take back before the module of ours asks for it.
 *
 * @param config the path of the configuration, or nothing
 * @param atStart {@link AtStart} as JSON
 * @param preload the URL of the preload
 * @param unaudited called with the reason, and what the worker would run
 */
export function createWorkerStart(config: string, atStart: string, preload: string, unaudited: Unaudited): Prepare {
  return (start) => {
    const { file, options } = start
    let url: URL
    try {
      url = new URLCaptured(StringCaptured(file))
    } catch {
      // What Deno itself refuses.
      unaudited(`the worker \`${StringCaptured(file)}\` is started without the preload`, StringCaptured(file))
      return start
    }
    const own = startsWith(href(url), 'blob:') ? 'its module is a `blob:` URL' : hasOwn(options, 'deno') || !canRead(url) || !canRead(new URLCaptured(preload)) ? 'its permissions are its own, or do not reach the preload' : undefined
    if (own === undefined) return { file: wrapper(config, atStart, preload, href(url)), options }
    unaudited(`the worker \`${href(url)}\` is started without the preload: ${own}`, href(url))
    return start
  }
}

/**
 * The same for a worker of `node:worker_threads`: a path is one below the working folder, code (`eval: true`) requires what the preload runs first (`require` takes no module that may wait), and `process.argv[1]` is what it
 * would be.
 *
 * @param onDisk whether the engine is read from this disk, without waiting
 * @param folder the working folder
 * @param verifier where the configuration names a manifest: no worker runs unverified code then
 */
export function createNodeWorkerStart(config: string, atStart: string, preload: string, onDisk: boolean, folder: () => string, verifier: Verifier | undefined, unaudited: Unaudited): Prepare {
  const own = new URLCaptured(preload)
  return (start) => {
    const { file, options } = start
    const text = StringCaptured(file)
    const isCode = options['eval'] === true
    if (!canRead(own) || (isCode && !onDisk)) {
      unaudited(`the worker \`${isCode ? 'code' : text}\` is started without the preload, which it cannot load`, text)
      return start
    }
    if (isCode) verifier?.unlisted('data:,')
    // On the first line, so that the lines of an error are those of the code.
    if (isCode) return { file: `${telling(config, atStart)};require(${quote(pathOf(new URLCaptured('./main.js', own)))}).begin();${text}`, options }
    const url = startsWith(text, 'data:') || startsWith(text, 'file:') ? new URLCaptured(text) : new URLCaptured(text, `file://${folder()}/`)
    return { file: new URLCaptured(wrapper(config, atStart, preload, href(url), protocol(url) === 'file:' ? pathOf(url) : undefined)), options }
  }
}
