import { primordials } from '@overt/core'
import { lstatSync, platform } from '../captured.ts'
import type { Mute } from './parts.ts'
import type { Verifier } from './verified.ts'

const { lastIndexOf, SafeSet, setAdd, setHas, slice, startsWith } = primordials

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

  /** INVARIANT: a folder is `checked` once everything above it is, so a refusal is one again for each module below. */
  function checkAbove(file: string): void {
    const end = separator(file)
    if (end === -1) return
    const folder = slice(file, 0, end)
    if (setHas(checked, folder)) return
    const path = `${folder}/package.json`
    const read = verifier.read(path, false)
    // Above the root nothing is listed and nothing is claimed.
    if (read.reason !== 'outside' && (read.reason !== 'not_listed' || exists(path))) verifier.decide(path, read)
    if (read.reason !== 'outside') checkAbove(folder)
    setAdd(checked, folder)
  }

  // Modules of one folder come one after the other, and comparing its name is cheaper than hashing it.
  let last: string | undefined

  return (file) => {
    const end = separator(file)
    if (last !== undefined && last.length === end && startsWith(file, last)) return
    checkAbove(file)
    last = slice(file, 0, end)
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
