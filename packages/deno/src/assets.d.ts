/** Engine and rules as they lie in a module (packed.ts), which needs no permission to read. */
declare module '*.packed.wasm' {
  export const memory: WebAssembly.Memory & { readonly buffer: ArrayBuffer }
}
/** What these rules ask for (`Interest`), known without the engine. */
declare module '*/rules.interest' {
  import type { PreparedFile } from '@overt/core'
  const said: PreparedFile
  export default said
}
