import { primordials, type Probe } from '@overt/core'

const { append } = primordials

/** Probes that are installed when somebody listens. */
export interface Waiting {
  add(probe: Probe): void
  /**
   * Installs those that are needed by now; the others go on waiting.
   *
   * @throws what one of them could not be installed for, when the others are
   */
  install(isNeeded: (probe: Probe) => boolean): void
}

export function createWaiting(install: (probe: Probe) => void): Waiting {
  let waiting: Probe[] = []
  return {
    add(probe) {
      append(waiting, probe)
    },
    install(isNeeded) {
      const left: Probe[] = []
      const all = waiting
      let failed: { readonly error: unknown } | undefined
      for (let i = 0; i < all.length; i++) {
        const probe = all[i]
        if (probe === undefined) continue
        if (!isNeeded(probe)) {
          append(left, probe)
          continue
        }
        try {
          install(probe)
        } catch (error) {
          // What the application has put in place of the runtime's, say: the others are installed all the same.
          failed ??= { error }
          append(left, probe)
        }
      }
      // INVARIANT: where an exhausted stack broke off before this, what waits is still the whole list, and is installed anew: seen twice rather than not at all.
      waiting = left
      if (failed !== undefined) throw failed.error
    },
  }
}
