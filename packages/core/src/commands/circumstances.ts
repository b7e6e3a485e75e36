/** What the words of a command are held against: the process that starts it. */
export interface Circumstances {
  /** The name of this process's own program ({@link nameOf}), which may be another than its runtime's. */
  readonly program: string
  readonly runtime: 'node' | 'deno' | 'bun'
  /** Where programs are looked for, as the launcher has it. */
  readonly path: string | undefined
  /** The variables without which a child is not audited, or not as this process is: each between blanks. */
  readonly needed: string
  /** Whether a node is told its preload. */
  readonly isNodeTold: boolean
}
