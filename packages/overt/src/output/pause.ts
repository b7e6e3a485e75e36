import { sharedPage } from '../engine/page.ts'

// V8 can be started without it (`--no-harmony-atomics`, Node 20): then nothing can wait.
const wait = (globalThis as { readonly Atomics?: typeof Atomics }).Atomics?.wait
const SharedArrayBufferCaptured = globalThis.SharedArrayBuffer as SharedArrayBufferConstructor | undefined
let clock: Int32Array | undefined

/** Holds this thread up for some milliseconds. Nothing is made before the first time: it is for outputs that take nothing just now. */
export function pause(milliseconds: number): void {
  if (wait === undefined) return
  if (clock === undefined) {
    // V8 can be started without the constructor (`--enable-sharedarraybuffer-per-context`); WebAssembly has such memory all the same. Without both nothing can wait.
    const memory = SharedArrayBufferCaptured === undefined ? sharedPage() : new SharedArrayBufferCaptured(4)
    if (memory === undefined) return
    clock = new Int32Array(memory)
  }
  wait(clock, 0, 0, milliseconds)
}
