import process from 'node:process'
import { primordials, withOption, wordsOf } from '@overt/core'
import { type Handover, optionsVariable } from '../children.ts'
import { behindStandIn, environment } from '../environment.ts'
import { assertAddons } from './worker-addons.ts'

const { append, defineProperty, getOwnPropertyDescriptor, hasOwn, isArray, ownKeys, StringCaptured } = primordials

/** The options of a `Worker`. */
export type Options = Record<PropertyKey, unknown>

/** Every option that Node reads may be inherited. */
const known = ['argv', 'env', 'eval', 'execArgv', 'stdin', 'stdout', 'stderr', 'workerData', 'trackUnmanagedFds', 'transferList', 'resourceLimits', 'name', 'type'] as const

/** Limits that Node reads after all other options, where an accessor could change `process.env` once more. */
const limits = ['maxYoungGenerationSizeMb', 'maxOldGenerationSizeMb', 'codeRangeSizeMb', 'stackSizeMb'] as const

/**
 * The options of a worker, each read once, with the preload where they would leave out what this thread was started with (`execArgv: []`, `env: {}`).
 *
 * @param names gets the names of the options that are the object's own
 * @throws what refuses a worker that may load no addon
 */
export function optionsOf(options: Options, names: string[], handover: Handover): Options {
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
  const { execArgv, env, argv, resourceLimits } = copy
  const absent = env === undefined || env === null
  // Both are read where one is given, NODE_OPTIONS first: in an environment the preload goes before whatever else that environment asks for.
  if (isArray(execArgv)) copy['execArgv'] = withPreload(execArgv, handover)
  if (typeof env === 'object' && env !== null) copy['env'] = withVariable(behindStandIn(env) as Options, handover)
  else if (absent && isArray(execArgv)) copy['env'] = withVariable(environment, handover)
  else if (absent) inheriting(copy, handover)
  else if (isArray(execArgv)) {
    // `SHARE_ENV`: Node looks at this process's own variables, once nothing of the application's runs any more.
    if (isArray(argv)) copy['argv'] = texts(argv)
    if (typeof resourceLimits === 'object' && resourceLimits !== null) copy['resourceLimits'] = limited(resourceLimits as Options)
    const { [optionsVariable]: shared } = environment
    if (shared !== undefined) assertAddons(wordsOf(shared), handover)
  }
  return copy
}

function texts(values: readonly unknown[]): readonly string[] {
  const list: string[] = []
  const { length } = values
  for (let i = 0; i < length; i++) append(list, StringCaptured(values[i]))
  return list
}

function limited(given: Options): Options {
  const copy = { __proto__: null } as unknown as Options
  for (let i = 0; i < limits.length; i++) {
    const name = limits[i] ?? ''
    copy[name] = given[name]
  }
  return copy
}

/**
 * A worker without either inherits the options of this thread, as long as `process.env` is one and the same while Node looks at it twice: an accessor need not
 * be. The application can make it one while the worker is being made, so it is looked at when Node reads `env`: nothing of the application runs from there on
 * until Node has looked twice.
 */
function inheriting(copy: Options, handover: Handover): void {
  const env = (): Options | undefined => {
    const descriptor = getOwnPropertyDescriptor(process, 'env')
    return descriptor !== undefined && hasOwn(descriptor, 'value') ? undefined : withVariable(environment, handover)
  }
  defineProperty(copy, 'env', { __proto__: null, get: env, enumerable: true } as PropertyDescriptor)
}

/** The option goes before all others, in a list of its own, whose members are made texts once: Node would make each of them one. */
function withPreload(execArgv: readonly unknown[], handover: Handover): readonly unknown[] {
  const list: unknown[] = []
  const { preload } = handover
  const { length } = execArgv
  append(list, '--require')
  append(list, preload)
  for (let i = execArgv[0] === '--require' && execArgv[1] === preload ? 2 : 0; i < length; i++) {
    const value = execArgv[i]
    // Node throws for a symbol.
    append(list, typeof value === 'symbol' ? value : StringCaptured(value))
  }
  assertAddons(list, handover)
  return list
}

function withVariable(env: Options | NodeJS.ProcessEnv, handover: Handover): Options {
  const copy = {} as Options
  const names = ownKeys(env)
  for (let i = 0; i < names.length; i++) {
    const name = names[i]
    if (typeof name === 'string') defineProperty(copy, name, { __proto__: null, value: env[name], writable: true, enumerable: true, configurable: true } as PropertyDescriptor)
  }
  const before = getOwnPropertyDescriptor(copy, optionsVariable)?.value as unknown
  const value = withOption(handover.option, before === undefined ? undefined : StringCaptured(before))
  assertAddons(wordsOf(value), handover)
  defineProperty(copy, optionsVariable, { __proto__: null, value, writable: true, enumerable: true, configurable: true } as PropertyDescriptor)
  return copy
}
