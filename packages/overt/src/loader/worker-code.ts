import { type Audit, primordials } from '@overt/core'
import { fileURLToPath, hasHooks } from '../captured.ts'
import { createCodeCheck } from './code-check.ts'
import type { LoaderParts, Manifest } from './parts.ts'
import { createVerifier } from './verified.ts'

const { startsWith } = primordials

/** Decides about what a worker is to run where no file is verified when it is loaded. Each throws what refuses. */
export interface WorkerHold {
  /** The text that a worker evaluates. */
  text(code: string): void
  /** A `data:` URL. */
  url(code: string): void
  /** What the global `Worker` of Node 26 is given: Node reads it itself, in the thread, as it does all that `importScripts` names there. */
  global(href: string): void
}

/**
 * The code of workers. A `data:` URL is decided about in the worker, where Node has hooks there; on Node 20, where nothing else would see it, none may run.
 */
export function createWorkerHold(parts: Pick<LoaderParts, 'mode' | 'digest'>, manifest: Manifest, audit: Audit): WorkerHold {
  const verifier = createVerifier(parts, manifest, audit)
  const check = createCodeCheck(parts, verifier)
  return {
    text(code) {
      verifier.decide('[worker eval]', check.withoutFile({ text: code, bytes: undefined }))
    },
    url(code) {
      if (!hasHooks) verifier.decide(code, verifier.unlisted)
    },
    global(href) {
      check.notCompared(startsWith(href, 'file:') ? fileURLToPath(href) : href)
    },
  }
}
