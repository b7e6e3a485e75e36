import process from 'node:process'
import { wordsOf } from '@overt/core'
import type { Given } from './exchange.ts'

/** Options of Node by which transformers and Node's own loader make other text. Preloads are none of them: the thread has those that it is told. */
const options = /^(?:--(?:no-)?(?:enable-source-maps|experimental-strip-types|strip-types|experimental-transform-types|experimental-require-module|preserve-symlinks)|(?:--conditions|-C)=.*)$/

/**
 * Starts the thread, unaudited, without a preload. The application must find no way to it, so nothing in it is left to functions that can be replaced.
 *
 * @returns takes what the thread has sent until now; to be called when it has begun
 */
export function startThread(script: string, given: Given): () => void {
  const { MessagePort, receiveMessageOnPort, Worker } = process.getBuiltinModule('node:worker_threads')
  const worker = untold(() => new Worker(script, {
    workerData: given,
    env: { ...process.env, NODE_OPTIONS: '' },
    execArgv: [...wordsOf(process.env['NODE_OPTIONS'] ?? ''), ...process.execArgv].filter((option) => options.test(option)),
    // Else it would be piped to the streams of this thread, which would be made for that.
    stdout: true,
    stderr: true,
  }))
  // It emits when the thread ends, and whoever replaces the prototype's would be called with it.
  Object.defineProperty(worker, 'emit', { value: () => false })
  worker.unref()
  return () => {
    for (const port of Object.getOwnPropertySymbols(worker).map((key) => (worker as unknown as Record<symbol, unknown>)[key])) {
      if (port instanceof MessagePort) while (receiveMessageOnPort(port) !== undefined);
    }
  }
}

/** The constructor puts off, by this alone, that `process` emits `worker`: whoever listens then, the application, would be handed the thread and its ports. */
function untold<Made>(make: () => Made): Made {
  const { nextTick } = process
  process.nextTick = () => {}
  try {
    return make()
  } finally {
    process.nextTick = nextTick
  }
}
