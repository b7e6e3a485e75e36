import { type Audit, type Gap, primordials, type Readers } from '@overt/core'
import type { Handover } from '../children.ts'
import { absolute } from '../path.ts'
import { createExitWatch } from './worker-exit.ts'
import { hideNativeWorker } from './worker-handle.ts'
import { type Options, optionsOf } from './worker-options.ts'
import { classInPlaceOf } from './stand-in.ts'
import { watchSnapshots } from './worker-snapshot.ts'
import { getBuiltinModule, hrefOf, URLCaptured } from '../../captured.ts'

const { argumentAt, construct, defineProperty, getOwnPropertyDescriptor, startsWith } = primordials

/** Holds to the manifest what is in no file, or is read by Node itself. Each throws what refuses. */
export interface Hold {
  text(code: string): void
  url(code: string): void
  global(href: string): void
}

/** Undefined where there is no manifest. */
export type HoldOf = (audit: Audit) => Hold | undefined

/** What is about to run in a thread, all of it read once. */
interface Start {
  /** A path or a URL, or the code itself. */
  readonly file: string
  readonly code: boolean
  readonly options: readonly string[]
}

const none = { __proto__: null } as unknown as Options

const isUrl = (file: string): boolean => startsWith(file, 'data:') || startsWith(file, 'file:')

const fields = (): Readers<'worker.create', Start> => ({
  path: ({ file, code }: Start) => (code ? undefined : isUrl(file) ? file : absolute(file)),
  code: ({ file, code }: Start) => (code ? file : undefined),
  options: ({ options }: Start) => options,
})

/**
 * `worker.create`, `worker.exit`, and the preload in every worker (`worker-options.ts`). The native class below is out of reach (`worker-handle.ts`); the public `Worker` is a
 * proxy that reads the options once. All of it is done when the module is loaded, before anybody has it.
 *
 * @param holdOf what decides about code that is in no file, where there is a manifest
 */
export function installWorker(audit: Audit, handover: Handover, holdOf: HoldOf): readonly Gap[] {
  const operation = audit.operation('worker.create', fields)
  const watchExit = createExitWatch(audit)
  const hold = holdOf(audit)
  const threads = getBuiltinModule('node:worker_threads') as { Worker: object }
  const original = threads.Worker as new () => object
  const hidden = hideNativeWorker(original, (native) => {
    watchSnapshots(audit, original.prototype as object, native)
  })
  const wrapped = classInPlaceOf(original, (given, newTarget, isOwn) => {
    const made = isOwn ? original : (newTarget as new () => object)
    const file = fileOf(given[0])
    const options = argumentAt(given, 1)
    // What cannot be used is left to the platform's own error.
    if (file === undefined || (options !== undefined && (typeof options !== 'object' || options === null))) return construct(original, given, made) as object
    const names: string[] = []
    const copy = optionsOf(options === undefined ? none : (options as Options), names, handover)
    if (operation.wanted !== 0) {
      const refusal = audit.raise(operation, { file: file.text, code: !!copy['eval'], options: names })
      if (refusal !== undefined) throw refusal.error
    }
    if (copy['eval']) hold?.text(file.text)
    else if (startsWith(file.text, 'data:')) hold?.url(file.text)
    const worker = construct(original, [file.given, copy], made) as object
    watchExit(worker)
    return worker
  })
  redefine(threads, 'Worker', wrapped)
  redefine(original.prototype as object, 'constructor', wrapped)
  return hidden
}

/** What is run, as text, and as the platform gets it: a URL is made anew, so that it is the one that was judged. */
function fileOf(file: unknown): { readonly text: string; readonly given: unknown } | undefined {
  if (typeof file === 'string') return { text: file, given: file }
  if (typeof file !== 'object' || file === null) return undefined
  const { href } = file as { readonly href?: unknown }
  if (typeof href !== 'string') return undefined
  const url = new URLCaptured(href)
  return { text: hrefOf(url), given: url }
}

function redefine(holder: object, name: string, value: unknown): void {
  const descriptor = getOwnPropertyDescriptor(holder, name)
  defineProperty(holder, name, { __proto__: null, ...descriptor, value } as PropertyDescriptor)
}
