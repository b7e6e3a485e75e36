import { resolve } from 'node:path'
import { eventSet } from '@overt/core'
import { readFile, readHead, readRules } from '../configuration/files.ts'
import type { Given, HotSwap, Settings } from '../configuration/settings.ts'
import { type Addon, addonIfAny } from './addon.ts'
import { serial } from './trust.ts'
import { type Parsed, UsageError } from './usage.ts'

/** What `overt run` hands to the preload, as JSON: settings that go before those of the configuration file `config`. */
export interface Handed extends Given {
  readonly config?: string
}

/** What `overt run` decided. */
export interface Launch {
  readonly handed: Handed
  /** Which engine this machine can load, in words. */
  readonly engine: string
}

/**
 * The settings of a launch. Paths are absolute; every file that is named stands in `digests`, so that the preload uses what was read here.
 *
 * @throws {UsageError} for a value that cannot be used
 * @throws {Unusable} `OVERT_READ` for a file that cannot be read, `OVERT_MANIFEST` for a manifest's head
 */
export function launch(given: Parsed): Launch {
  const native = addonIfAny()
  const settings = options(given)
  if (native === undefined) return { handed: settings, engine: 'no native engine can be loaded here' }
  return { handed: { ...settings, digests: digests(settings, native) }, engine: `native engine ${native.binding.commands().version()}` }
}

function options(given: Parsed): Handed {
  const file = (name: string): string | undefined => {
    const path = given.value(name)
    return path === undefined ? undefined : resolve(path)
  }
  return defined({
    config: file('config'),
    mode: mode(given.value('mode')),
    rules: given.list('rules')?.map((path) => resolve(path)),
    pipelines: given.list('pipeline')?.map((path) => resolve(path)),
    manifest: file('manifest'),
    pubkey: file('pubkey'),
    hot_swap: hotSwap(file('hot-swap')),
    min_serial: serial('--min-serial', given.value('min-serial')),
    execute_check: given.has('execute-check') ? true : undefined,
    log: file('log'),
    record: recorded(given.list('record')),
    allow_degraded: given.has('allow-degraded') ? true : undefined,
  })
}

type Defined<T> = { readonly [Key in keyof T]?: Exclude<T[Key], undefined> }

/** Without the members that are undefined: what was not said does not go before the configuration. */
const defined = <T extends object>(value: T): Defined<T> => Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Defined<T>

const hotSwap = (pubkey: string | undefined): HotSwap | undefined => (pubkey === undefined ? undefined : { pubkey })

function digests({ config, rules, pipelines, manifest, pubkey, hot_swap }: Handed, { binding }: Addon): Settings['digests'] {
  const single = [config, pubkey, hot_swap?.pubkey].filter((path) => path !== undefined)
  return Object.fromEntries([...[...single, ...(pipelines ?? [])].map(readFile), ...(manifest === undefined ? [] : [readHead(manifest)]), ...(hot_swap === undefined ? readRules(rules ?? []) : [])].map(({ path, bytes }) => [path, binding.digest(bytes)]))
}

function mode(text: string | undefined): Settings['mode'] | undefined {
  if (text === undefined || text === 'monitor' || text === 'enforce') return text
  throw new UsageError(`\`--mode ${text}\` is unknown; write \`--mode monitor\` or \`--mode enforce\``)
}

function recorded(lists: readonly string[] | undefined): readonly string[] | undefined {
  const names = lists?.flatMap((list) => list.split(',')).map((name) => name.trim()).filter((name) => name !== '')
  const found = eventSet(names ?? [])
  if (typeof found === 'string') throw new UsageError(`\`--record ${found}\` means no event; \`overt events\` lists them`)
  return names
}
