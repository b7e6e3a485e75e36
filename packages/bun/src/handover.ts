import { primordials } from '@overt/core'
import type { WorkerStart } from '@overt/surface'

const { append, isArray, keys, startsWith } = primordials

/** Bun reads options from it, in every child. */
const optionsVariable = 'BUN_OPTIONS'
/** Names the configuration of a child, and of a worker. */
const configVariable = 'OVERT_CONFIG'

/** What the workers and the children of a Bun get so that they are audited too. */
export interface Handover {
  /** A worker's options, with the preload first, and an environment in which the configuration is this thread's. */
  worker(start: WorkerStart): WorkerStart
  /**
   * A child's variables: those it was given, or this process's own, with the preload first in `BUN_OPTIONS`, and with this process's configuration, whatever the application put
   * there. A program that is no bun gets them too: there may be one below it.
   */
  environment(given: Readonly<Record<string, string>> | undefined): Record<string, string>
}

/**
 * @param preload the path of this file, as it was preloaded
 * @param own this process's variables
 * @param config the path of the configuration that this process started with, or nothing
 */
export function createHandover(preload: string, own: Record<string, string | undefined>, config: string): Handover {
  const option = `--preload=${preload}`

  function configured(variables: Readonly<Record<string, string | undefined>>): Record<string, string> {
    const copy = { __proto__: null } as unknown as Record<string, string>
    const names = keys(variables)
    for (let i = 0; i < names.length; i++) {
      const name = names[i] ?? ''
      const value = name === configVariable ? undefined : variables[name]
      if (value !== undefined) copy[name] = value
    }
    if (config !== '') copy[configVariable] = config
    return copy
  }

  return {
    worker({ file, options }) {
      const before: unknown = options['preload']
      const list: unknown[] = [preload]
      if (isArray(before)) for (let i = 0; i < before.length; i++) append(list, before[i])
      else if (before !== undefined) append(list, before)
      const env: unknown = options['env']
      // `SHARE_ENV`: the worker has this thread's own.
      if (typeof env === 'symbol' && own[configVariable] !== undefined && own[configVariable] !== config) own[configVariable] = config
      const given = typeof env === 'symbol' ? env : configured(typeof env === 'object' && env !== null ? (env as Readonly<Record<string, string>>) : own)
      return { file, options: { ...options, env: given, preload: list } }
    },
    environment(given) {
      const copy = configured(given ?? own)
      const before = copy[optionsVariable]
      if (before === undefined || before === '') copy[optionsVariable] = option
      // Anywhere else it may be a part of another option.
      else if (before !== option && !startsWith(before, `${option} `)) copy[optionsVariable] = `${option} ${before}`
      return copy
    },
  }
}
