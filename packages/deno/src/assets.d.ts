/** The engine: imported as a module, which needs no permission to read. */
declare module '*.wasm' {
  import type { WasmExports } from '@overt/core'
  const exports: WasmExports
  export = exports
}
/** The rules that ship, compiled; the bundler puts the bytes in. */
declare module '*/rules.image' {
  const bytes: Uint8Array
  export default bytes
}
/** What these rules ask for (`Interest`), known without the engine. */
declare module '*/rules.interest' {
  import type { PreparedFile } from '@overt/core'
  const said: PreparedFile
  export default said
}
