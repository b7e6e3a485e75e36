import { primordials } from '@overt/core'

const { argumentAt } = primordials

/** One listing of the environment, as the language takes it apart into lookups: they are part of the listing, and raise nothing. */
export interface Listing {
  /** @param copied whether the runtime copies the environment for a child: it takes all descriptors, then all values */
  begin(names: readonly (string | symbol)[], copied: boolean): void
  /** Whether asking for this descriptor continues the listing. */
  describes(name: string): boolean
  /** Whether reading this variable continues the listing; else it is noted as a reading of its own. */
  reads(name: string): boolean
}

const remembered = 32

/**
 * `{ ...env }`, `Object.entries` and `for in` ask for a descriptor, and then perhaps the value, of each name in turn; `Object.keys` for descriptors only.
 * `JSON.stringify` looks for `toJSON`, then takes all descriptors, then all values. `{ A, ...rest } = env` leaves out what it has read just before. The first
 * lookup out of turn ends the listing: whoever reads one variable after another listed them all is seen.
 */
export function createListing(): Listing {
  let names: readonly (string | symbol)[] | undefined
  let described = 0
  let read = 0
  let asJson = false
  let valuesLast = false
  // The variables read since the last listing began: those that a rest pattern leaves out. INVARIANT: a fixed number of slots, all there from the start.
  const before: string[] = Array.from({ length: remembered }, () => '')
  let noted = 0
  let omitted = 0

  function isOmitted(name: string | symbol | undefined): boolean {
    for (let i = 0; i < omitted; i++) if (before[i] === name) return true
    return false
  }

  return {
    begin(keys, copied) {
      names = keys
      described = 0
      read = 0
      valuesLast = asJson || copied
      asJson = false
      omitted = noted < remembered ? noted : remembered
      noted = 0
    },
    describes(name) {
      if (names === undefined) return false
      while (described < names.length && names[described] !== name && isOmitted(names[described])) {
        if (read === described) read++
        described++
      }
      if (argumentAt(names, described) !== name) {
        names = undefined
        return false
      }
      described++
      return true
    },
    reads(name) {
      if (names !== undefined) {
        const isPair = described > 0 && read < described && names[described - 1] === name && (described < names.length || read === described - 1)
        if (isPair || (valuesLast && described === names.length && argumentAt(names, read) === name)) {
          read = isPair ? described : read + 1
          return true
        }
        names = undefined
      }
      asJson = name === 'toJSON'
      if (!asJson) before[noted++ % remembered] = name
      return false
    },
  }
}
