import { nameOf } from './program-name.ts'
import { append } from '../primordials.ts'

/** The subcommands that run a preload. (`serve` takes the option too, and runs none.) */
const running = ['run', 'test', 'bench'] as const

/** Whether arguments have one of them first. */
export function runsPreload(args: readonly string[]): boolean {
  for (let i = 0; i < running.length; i++) if (args[0] === running[i]) return true
  return false
}

/**
 * The arguments that a child gets so that it is audited too: Deno reads no option from the environment, so the preload is put behind the subcommand. Any other program
 * gets its arguments as they are.
 *
 * @param preload of `@overt/deno`, as an argument names it; undefined where there is none
 * @param program this process's own, where it is Deno
 */
export function createDenoArguments(preload: string | undefined, program: string | undefined): (file: string, args: readonly string[]) => readonly string[] {
  return (file, args) => {
    if (preload === undefined || (file !== program && nameOf(file) !== 'deno')) return args
    if (!runsPreload(args)) return args
    const list: string[] = [args[0] ?? '', '--preload', preload]
    for (let i = 1; i < args.length; i++) append(list, args[i] ?? '')
    return list
  }
}
