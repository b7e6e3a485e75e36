import { primordials } from '@overt/core'
import { lstatSync, platform } from '../captured.ts'
import type { Mute } from './parts.ts'
import type { Verifier } from './verified.ts'

const { lastIndexOf, SafeSet, setAdd, setHas, slice } = primordials

/**
 * `package.json` steers how requests resolve and what `.js` means, and Node reads it in native code that nothing can hook. So each one on the way from the
 * manifest's root to a file that runs is compared with the manifest, once a folder. Node keeps what it has read, too.
 */
export function createPackageFiles(verifier: Verifier, mute: Mute): (file: string) => void {
  const checked = new SafeSet()

  function exists(path: string): boolean {
    mute.begin(path)
    try {
      return lstatSync(path, noThrow) !== undefined
    } catch {
      // Neither can Node read it, then: a folder on the way is no folder.
      return false
    } finally {
      mute.end()
    }
  }

  return (file) => {
    for (let end = separator(file); end !== -1; end = end === 0 ? -1 : separator(slice(file, 0, end))) {
      const folder = slice(file, 0, end)
      if (setHas(checked, folder)) return
      const path = `${folder}/package.json`
      const read = verifier.read(path, false)
      // Above the root nothing is listed and nothing is claimed.
      if (read.reason !== 'outside' && (read.reason !== 'not_listed' || exists(path))) verifier.decide(path, read)
      setAdd(checked, folder)
      if (read.reason === 'outside') return
    }
  }
}

const noThrow = { __proto__: null, throwIfNoEntry: false } as unknown as { throwIfNoEntry: false }

const isWindows = platform === 'win32'

/** Where the last separator of a path stands; Windows has two kinds. */
function separator(path: string): number {
  const slash = lastIndexOf(path, '/')
  const backslash = isWindows ? lastIndexOf(path, '\\') : -1
  return slash > backslash ? slash : backslash
}
