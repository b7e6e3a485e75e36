/** What the rules that ship ask for (`Interest`), known without the engine. */
declare module '*/rules.interest' {
  import type { PreparedFile } from '@overt/core'
  const said: PreparedFile
  export default said
}
