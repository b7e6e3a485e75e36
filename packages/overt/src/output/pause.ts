const { wait } = Atomics
const { Memory } = WebAssembly
const SharedArrayBufferCaptured = globalThis.SharedArrayBuffer as SharedArrayBufferConstructor | undefined
let clock: Int32Array | undefined

/** Holds this thread up for some milliseconds. Nothing is made before the first time: it is for outputs that take nothing just now. */
export function pause(milliseconds: number): void {
  // V8 can be started without the constructor (`--enable-sharedarraybuffer-per-context`); WebAssembly has such memory all the same.
  clock ??= new Int32Array(SharedArrayBufferCaptured === undefined ? new Memory({ initial: 1, maximum: 1, shared: true }).buffer : new SharedArrayBufferCaptured(4))
  wait(clock, 0, 0, milliseconds)
}
