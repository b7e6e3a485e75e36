/** A file of the package as text (imported.ts), which needs no permission to read. */
declare module '*.base64' {
  const text: string
  export default text
}
/** What these rules ask for (`Interest`), known without the engine. */
declare module '*/rules.interest' {
  import type { PreparedFile } from '@overt/core'
  const said: PreparedFile
  export default said
}
