import { primordials } from '@overt/core'
import type { Mute } from './parts.ts'

const { lastIndexOf, slice } = primordials

/** Whether a file has an extension that Node's loaders know. */
export function isOfLoader(path: string): boolean {
  switch (slice(path, lastIndexOf(path, '.') + 1)) {
    case 'js':
    case 'mjs':
    case 'cjs':
    case 'json':
    case 'node':
    case 'wasm':
    case 'ts':
    case 'mts':
    case 'cts':
      return true
    default:
      return false
  }
}

/**
 * Leaves out the loader's own reading of files that have an extension of Node's. A loader can be made to read any file as if it were a module
 * (`require.extensions['.js'](module, '/etc/passwd')`), and hands its text on: such a reading is an `fs.open` as well as a `module.load`.
 */
export const muteOwnReads = ({ begin, end }: Mute): Mute => ({
  begin(path) {
    if (isOfLoader(path)) begin(path)
  },
  end,
})
