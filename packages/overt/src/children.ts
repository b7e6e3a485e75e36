import type { Settings } from './configuration/settings.ts'
import { configurationVariable, launchVariable } from './configuration/read.ts'

/** Names the stream of the process that started this one. */
export const parentVariable = 'OVERT_PARENT'

/** What a child process that runs JavaScript is started with, so that it is audited by the same rules. */
export interface ChildEnvironment {
  /** Names and values, in the order of writing; they replace what is there. */
  readonly variables: readonly (readonly [name: string, value: string])[]
  /** Names that are taken out. */
  readonly removed: readonly string[]
  /** The preload, to stand before all others in NODE_OPTIONS. */
  readonly preload: string
}

/**
 * The settings whole, with the digests of all their files: the child reads no configuration of its own, and sees where a file has changed since.
 *
 * @param stream the stream of the thread that starts the child
 */
export function childEnvironment(settings: Settings, stream: string, preload: string): ChildEnvironment {
  return {
    variables: [
      [launchVariable, JSON.stringify({ ...settings, config: '' })],
      [parentVariable, stream],
    ],
    removed: [configurationVariable],
    preload,
  }
}
