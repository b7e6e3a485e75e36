import { primordials, type Probe } from '@overt/core'

const { append } = primordials

/** Probes of builtins that few programs ask for, and the builtins that lead to what they replace. */
export interface OfBuiltins {
  /** Without `node:`. */
  readonly names: readonly string[]
  readonly make: () => readonly Probe[]
}

/** The probes of a builtin, made when one that leads to them is first asked for, and the same ones from then on. */
export function byBuiltin(groups: readonly OfBuiltins[]): (name: string) => readonly Probe[] {
  const made: (readonly Probe[] | undefined)[] = []
  for (let i = 0; i < groups.length; i++) append(made, undefined)
  return (name) => {
    const found: Probe[] = []
    for (let i = 0; i < groups.length; i++) {
      const { names, make } = groups[i] as OfBuiltins
      for (let j = 0; j < names.length; j++) {
        if (names[j] !== name) continue
        const probes = (made[i] ??= make())
        for (let k = 0; k < probes.length; k++) if (probes[k] !== undefined) append(found, probes[k] as Probe)
      }
    }
    return found
  }
}
