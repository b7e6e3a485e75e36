import { existsSync } from 'node:fs'
import { dirname, isAbsolute, join, resolve, sep } from 'node:path'
import process from 'node:process'
import { type Diagnostic, diagnosticLine, modeOf, Unusable, unusable } from '@overt/core'
import type { ThreadBinding } from '../engine/native-binding.ts'
import { type File, readFile, textOf } from './files.ts'
import { refuseFromFile } from './launcher.ts'
import { defaults, type Given, type Settings } from './settings.ts'
import { configurationVariable, launchVariable } from './variables.ts'

/** The settings of this process, and the files that they came from. */
export interface Read {
  readonly settings: Settings
  readonly files: readonly File[]
  /** From a parent process: the digests hold every file that the settings were made of. */
  readonly sealed: boolean
  /** The configuration file that says all of them, by which another runtime has the same; '' where nothing is said, undefined where something else says some. */
  readonly told: string | undefined
}

/** What a launcher hands over besides settings. */
interface Launch {
  readonly given: Given
  /** The configuration file beneath the settings. Empty: there is none, whatever the environment names; undefined: the one that the environment names. */
  readonly config: string | undefined
  /** Of a parent process: the file that said the settings there ({@link Read.told}). */
  readonly told: string | undefined
}

/**
 * The settings of this process: those that a launcher handed over, before those of the configuration file, before the defaults.
 *
 * @param folder where the preload lies, and with it the rules that ship
 * @throws Unusable `OVERT_CONFIG`, `OVERT_READ`
 */
export function readSettings(binding: ThreadBinding, folder: string): Read {
  const text = process.env[launchVariable]
  if (text !== undefined && text !== '') refuseFromFile(launchVariable)
  const launch = text === undefined || text === '' ? undefined : fromLauncher(binding, text)
  const path = launch?.config ?? process.env[configurationVariable] ?? ''
  const sealed = launch?.config === ''
  // What a launcher hands over is relative to where it was started.
  const given = absolute(launch?.given ?? {}, '')
  const isSaid = Object.keys(launch?.given ?? {}).some((name) => name !== 'digests')
  if (path === '') return { settings: complete(given, folder), files: [], sealed, told: sealed ? launch?.told : isSaid ? undefined : '' }
  const file = readFile(resolve(path))
  const inFile = absolute(parsed(binding, file.path, textOf(file, 'OVERT_CONFIG')), dirname(file.path))
  return { settings: complete({ ...inFile, ...given }, folder), files: [file], sealed, told: isSaid ? undefined : file.path }
}

/** JSON is YAML: the launcher's settings are held to the same rules as a file's. */
function fromLauncher(binding: ThreadBinding, text: string): Launch {
  const { digests, config, told, ...rest } = launchOf(text)
  if (config !== undefined && typeof config !== 'string') throw unusable('OVERT_CONFIG', `\`config\` in \`${launchVariable}\` must be a path`)
  if (told !== undefined && typeof told !== 'string') throw unusable('OVERT_CONFIG', `\`told\` in \`${launchVariable}\` must be a path`)
  const given = parsed(binding, launchVariable, JSON.stringify(rest))
  if (digests === undefined) return { given, config, told }
  const isTable = typeof digests === 'object' && digests !== null && Object.values(digests).every((digest) => typeof digest === 'string')
  if (!isTable) throw unusable('OVERT_CONFIG', `\`digests\` in \`${launchVariable}\` must hold a digest for each path`)
  return { given: { ...given, digests: digests as Readonly<Record<string, string>> }, config, told }
}

/** @throws Unusable `OVERT_CONFIG` for what is no JSON object */
function launchOf(text: string): { readonly digests?: unknown; readonly config?: unknown; readonly told?: unknown } {
  let launch: unknown
  try {
    launch = JSON.parse(text)
  } catch {
    launch = undefined
  }
  if (typeof launch === 'object' && launch !== null && !Array.isArray(launch)) return launch
  throw unusable('OVERT_CONFIG', `the environment variable \`${launchVariable}\` is no JSON object; it is set by \`overt run\`, use \`${configurationVariable}\``)
}

function parsed(binding: ThreadBinding, name: string, text: string): Given {
  const answer = JSON.parse(binding.configuration(name, text)) as Given & { readonly error?: { readonly diagnostics: readonly Diagnostic[] } }
  if (answer.error !== undefined) throw new Unusable(answer.error.diagnostics.map(diagnosticLine))
  return answer
}

const isPath = (name: string): boolean => name.startsWith('.') || isAbsolute(name)

/** Paths in a configuration file are relative to its folder. */
function absolute(given: Given, folder: string): Given {
  const path = (name: string): string => resolve(folder, name)
  return {
    ...given,
    ...(given.rules === undefined ? {} : { rules: given.rules.map(path) }),
    ...(given.pipelines === undefined ? {} : { pipelines: given.pipelines.map(path) }),
    ...(given.correlation?.state === undefined ? {} : { correlation: { ...given.correlation, state: path(given.correlation.state) } }),
    ...(given.hot_swap === undefined ? {} : { hot_swap: { ...given.hot_swap, pubkey: path(given.hot_swap.pubkey) } }),
    ...(given.preloads === undefined ? {} : { preloads: given.preloads.map(path) }),
    // A package is looked up from the application.
    ...(given.transformers === undefined ? {} : { transformers: given.transformers.map((name) => (isPath(name) ? path(name) : name)) }),
    ...(given.manifest === undefined ? {} : { manifest: path(given.manifest) }),
    ...(given.pubkey === undefined ? {} : { pubkey: path(given.pubkey) }),
    ...(given.log === undefined ? {} : { log: path(given.log) }),
  }
}

function complete(given: Given, folder: string): Settings {
  return {
    ...defaults,
    ...given,
    mode: modeOf(given),
    rules: given.rules ?? shippedRules(folder, Object.keys({ ...given.responses, ...given.placeholders }).length + (given.pipelines ?? []).length === 0),
  }
}

/** The rules that ship: compiled, unless the configuration changes responses or placeholders or has pipelines, which are compiled into an image. */
export function shippedRules(folder: string, compiled: boolean): readonly string[] {
  // Not joined by Node, which would normalise it character by character: the folder is absolute, and normal.
  const image = `${folder}${sep}rules.image`
  if (compiled && existsSync(image)) return [image]
  for (const path of [join(folder, 'rules'), join(folder, '../rules')]) if (existsSync(path)) return [path]
  throw unusable('OVERT_READ', `the rules that ship are missing beside \`${folder}\`; install overt again, or name rules in the configuration`)
}
