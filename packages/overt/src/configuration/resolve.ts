import { type Engine, eventSet, refuseWithoutManifest, unusable } from '@overt/core'
import type { ThreadBinding } from '../engine/native-binding.ts'
import { alsoKnown, differences, type Digests, digestsOf, handedOver, inOrder } from './digests.ts'
import { type File, readFile, readHead } from './files.ts'
import { readSettings } from './read.ts'
import { loadRules } from './rules.ts'
import { loadSignedRules } from './signed-rules.ts'
import type { Settings } from './settings.ts'

/** The settings that hold, and what is no longer as the launcher, or the parent, saw it. */
export interface Resolved {
  /** `digests` names every file that was read, but rules that are signed. */
  readonly settings: Settings
  readonly changed: readonly string[]
  /** The settings as text, for the processes that this one starts (`OVERT_LAUNCH`). */
  readonly launch: string
  /** The configuration file by which Deno and Bun have the same settings; '' where none is needed, undefined where there is none. */
  readonly told: string | undefined
}

/**
 * Reads the configuration and puts its rules in force: once a process, in its main thread.
 *
 * @throws Unusable for whatever cannot be used, and in enforce for a file that has changed since the launcher read it
 */
export function resolveConfiguration(binding: ThreadBinding, engine: Engine, folder: string): Resolved {
  const { settings, files, sealed, told } = readSettings(binding, folder)
  refuseWithoutManifest(settings, ' (`--manifest FILE`)')
  const record = eventSet(settings.record)
  if (typeof record === 'string') throw unusable('OVERT_CONFIG', `\`${record}\` in \`record\` names no event; \`overt events\` lists them, an application's own are \`application.event\``)
  const digest = (bytes: Uint8Array): string => binding.digest(bytes)
  // What is signed is held to its signature, not to a digest: it is to change.
  const signed = settings.hot_swap === undefined ? undefined : loadSignedRules(binding, settings, settings.hot_swap)
  const known = signed === undefined ? settings.digests : without(settings.digests, signed)
  const rules = signed === undefined ? digestsOf(loadRules(engine, settings), digest) : {}
  const read = digestsOf([...files, ...manifestFiles(settings)], digest)
  // A child has its settings from its parent and does not read the configuration file; it sees that it is the same.
  const found = { rules, others: sealed ? { ...read, ...alsoKnown(known, { rules, others: read }, digest) } : read }
  const changed = differences(known, found, sealed, digest)
  const first = changed[0]
  if (first !== undefined && settings.mode === 'enforce') {
    throw unusable('OVERT_CONFIG_CHANGED', `\`${first}\` is not the file that the launcher read; start the program anew if the change is meant`)
  }
  const whole = inOrder<unknown>({ ...settings, digests: inOrder({ ...found.rules, ...found.others }) }) as unknown as Settings
  const launch = JSON.stringify({ ...whole, config: '', told, digests: handedOver(known, found, digest) })
  return { settings: whole, changed, launch, told: isForNode(settings) ? undefined : told }
}

/** Whether they say what only Node can do (surface/src/settings.ts): a Deno or a Bun that is given them does not start. */
const isForNode = ({ hot_swap, transformers, execute_check, correlation }: Settings): boolean =>
  hot_swap !== undefined || transformers.length > 0 || execute_check === true || correlation?.state !== undefined || correlation?.time === 'event'

const manifestFiles = ({ manifest, pubkey, hot_swap }: Settings): readonly File[] => [
  ...(manifest === undefined ? [] : [readHead(manifest)]),
  ...(pubkey === undefined ? [] : [readFile(pubkey)]),
  ...(hot_swap === undefined || hot_swap.pubkey === pubkey ? [] : [readFile(hot_swap.pubkey)]),
]

const without = (digests: Digests, path: string): Digests => Object.fromEntries(Object.entries(digests).filter(([other]) => other !== path))
