import { type Audit, type Method, primordials } from '@overt/core'
import { watchEmitted } from './emitted.ts'

const { apply, getOwnPropertyDescriptor, weakAdd, weakHas, WeakSetCaptured } = primordials

/** How a class of workers tells that one of them has ended. */
export type Ending = 'emits exit' | 'dispatches close'

interface Globals {
  readonly EventTarget: { readonly prototype: { readonly addEventListener: Method } }
  readonly CloseEvent: { readonly prototype: object }
}

/** `worker.exit`. The application sees no listener, and can remove none. */
export interface ExitWatch {
  /** Watches every worker of a class that emits `exit`. */
  ofClass(prototype: object): void
  /** Watches one worker that dispatches `close`. */
  of(worker: object): void
}

/** @param ending how the workers tell it */
export function createExitWatch(audit: Audit, ending: Ending): ExitWatch {
  const operation = audit.operation('worker.exit', () => ({ exit_code: (code: number | undefined) => code }))
  const told = new WeakSetCaptured()
  const { CloseEvent, EventTarget } = globalThis as unknown as Globals
  const listen = ending === 'emits exit' ? undefined : EventTarget.prototype.addEventListener
  const codeOf = ending === 'emits exit' ? undefined : getOwnPropertyDescriptor(CloseEvent.prototype, 'code')?.get

  function ended(worker: object, code: unknown): void {
    if (operation.wanted === 0 || weakHas(told, worker)) return
    weakAdd(told, worker)
    // It is over: there is nothing to refuse.
    audit.raise(operation, typeof code === 'number' ? code : undefined)
  }

  return {
    ofClass(prototype) {
      watchEmitted(prototype, (worker, event, code) => {
        if (event === 'exit') ended(worker, code)
        return false
      })
    },
    of(worker) {
      if (listen === undefined || codeOf === undefined) return
      const closed = (event: { readonly isTrusted: boolean }): void => {
        // Its own property, which nobody can change: one that the application dispatches is not the worker's end, and need not be of this class.
        if (event.isTrusted) ended(worker, apply(codeOf as Method, event, []))
      }
      apply(listen, worker, ['close', closed])
    },
  }
}
