/** Whether rules and the manifest refuse, or only say what they would refuse. */
export type Mode = 'monitor' | 'enforce'

/** What to do when the record cannot be written: go on and count, or end the process. */
export type OutputFailure = 'continue' | 'fatal'

/** What the launcher decided. It does not change while the process runs. */
export interface Policy {
  readonly mode: Mode
  readonly outputFailure: OutputFailure
  /** What of the circumstances every line of the record says, as bits (context.ts); nothing where it is left out. */
  readonly context?: number
  /** Whether events of this id are recorded even where no rule matched. */
  records(event: number): boolean
}
