import { type Method, normalPath, primordials, replace } from '@overt/core'
import type { Verifier } from './verifier.ts'

const { apply, StringCaptured } = primordials

/** Holds addons that `process.dlopen` is given to the manifest: no hook of a loader is asked about them. They are compared, and then read once more by the system. */
export function verifyAddons(process: object, verifier: Verifier, folder: () => string): void {
  replace(process, 'dlopen', (original): Method => ({
    dlopen(this: unknown, module: unknown, file: unknown, flags: unknown): unknown {
      const path = StringCaptured(file)
      verifier.file(normalPath(path, folder))
      return apply(original, this, flags === undefined ? [module, path] : [module, path, flags])
    },
  }).dlopen)
}
