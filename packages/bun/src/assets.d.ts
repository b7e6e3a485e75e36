/** What the rules that ship ask for (`Interest`), known without the engine. */
declare module '*/rules.interest' {
  import type { PreparedFile } from '@overt/core'
  const said: PreparedFile
  export default said
}

/** The SHA-256, in hexadecimal, of the files that the build puts beside the preload. */
declare module '*/engine.digests' {
  const digests: Readonly<Record<'overt.wasm' | 'rules.image', string>>
  export default digests
}
