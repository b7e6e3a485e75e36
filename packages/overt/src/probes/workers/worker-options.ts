import process from 'node:process'
import { primordials } from '@overt/core'
import { withOption } from '../../node-options.ts'
import { optionsVariable } from '../children.ts'
import { behindStandIn, environment } from '../environment.ts'

const { append, defineProperty, getOwnPropertyDescriptor, hasOwn, isArray, ownKeys, StringCaptured } = primordials

/** The options of a `Worker`. */
export type Options = Record<PropertyKey, unknown>

/** Every option that Node reads may be inherited. */
const known = ['argv', 'env', 'eval', 'execArgv', 'stdin', 'stdout', 'stderr', 'workerData', 'trackUnmanagedFds', 'transferList', 'resourceLimits', 'name', 'type'] as const

/**
 * The options of a worker, each read once, with the preload where they would leave out what this thread was started with (`execArgv: []`, `env: {}`).
 *
 * @param names gets the names of the options that are the object's own
 * @param option what NODE_OPTIONS begins with
 * @param preload the path of the preload
 */
export function optionsOf(options: Options, names: string[], option: string, preload: string): Options {
  const copy = { __proto__: null } as unknown as Options
  const own = ownKeys(options)
  for (let i = 0; i < own.length; i++) {
    const key = own[i]
    if (key === undefined) continue
    copy[key] = options[key]
    if (typeof key === 'string') append(names, key)
  }
  for (let i = 0; i < known.length; i++) {
    const name = known[i] ?? ''
    if (!(name in copy) && options[name] !== undefined) copy[name] = options[name]
  }
  const { execArgv, env } = copy
  const absent = env === undefined || env === null
  // Both are read where one is given, NODE_OPTIONS first: in an environment the preload goes before whatever else that environment asks for.
  if (isArray(execArgv)) copy['execArgv'] = withPreload(execArgv, preload)
  if (typeof env === 'object' && env !== null) copy['env'] = withVariable(behindStandIn(env) as Options, option)
  else if (absent && isArray(execArgv)) copy['env'] = withVariable(environment, option)
  else if (absent) inheriting(copy, option)
  return copy
}

/**
 * A worker without either inherits the options of this thread, as long as `process.env` is one and the same while Node looks at it twice: an accessor need not
 * be. The application can make it one while the worker is being made, so it is looked at when Node reads `env`: nothing of the application runs from there on
 * until Node has looked twice.
 */
function inheriting(copy: Options, option: string): void {
  const env = (): Options | undefined => {
    const descriptor = getOwnPropertyDescriptor(process, 'env')
    return descriptor !== undefined && hasOwn(descriptor, 'value') ? undefined : withVariable(environment, option)
  }
  defineProperty(copy, 'env', { __proto__: null, get: env, enumerable: true } as PropertyDescriptor)
}

/** The option goes before all others, in a list of its own. */
function withPreload(execArgv: readonly unknown[], preload: string): readonly unknown[] {
  const list: unknown[] = []
  const { length } = execArgv
  append(list, '--require')
  append(list, preload)
  for (let i = execArgv[0] === '--require' && execArgv[1] === preload ? 2 : 0; i < length; i++) append(list, execArgv[i])
  return list
}

function withVariable(env: Options | NodeJS.ProcessEnv, option: string): Options {
  const copy = {} as Options
  const names = ownKeys(env)
  for (let i = 0; i < names.length; i++) {
    const name = names[i]
    if (typeof name === 'string') defineProperty(copy, name, { __proto__: null, value: env[name], writable: true, enumerable: true, configurable: true } as PropertyDescriptor)
  }
  const before = getOwnPropertyDescriptor(copy, optionsVariable)?.value as unknown
  const value = withOption(option, before === undefined ? undefined : StringCaptured(before))
  defineProperty(copy, optionsVariable, { __proto__: null, value, writable: true, enumerable: true, configurable: true } as PropertyDescriptor)
  return copy
}
