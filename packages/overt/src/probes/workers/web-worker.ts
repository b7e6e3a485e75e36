import { type Audit, type Gap, primordials, type Readers } from '@overt/core'
import { ownValue } from '../patch.ts'
import { kept } from '../kept.ts'
import type { HoldOf } from './worker.ts'
import { classInPlaceOf } from './stand-in.ts'
import { createExitWatch } from './worker-exit.ts'
import { cwd, getBuiltinModule, globalObject, hrefOf, pathToFileURL, URLCaptured } from '../../captured.ts'

const { append, construct, defineProperty, getOwnPropertyDescriptor, keys, StringCaptured } = primordials

interface Start {
  readonly href: string
  readonly options: readonly string[]
}

const fields = (): Readers<'worker.create', Start> => ({ path: ({ href }: Start) => href, options: ({ options }: Start) => options })

/**
 * `worker.create` and `worker.exit` for the global `Worker` of `--experimental-web-worker` (Node 26). It makes a worker of the class behind `node:worker_threads` from within, past the
 * public one, and holds it where code can reach it: so that module is loaded and its class taken out of reach first, whoever listens.
 *
 * @param holdOf what refuses it, where there is a manifest
 */
export function installWebWorker(audit: Audit, holdOf: HoldOf): readonly Gap[] {
  // Reading it would load a part of the runtime: without the option there is none.
  getBuiltinModule('node:worker_threads')
  const descriptor = getOwnPropertyDescriptor(globalObject, 'Worker')
  const original = descriptor?.value as (new () => object) | undefined
  if (typeof original !== 'function') return []
  const operation = audit.operation('worker.create', fields)
  const watchExit = createExitWatch(audit)
  const base = baseOf()
  const hold = holdOf(audit)
  const wrapped = classInPlaceOf(original, (given, newTarget, isOwn) => {
    const made = isOwn ? original : (newTarget as new () => object)
    const href = given.length === 0 ? undefined : located(given[0], base())
    // What cannot be used is left to the platform's own error.
    if (href === undefined) return construct(original, given, made) as object
    if (operation.wanted !== 0) {
      const refusal = audit.raise(operation, { href, options: namesOf(given[1]) })
      if (refusal !== undefined) throw refusal.error
    }
    hold?.global(href)
    const worker = construct(original, given.length > 1 ? [href, given[1]] : [href], made) as object
    const inner = kept(worker, 'kWorker')
    if (typeof inner === 'object' && inner !== null) watchExit(inner)
    return worker
  })
  defineProperty(globalObject, 'Worker', { __proto__: null, ...descriptor, value: wrapped } as PropertyDescriptor)
  const { prototype } = original as unknown as { readonly prototype: object }
  defineProperty(prototype, 'constructor', { __proto__: null, ...getOwnPropertyDescriptor(prototype, 'constructor'), value: wrapped } as PropertyDescriptor)
  return []
}

/** What a URL is relative to: in a worker its own, else the working folder. */
function baseOf(): () => string {
  const location = ownValue(globalObject, 'location')
  const own = typeof location === 'object' && location !== null ? (location as { readonly href?: unknown }).href : undefined
  return typeof own === 'string' ? () => own : () => hrefOf(pathToFileURL(cwd() + '/'))
}

/** The URL that is run, absolute; made a string once, so that it is the one that was judged. */
function located(given: unknown, base: string): string | undefined {
  if (typeof given === 'symbol') return undefined
  const text = StringCaptured(given)
  try {
    return hrefOf(new URLCaptured(text, base))
  } catch {
    return undefined
  }
}

function namesOf(options: unknown): readonly string[] {
  const names: string[] = []
  if (typeof options !== 'object' || options === null) return names
  const own = keys(options)
  for (let i = 0; i < own.length; i++) append(names, own[i] ?? '')
  return names
}
