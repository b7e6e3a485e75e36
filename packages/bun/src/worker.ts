import { primordials } from '@overt/core'
import { launchVariable, type WorkerStart } from '@overt/surface'

const { append, isArray, keys } = primordials

/** Names the configuration of a worker. */
const configVariable = 'OVERT_CONFIG'

/**
 * What the workers of a Bun get so that they are audited too: options with the preload first, and an environment in which configuration and settings are this thread's.
 *
 * @param preload the path of this file, as it was preloaded
 * @param own this process's variables
 * @param config the path of the configuration that this process started with, or nothing
 * @param launch the settings that a launcher handed over, or nothing
 */
export function createWorkerStart(preload: string, own: Record<string, string | undefined>, config: string, launch: string): (start: WorkerStart) => WorkerStart {
  function configured(variables: Readonly<Record<string, string | undefined>>): Record<string, string> {
    const copy = { __proto__: null } as unknown as Record<string, string>
    const names = keys(variables)
    for (let i = 0; i < names.length; i++) {
      const name = names[i] ?? ''
      const value = name === configVariable || name === launchVariable ? undefined : variables[name]
      if (value !== undefined) copy[name] = value
    }
    if (config !== '') copy[configVariable] = config
    if (launch !== '') copy[launchVariable] = launch
    return copy
  }

  return ({ file, options }) => {
    const before: unknown = options['preload']
    const list: unknown[] = [preload]
    if (isArray(before)) for (let i = 0; i < before.length; i++) append(list, before[i])
    else if (before !== undefined) append(list, before)
    const env: unknown = options['env']
    // `SHARE_ENV`: the worker has this thread's own.
    if (typeof env === 'symbol') settle(own)
    const given = typeof env === 'symbol' ? env : configured(typeof env === 'object' && env !== null ? (env as Readonly<Record<string, string>>) : own)
    return { file, options: { ...options, env: given, preload: list } }
  }

  /** What this process has of them is what it started with. */
  function settle(variables: Record<string, string | undefined>): void {
    if (variables[configVariable] !== undefined && variables[configVariable] !== config) variables[configVariable] = config
    if (variables[launchVariable] !== undefined && variables[launchVariable] !== launch) variables[launchVariable] = launch
  }
}
