import { primordials } from '@overt/core'
import type { WorkerStart } from '@overt/surface'

const { append, isArray, keys } = primordials

/** Bun reads options from it, in every child. */
const optionsVariable = 'BUN_OPTIONS'

/** What the workers and the children of a Bun get so that they are audited too. */
export interface Handover {
  /** A worker's options, with the preload first. */
  worker(start: WorkerStart): WorkerStart
  /** A child's variables: those it was given, or this process's own, with the preload first in `BUN_OPTIONS`. A program that is no bun gets them too: there may be one below it. */
  environment(given: Readonly<Record<string, string>> | undefined): Record<string, string>
}

/**
 * @param preload the path of this file, as it was preloaded
 * @param own this process's variables
 */
export function createHandover(preload: string, own: Readonly<Record<string, string | undefined>>): Handover {
  const option = `--preload=${preload}`
  return {
    worker({ file, options }) {
      const before: unknown = options['preload']
      const list: unknown[] = [preload]
      if (isArray(before)) for (let i = 0; i < before.length; i++) append(list, before[i])
      else if (before !== undefined) append(list, before)
      return { file, options: { ...options, preload: list } }
    },
    environment(given) {
      const variables = given ?? own
      const copy = { __proto__: null } as unknown as Record<string, string>
      const names = keys(variables)
      for (let i = 0; i < names.length; i++) {
        const value = variables[names[i] ?? '']
        if (value !== undefined) copy[names[i] ?? ''] = value
      }
      const before = copy[optionsVariable]
      if (before === undefined || before === '') copy[optionsVariable] = option
      else if (primordials.indexOf(before, option) === -1) copy[optionsVariable] = `${option} ${before}`
      return copy
    },
  }
}
