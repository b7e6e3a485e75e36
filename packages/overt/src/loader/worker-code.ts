import type { Audit } from '@overt/core'
import { createCodeCheck } from './code-check.ts'
import { hasHooks } from './probe.ts'
import type { LoaderParts, Manifest } from './parts.ts'
import { createVerifier } from './verified.ts'

/** Decides about what a worker is to run that is in no file: its text, or a `data:` URL. @throws what refuses */
export type HoldWorker = (code: string, isText: boolean) => void

/**
 * The code of workers. A `data:` URL is decided about in the worker, where Node has hooks there; on Node 20, where nothing else would see it, none may run.
 */
export function createWorkerHold(parts: Pick<LoaderParts, 'mode' | 'digest'>, manifest: Manifest, audit: Audit): HoldWorker {
  const verifier = createVerifier(parts, manifest, audit)
  const check = createCodeCheck(parts, verifier)
  return (code, isText) => {
    if (isText) verifier.decide('[worker eval]', check.withoutFile({ text: code, bytes: undefined }))
    else if (!hasHooks) verifier.decide(code, verifier.unlisted)
  }
}
