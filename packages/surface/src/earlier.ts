import { unusable } from '@overt/core'
import type { Settings } from './settings.ts'

/**
 * What ran before overt and may not, in words; undefined where nothing did. It can have kept what overt replaces.
 *
 * @throws Unusable `OVERT_PRELOAD` in enforce
 */
export function earlierPreloads(earlier: () => readonly string[], { log, mode, preloads }: Pick<Settings, 'log' | 'mode' | 'preloads'>): string | undefined {
  // A gap is told to the record alone.
  if (mode !== 'enforce' && log === undefined) return undefined
  const unlisted = earlier().filter((path) => !preloads.some((entry) => path === entry || path.startsWith(entry.endsWith('/') ? entry : `${entry}/`)))
  if (unlisted.length === 0) return undefined
  const named = unlisted.map((path) => `\`${path}\``).join(', ')
  if (mode === 'enforce') throw unusable('OVERT_PRELOAD', `${named} ran before overt; put overt first, or list what may run before it under \`preloads\``)
  return `${named} ran before overt`
}
