import fs from 'node:fs'
import { primordials } from '@overt/core'
import { calledByModuleLoader } from './callers.ts'
import { named } from './commonjs-patches.ts'
import { hasRun } from './has-run.ts'
import { type Load, loadOf } from './operation.ts'
import type { Mute } from './parts.ts'
import { bytesOf, type Source, textOf } from './source.ts'
import type { Supply } from './supply.ts'
import { contentOf } from './verified.ts'
import { fileURLToPath, URLCaptured } from '../captured.ts'

// Taken once: what is imported by name is looked up at each call where the preload is bundled, and the application can replace it.
const { apply, argumentAt, endsWith, hasInstance, PromiseCaptured, setAdd } = primordials
const isURL = (value: unknown): value is URL => apply(hasInstance, URLCaptured, [value])

type Read = (...given: unknown[]) => unknown

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
  const original = fs.readFileSync as unknown as Read

  function muted(path: string, read: Read, self: unknown, given: readonly unknown[]): unknown {
    mute.begin(path)
    try {
      return apply(read, self, given)
    } finally {
      mute.end()
    }
  }

  const readFileSync = named(function read(this: unknown, ...given: unknown[]): unknown {
    const file = given[0]
    const options = argumentAt(given, 1)
    if (pending.file !== undefined && file === pending.file.path && options === 'utf8') {
      const { path, source } = pending.file
      pending.file = undefined
      return source === undefined ? muted(path, original, this, given) : textOf(source)
    }
    if (isURL(file) && (options === undefined || options === 'utf8') && supply.active() && calledByModuleLoader(readFileSync)) {
      const path = fileURLToPath(file)
      if (options === 'utf8') return looked(path, this, given)
      const source = supply.load(loadByName(path), true)
      return source === undefined ? muted(path, original, this, given) : bytesOf(source)
    }
    // What a CommonJS file exports again is looked up in the file that it names: that text is what will run.
    if (options === 'utf-8' && typeof file === 'string' && supply.active() && calledByModuleLoader(readFileSync)) return looked(file, this, given)
    return apply(original, this, given)
  }, original)

  /** A CommonJS file is looked at for the names that it exports; when it runs, it is decided about. Nothing of a file that may not run is shown. */
  function looked(path: string, self: unknown, given: readonly unknown[]): unknown {
    const read = supply.peek(path)
    if (read === undefined) return muted(path, original, self, given)
    const source = contentOf(read)
    if (source !== undefined) return textOf(source)
    return supply.showsUnverified ? muted(path, original, self, given) : ''
  }

  fs.readFileSync = readFileSync as unknown as typeof fs.readFileSync

  const originalAsync = fs.promises.readFile as unknown as (...given: unknown[]) => Promise<unknown>
  const readFile = named(function read(this: unknown, ...given: unknown[]): Promise<unknown> {
    const file = given[0]
    if (!isURL(file) || argumentAt(given, 1) !== undefined || !supply.active() || !calledByModuleLoader(readFile)) return apply(originalAsync, this, given)
    return new PromiseCaptured((resolve) => {
      const path = fileURLToPath(file)
      const load = loadByName(path)
      const source = supply.load(load, true, hasRun(path, load.format))
      if (load.format === undefined) setAdd(pending.detected, path)
      resolve(source === undefined ? muted(path, originalAsync, this, given) : bytesOf(source))
    })
  }, originalAsync)
  fs.promises.readFile = readFile as unknown as typeof fs.promises.readFile
}

/** What the file's name tells of its format; `.js` is decided by Node afterwards. Who asked is not known here. */
function loadByName(path: string): Load {
  const format = endsWith(path, '.mjs') ? 'module' : endsWith(path, '.json') ? 'json' : endsWith(path, '.wasm') ? 'wasm' : undefined
  return loadOf(path, format, undefined)
}
