/** One listing of the environment, as the language takes it apart into lookups: they are part of the listing, and raise nothing. */
export interface Listing {
  begin(names: readonly (string | symbol)[]): void
  /** Whether asking for this descriptor continues the listing. */
  describes(name: string): boolean
  /** Whether reading this variable continues the listing; else it is noted as a reading of its own. */
  reads(name: string): boolean
}

const remembered = 32

/**
 * `{ ...env }` and `Object.entries` ask for a descriptor and the value of each name in turn; `Object.keys`, `for in` and `JSON.stringify` for all descriptors in
 * order, and then perhaps for all values in order. `{ A, ...rest } = env` leaves out what it has read just before. The first lookup out of turn ends the listing:
 * whoever reads one variable after another listed them all is seen.
 */
export function createListing(): Listing {
  let names: readonly (string | symbol)[] | undefined
  let described = 0
  let read = 0
  // The variables read last: those that a rest pattern leaves out. INVARIANT: a fixed number of slots, all there from the start.
  const before: string[] = Array.from({ length: remembered }, () => '')
  let next = 0

  function isBefore(name: string | symbol | undefined): boolean {
    for (let i = 0; i < remembered; i++) if (before[i] === name) return true
    return false
  }

  return {
    begin(keys) {
      names = keys
      described = 0
      read = 0
    },
    describes(name) {
      if (names === undefined) return false
      while (described < names.length && names[described] !== name && isBefore(names[described])) described++
      if (names[described] !== name) {
        names = undefined
        return false
      }
      described++
      return true
    },
    reads(name) {
      if (names !== undefined) {
        // Right after its descriptor.
        if (described > 0 && described > read && names[described - 1] === name && (described < names.length || read === described - 1)) {
          read = described
          return true
        }
        // All values after all descriptors.
        if (described === names.length && names[read] === name) {
          read++
          return true
        }
        names = undefined
      }
      before[next] = name
      next = (next + 1) % remembered
      return false
    },
  }
}
