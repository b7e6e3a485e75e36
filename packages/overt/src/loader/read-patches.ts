import fs from 'node:fs'
import { fileURLToPath } from 'node:url'
import { primordials } from '@overt/core'
import { calledByModuleLoader } from './callers.ts'
import { named } from './commonjs-patches.ts'
import type { Load } from './operation.ts'
import type { Mute } from './parts.ts'
import { bytesOf, type Source, textOf } from './source.ts'
import type { Supply } from './supply.ts'
import { contentOf } from './verified.ts'

const { apply, endsWith, setAdd } = primordials
const URLCaptured = URL
const hasInstance: (this: unknown, value: unknown) => boolean = Function.prototype[Symbol.hasInstance]
const isURL = (value: unknown): value is URL => apply(hasInstance as never, URLCaptured, [value]) as unknown as boolean

/** The file that Node's CommonJS loader is about to read, and what it is to get; without a source, the file itself. */
export interface Pending {
  /**
   * Files that the loader of ES modules has read to find their format. Where that is CommonJS, Node drops the text and has the CommonJS loader read it again:
   * the same load, raised once.
   */
  readonly detected: Set<string>
  file: { readonly path: string; readonly source: Source | undefined } | undefined
}

/**
 * Node 20: the reads of both loaders. The CommonJS loader asks `fs.readFileSync` for the path that is pending. The loader of ES modules is loaded with the first
 * `import` and keeps the `readFileSync` of that moment; `fs.promises.readFile` it looks up at each call. Both it calls with a URL, as applications do too, so its
 * calls are told apart by their caller.
 */
export function patchReads(supply: Supply, pending: Pending, mute: Mute): void {
  const original = fs.readFileSync as unknown as (...given: unknown[]) => unknown

  function muted(path: string, read: (...given: never[]) => unknown, self: unknown, given: ArrayLike<unknown>): unknown {
    mute.begin(path)
    try {
      return apply(read, self, given)
    } finally {
      mute.end()
    }
  }

  const readFileSync = named(function read(this: unknown, file: unknown, options: unknown): unknown {
    const self = this
    if (pending.file !== undefined && file === pending.file.path && options === 'utf8') {
      const { path, source } = pending.file
      pending.file = undefined
      return source === undefined ? muted(path, original as never, self, [file, options]) : textOf(source)
    }
    if (isURL(file) && (options === undefined || options === 'utf8') && supply.active() && calledByModuleLoader(readFileSync as never)) {
      const path = fileURLToPath(file)
      if (options === 'utf8') return looked(path, self, file, options)
      const source = supply.load(loadOf(path), true)
      return source === undefined ? muted(path, original as never, self, [file]) : bytesOf(source)
    }
    // What a CommonJS file exports again is looked up in the file that it names: that text is what will run.
    if (options === 'utf-8' && typeof file === 'string' && supply.active() && calledByModuleLoader(readFileSync as never)) return looked(file, self, file, options)
    return apply(original as never, self, arguments)
  }, original)

  /** A CommonJS file is looked at for the names that it exports; when it runs, it is decided about. Nothing of a file that may not run is shown. */
  function looked(path: string, self: unknown, file: unknown, options: string): unknown {
    const read = supply.peek(path)
    if (read === undefined) return muted(path, original as never, self, [file, options])
    const source = contentOf(read)
    if (source !== undefined) return textOf(source)
    return supply.showsUnverified ? muted(path, original as never, self, [file, options]) : ''
  }

  fs.readFileSync = readFileSync as unknown as typeof fs.readFileSync

  const originalAsync = fs.promises.readFile as unknown as (...given: unknown[]) => Promise<unknown>
  const readFile = named(async function read(this: unknown, file: unknown, options: unknown): Promise<unknown> {
    if (isURL(file) && options === undefined && supply.active() && calledByModuleLoader(readFile as never)) {
      const path = fileURLToPath(file)
      const load = loadOf(path)
      const source = supply.load(load, true)
      if (load.format === undefined) setAdd(pending.detected, path)
      return source === undefined ? muted(path, originalAsync as never, this, [file]) : bytesOf(source)
    }
    return apply(originalAsync as never, this, arguments)
  }, originalAsync)
  fs.promises.readFile = readFile as unknown as typeof fs.promises.readFile
}

/** What the file's name tells of its format; `.js` is decided by Node afterwards. Who asked is not known here. */
function loadOf(path: string): Load {
  const format = endsWith(path, '.mjs') ? 'module' : endsWith(path, '.json') ? 'json' : endsWith(path, '.wasm') ? 'wasm' : undefined
  return { path, format }
}
