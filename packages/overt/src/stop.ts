import process from 'node:process'
import { type Own, primordials, type Recorder, type ThreadAudit } from '@overt/core'
import type { StandardError } from './output/stderr.ts'
import { like, ownValue } from './probes/patch.ts'

const { apply, defineProperty, getOwnPropertyDescriptor, numberToString } = primordials

type Callable = (...given: never[]) => unknown

/** What ends a thread. */
export interface StopParts {
  readonly audit: ThreadAudit
  readonly recorder: Recorder
  readonly own: Own
  readonly standardError: StandardError
  /** Called once, before the stream ends. */
  readonly last: () => void
}

/**
 * Ends the stream when the thread ends: `hook.clear`, then `overt.stop`, and a line on standard error where lines were lost.
 *
 * It is no listener that `removeAllListeners` could remove. Node itself looks up `process.emit` to say `exit`, and `process.exit` ends in
 * `process.reallyExit`; both are wrapped, so the stream ends after the application's last listener. Who replaced `process.emit` meanwhile goes on after it
 * (`signal-exit`, below nyc, tap and many more): then `process.reallyExit` ends the stream, or native code does. Only after an error that nobody caught neither comes,
 * and what such code does then follows the end. What remains: an application that replaces `process.emit` and does not call it, and a thread that is terminated (`worker.terminate`, a worker that still runs when the process ends): native code ends the stream then
 * (crates/binding/src/record/end.rs). An end of the process without either (a signal, an abort) leaves a stream without its end, which `overt log verify` reports.
 */
export function installStop({ audit, recorder, own, standardError, last }: StopParts): void {
  const clear = audit.operation('hook.clear', () => ({}))
  let cleared = false
  let stopped = false
  let isUncaught = false
  let isTold = false

  /** What comes before the end. */
  function clearHooks(): void {
    if (cleared) return
    cleared = true
    try {
      // What a hook throws here is ignored (PEP 578): there is nothing left to refuse.
      if (clear.wanted !== 0) audit.raise(clear, undefined)
    } catch {
      // An exhausted stack at exit: the stream is still to be ended.
    }
    last()
  }

  function tellLost(): void {
    if (isTold || recorder.dropped === 0) return
    isTold = true
    standardError.say(`${numberToString(recorder.dropped)} lines of the record could not be written and are lost`)
  }

  function stop(): void {
    if (stopped) return
    stopped = true
    clearHooks()
    recorder.flush()
    if (recorder.active) own('overt.stop', { records: recorder.length, dropped: recorder.dropped, head: recorder.head })
    tellLost()
  }

  const emit = wrap('emit', (original, self, given) => {
    // After it the process may end without its environment being ended.
    if (given[0] === 'uncaughtExceptionMonitor') isUncaught = true
    try {
      const answer = apply(original, self, given)
      // It was thrown while the thread ends (by a listener of `exit`), and nobody takes it.
      if (given[0] === 'uncaughtException' && cleared && answer !== true) stop()
      return answer
    } finally {
      if (given[0] === 'exit') {
        // An application may emit `exit` itself: then the thread goes on.
        if ((process as unknown as { readonly _exiting?: boolean })._exiting !== true) recorder.flush()
        else if (recorder.endsNatively && !isUncaught && getOwnPropertyDescriptor(process, 'emit')?.value !== emit) {
          clearHooks()
          recorder.flush()
          tellLost()
        } else stop()
      }
    }
  })
  wrap('reallyExit', (original, self, given) => {
    stop()
    return apply(original, self, given)
  })
  // `process.kill` ends in it: a signal to oneself can end the process with lines still waiting.
  wrap('_kill', (original, self, given) => {
    recorder.flush()
    return apply(original, self, given)
  })
  // It ends the process without `exit`, as `process.execve` does, which has a probe.
  wrap('abort', (original, self, given) => {
    recorder.flush()
    return apply(original, self, given)
  })
}

/** Replaces a method of `process`, inherited or its own, and returns what it is now; nothing where this Node has no such method, or a worker one that refuses. */
function wrap(name: string, body: (original: Callable, self: unknown, given: ArrayLike<unknown>) => unknown): unknown {
  const original: unknown = Reflect.get(process, name)
  if (typeof original !== 'function' || ownValue(original, 'disabled') === true) return undefined
  const { wrapped } = {
    wrapped(this: unknown, ...given: unknown[]): unknown {
      return body(original as Callable, this, given)
    },
  }
  const descriptor = getOwnPropertyDescriptor(process, name) ?? { writable: true, enumerable: false, configurable: true }
  const value = like(wrapped, original)
  defineProperty(process, name, { ...descriptor, value })
  return value
}
