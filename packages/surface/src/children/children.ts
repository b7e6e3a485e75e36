import { type Own, preloadOption, type Preloads, primordials, quoted, withOption } from '@overt/core'
import { type Circumstances, createDenoArguments, nameOf, unauditedReason } from '@overt/core/commands'

const { append, hasOwn, keys, startsWith } = primordials

type Variables = Readonly<Record<string, string>>

/** What the children of a process get so that they are audited too, whichever runtime they are. */
export interface Children {
  /** The arguments behind the program's name, as the child gets them. */
  readonly args: (file: string, args: readonly string[]) => readonly string[]
  /**
   * The variables that the child is to have, whatever the application put there; '' for one that it is not to have. A program that is no runtime gets them too: there may be one below it.
   *
   * @param given the child's variables, where it is not this process's environment
   * @param alone whether the child has these variables only
   */
  readonly variables: (given: Variables | undefined, alone: boolean) => Variables
  /** Says, where that is so, that what is about to be started is not audited. `args` has the name of the program first. */
  readonly starting: (file: string, args: readonly string[], given: Variables | undefined, alone: boolean, handed: Variables) => void
}

/** What the children of this process depend on. */
export interface ChildrenParts {
  readonly own: Own
  readonly runtime: 'deno' | 'bun'
  readonly program: string
  /** The stream of this thread. */
  readonly stream: string
  /** The path of the configuration that this process started with, or ''. */
  readonly config: string
  readonly atStart: AtStart
  /** Looks for the preloads, once. */
  readonly find: () => Preloads
  /** A variable as it is now; null where it may not be read, and so not changed either. */
  readonly current: (name: string) => string | undefined | null
  /** This process's variables; undefined where they may not be read. */
  readonly environment: () => Variables | undefined
}

/** What was there when the process started. A thread has it of the one that made it, for by then the application may have changed all of it. */
export interface AtStart {
  /** The settings that a launcher handed over, or ''. */
  readonly launch: string
  /** Where programs are looked for; undefined where that may not be read. */
  readonly path: string | undefined
  /** Undefined where they are looked for when the first process is started. */
  readonly preloads: Preloads | undefined
}

/** A node would take its settings from it, before those of the configuration. */
export const launchVariable = 'OVERT_LAUNCH'
const parentVariable = 'OVERT_PARENT'
const configVariable = 'OVERT_CONFIG'
const nodeVariable = 'NODE_OPTIONS'
const bunVariable = 'BUN_OPTIONS'

/** To be called at the start. */
export function createChildren({ own, runtime, program, config, stream, atStart: { launch, path, preloads }, find, current, environment }: ChildrenParts): Children {
  let made: Told | undefined
  const told = (): Told => (made ??= toldBy(preloads ?? find(), runtime === 'deno' ? program : undefined))
  const circumstances = (isNodeTold: boolean): Circumstances => ({ runtime, program: nameOf(program), path, needed: ` ${nodeVariable} ${configVariable} ${launchVariable} `, isNodeTold })

  /** What it would have; null where that is not known. */
  const before = (name: string, given: Variables | undefined, alone: boolean): string | undefined | null => (given !== undefined && hasOwn(given, name) ? given[name] : alone ? undefined : current(name))
  const isThere = (name: string, given: Variables | undefined, alone: boolean): boolean => (before(name, given, alone) ?? '') !== ''

  return {
    args: (file, args) => told().args(file, args),
    variables(given, alone) {
      const { nodeOption, bunOption } = told()
      const handed = { __proto__: null, [parentVariable]: stream } as unknown as Record<string, string>
      if (config !== '' || isThere(configVariable, given, alone)) handed[configVariable] = config
      if (launch !== '' || isThere(launchVariable, given, alone)) handed[launchVariable] = launch
      const options = nodeOption === undefined ? null : before(nodeVariable, given, alone)
      if (nodeOption !== undefined && options !== null) handed[nodeVariable] = withOption(nodeOption, options)
      const bunOptions = bunOption === undefined ? null : before(bunVariable, given, alone)
      if (bunOption !== undefined && bunOptions !== null) handed[bunVariable] = withOption(bunOption, bunOptions)
      return handed
    },
    starting(file, args, given, alone, handed) {
      const pairs: string[] = []
      const known = alone ? undefined : environment()
      if (known !== undefined) appendPairs(pairs, known, given, handed)
      if (given !== undefined) appendPairs(pairs, given, undefined, handed)
      appendPairs(pairs, handed, undefined, undefined)
      const { nodeOption } = told()
      const isTold = nodeOption !== undefined && startsWith(handed[nodeVariable] ?? '', nodeOption)
      const reason = unauditedReason({ file, args, environment: pairs, configuration: config }, circumstances(isTold))
      if (reason !== undefined) own('overt.gap', { event: 'process.spawn', reason: 'unaudited_child', detail: reason })
    },
  }
}

/** By what each runtime is told its preload; undefined where there is none. */
interface Told {
  readonly nodeOption: string | undefined
  readonly bunOption: string | undefined
  readonly args: Children['args']
}

const toldBy = ({ node, bun, deno }: Preloads, program: string | undefined): Told => ({
  nodeOption: node === undefined ? undefined : preloadOption(node),
  bunOption: bun === undefined ? undefined : quoted(`--preload=${bun}`),
  args: createDenoArguments(deno, program),
})

/** The variables, but for those that either of the others has too. */
function appendPairs(pairs: string[], variables: Variables, first: Variables | undefined, second: Variables | undefined): void {
  const names = keys(variables)
  for (let i = 0; i < names.length; i++) {
    const name = names[i] ?? ''
    if ((first === undefined || !hasOwn(first, name)) && (second === undefined || !hasOwn(second, name))) append(pairs, `${name}=${variables[name] ?? ''}`)
  }
}
