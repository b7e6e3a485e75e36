import { primordials } from '@overt/core'
import { granted } from './granted.ts'

/** What this process may know of itself, for the events of its children. Nothing here asks a person for a permission. */

const { apply } = primordials
const executable = 0o111

/** Whether a path leads to a program that may be executed; never true where reading is not granted. */
export function isProgram(): (path: string) => boolean {
  const { statSync } = Deno
  return (path) => {
    try {
      if (!granted('read', path)) return false
      const { isFile, mode } = statSync(path)
      return isFile && (mode === null || (mode & executable) !== 0)
    } catch {
      return false
    }
  }
}

/** This process's variables; undefined where they are not granted as a whole. */
export function ownVariables(): () => Readonly<Record<string, string>> | undefined {
  const { env } = Deno
  const { toObject } = env
  return () => (granted('env') ? apply(toObject, env, []) : undefined)
}

/** A variable as it is now; null where it may not be read, and so not changed either. */
export function currentVariable(): (name: string) => string | undefined | null {
  const { env } = Deno
  const { get } = env
  return (name) => (granted('env', name) ? apply(get, env, [name]) : null)
}
