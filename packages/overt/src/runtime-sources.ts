import { bindingOf, ownValue } from './probes/patch.ts'

/**
 * The text of the runtime's own modules, by name without `node:`; undefined where the permission model hides it. Native code asks when a script with such a
 * name is first seen on the stack: anybody can give a script that name, nobody else has that text.
 */
export function runtimeSources(): ((name: string) => string | undefined) | undefined {
  if (bindingOf('contextify') === undefined) return undefined
  let sources: object | undefined
  return (name) => {
    // A fresh object of ours, which no other code has.
    sources ??= bindingOf('natives')
    const text = sources === undefined ? undefined : ownValue(sources, name)
    return typeof text === 'string' ? text : undefined
  }
}
