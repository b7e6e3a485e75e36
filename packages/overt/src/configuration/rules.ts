import process from 'node:process'
import { diagnosticLine, type Engine, OvertError, Unusable, unusable } from '@overt/core'
import type { ReplaceableEngine } from '../engine/binding.ts'
import { type Digested, type File, readFile, readRules, sourceOf } from './files.ts'
import type { Settings } from './settings.ts'

/** The systems that events are offered under by name, besides the runtime. */
const systems: Readonly<Partial<Record<NodeJS.Platform, string>>> = { linux: 'linux', darwin: 'macos', win32: 'windows' }

/** The products that live events are offered under. */
export const products: readonly string[] = [systems[process.platform] ?? process.platform, 'nodejs']

/** What settings say of rules. */
export type RuleSettings = Pick<Settings, 'rules' | 'responses' | 'placeholders' | 'pipelines'>

/** How an image of compiled rules begins (`overt rules build`). */
const magic = 'overt\0r'

/**
 * Puts the rules in force for the process.
 *
 * @returns the files that they came from
 * @throws Unusable with one line for each problem
 */
export function loadRules(engine: Engine & Pick<ReplaceableEngine, 'loadFile'>, settings: RuleSettings): readonly (File | Digested)[] {
  const { rules, responses, placeholders, pipelines } = settings
  const [path, ...others] = rules
  // Where Node lets only some files be read, it is Node that reads.
  const digest = path === undefined || others.length > 0 || changes(settings).length > 0 || isRestricted() ? undefined : engine.loadFile?.(path)
  if (path !== undefined && digest !== undefined) return [{ path, digest }]
  const files = readRules(rules)
  const image = files.find(isImage)
  if (image === undefined) {
    const changing = pipelines.map(readFile)
    const { diagnostics } = engine.compile(files.map(sourceOf), { products, responses, placeholders, pipelines: changing.map(sourceOf) })
    const errors = diagnostics.filter(({ severity }) => severity === 'error')
    if (errors.length > 0) throw new Unusable(errors.map(diagnosticLine))
    return [...files, ...changing]
  }
  if (files.length > 1) throw unusable('OVERT_CONFIG', `\`${image.path}\` holds compiled rules and cannot stand beside others; name it alone`)
  refuseChanges(image.path, { responses, placeholders, pipelines })
  try {
    engine.load(image.bytes)
  } catch (error) {
    if (error instanceof OvertError) throw unusable(error.code, `\`${image.path}\`: ${error.message}`)
    throw error
  }
  return files
}

/** What changes rules while they are compiled comes too late for those that are. @throws Unusable `OVERT_CONFIG` */
export function refuseChanges(image: string, settings: Omit<RuleSettings, 'rules'>): void {
  const [key] = changes(settings)
  if (key !== undefined) throw unusable('OVERT_CONFIG', `\`${key}\` cannot change the compiled rules in \`${image}\`; name the rules themselves`)
}

/** Which settings change rules while they are compiled. */
function changes({ responses, placeholders, pipelines }: Omit<RuleSettings, 'rules'>): readonly string[] {
  const all = { responses: Object.keys(responses), placeholders: Object.keys(placeholders), pipelines }
  return Object.entries(all).filter(([, { length }]) => length > 0).map(([key]) => key)
}

const isRestricted = (): boolean => (process as { readonly permission?: object }).permission !== undefined

function isImage({ bytes }: File): boolean {
  for (let i = 0; i < magic.length; i++) if (bytes[i] !== magic.charCodeAt(i)) return false
  return true
}
