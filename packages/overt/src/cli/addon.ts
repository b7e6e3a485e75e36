import { OvertError } from '@overt/core'
import { openNative } from '../engine/native.ts'
import type { Opening } from '../engine/native-binding.ts'

/** The native addon, opened. */
export type Addon = Extract<Opening, { kind: 'native' }>

/** The folder of this file, of the preload, and of the addon where a build put it. */
export const folder: string = import.meta.dirname

let opened: Opening | undefined

/**
 * The addon, opened when it is first asked for.
 *
 * @throws {OvertError} `OVERT_ENGINE` where none can be loaded here, or where it serves this process already
 */
export function addon(): Addon {
  const opening = openedOnce()
  if (opening.kind === 'native') return opening
  const reasons = opening.kind === 'none' ? opening.reasons.join('; ') : ''
  throw new OvertError('OVERT_ENGINE', `the native engine cannot be loaded: ${reasons}; install \`overt\` with its optional dependencies, build it with \`npm run build\`, or start the command without overt in \`NODE_OPTIONS\``)
}

/** The addon where there is one. */
export function addonIfAny(): Addon | undefined {
  const opening = openedOnce()
  return opening.kind === 'native' ? opening : undefined
}

function openedOnce(): Opening {
  opened ??= openNative(folder)
  return opened
}
