import type { Engine } from '@overt/core'
import type { ThreadBinding } from '../engine/native-binding.ts'
import { eventSet } from '../event-names.ts'
import { type File, readFile } from './files.ts'
import { readSettings } from './read.ts'
import { loadRules } from './rules.ts'
import type { Settings } from './settings.ts'
import { unusable } from './unusable.ts'

/** The settings that hold, and what is no longer as the launcher, or the parent, saw it. */
export interface Resolved {
  /** `digests` names every file that was read. */
  readonly settings: Settings
  readonly changed: readonly string[]
}

/**
 * Reads the configuration and puts its rules in force: once a process, in its main thread.
 *
 * @throws Unusable for whatever cannot be used, and in enforce for a file that has changed since the launcher read it
 */
export function resolveConfiguration(binding: ThreadBinding, engine: Engine, folder: string): Resolved {
  const { settings, files, sealed } = readSettings(binding, folder)
  const record = eventSet(settings.record)
  if (typeof record === 'string') throw unusable('OVERT_CONFIG', `\`${record}\` in \`record\` names no event; \`overt events\` lists them, an application's own are \`application.event\``)
  const read = [...files, ...loadRules(engine, settings), ...manifestFiles(settings)]
  const digests = Object.fromEntries(read.map(({ path, bytes }) => [path, binding.digest(bytes)]))
  const changed = differences(settings.digests, digests, sealed)
  const first = changed[0]
  if (first !== undefined && settings.mode === 'enforce') {
    throw unusable('OVERT_CONFIG_CHANGED', `\`${first}\` is not the file that the launcher read; start the program anew if the change is meant`)
  }
  return { settings: { ...settings, digests }, changed }
}

const manifestFiles = ({ manifest, pubkey }: Settings): readonly File[] => [
  ...(manifest === undefined ? [] : [readFile(`${manifest}.head`)]),
  ...(pubkey === undefined ? [] : [readFile(pubkey)]),
]

/** What of the files read now was different, or unknown, to whoever made `known`. */
function differences(known: Readonly<Record<string, string>>, found: Readonly<Record<string, string>>, sealed: boolean): readonly string[] {
  const changed = Object.keys(found).filter((path) => (Object.hasOwn(known, path) ? known[path] !== found[path] : sealed))
  return sealed ? [...changed, ...Object.keys(known).filter((path) => !Object.hasOwn(found, path))] : changed
}
