import fs from 'node:fs'
import { type Audit, type Gap, primordials, type Probe } from '@overt/core'
import { givenPath } from '../given-path.ts'
import { openOperation, readFlags } from './opening.ts'
import { type Method, replace } from '../patch.ts'
import { textOfBytes } from '../path.ts'

const { apply, PromiseCaptured, reject } = primordials

/** `fs.openAsBlob` opens a file past the functions that all others go through; the runtime holds its native part from the start, so the public function is replaced. */
export const blobProbe: Probe = {
  events: ['fs.open'],
  capturable: true,
  bindings: [],
  install(audit: Audit): readonly Gap[] {
    const operation = openOperation(audit)

    const opening = (original: Method, refuse: (error: unknown) => unknown): Method =>
      ({
        open(this: unknown, path: unknown): unknown {
          if (operation.wanted === 0) return apply(original, this, arguments)
          const given = givenPath(path)
          // The runtime refuses what is no path.
          if (given === undefined) return apply(original, this, arguments)
          const refusal = audit.raise(operation, { path: typeof given === 'string' ? given : textOfBytes(given), flags: readFlags, isText: false })
          if (refusal !== undefined) return refuse(refusal.error)
          arguments[0] = given
          return apply(original, this, arguments)
        },
      }).open

    replace(fs, 'openAsBlob', (original) => opening(original, (error) => apply(reject as never, PromiseCaptured, [error])))
    replace(fs, 'openAsBlobSync', (original) => opening(original, (error) => { throw error }))
    return []
  },
}
