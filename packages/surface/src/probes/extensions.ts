import { type Method, primordials, replaceEach } from '@overt/core'

const { apply, keys, lastIndexOf, slice, StringCaptured } = primordials

/**
 * The functions of `require.extensions`: called by the application they read any file as if it were a module, and hand its text on, without a request that a hook of the loader would be
 * told of.
 *
 * @param loading called with the file's path, also for what was resolved before
 */
export function watchExtensions(extensions: object, loading: (path: string) => void): void {
  replaceEach(extensions, keys(extensions), (original): Method => ({
    load(this: unknown, module: unknown, file: unknown): unknown {
      const path = typeof file === 'string' ? file : StringCaptured(file)
      loading(path)
      return apply(original, this, [module, path])
    },
  }).load)
}

/** Whether a file's name is one of a module. Any other that a loader is made to read (as text, as bytes, or for the error that shows its first line) is an `fs.open` as well, as on Node. */
export function isNamedAsModule(path: string): boolean {
  switch (slice(path, lastIndexOf(path, '.') + 1)) {
    case 'js':
    case 'mjs':
    case 'cjs':
    case 'jsx':
    case 'ts':
    case 'mts':
    case 'cts':
    case 'tsx':
    case 'json':
    case 'wasm':
    case 'node':
      return true
    default:
      return false
  }
}
