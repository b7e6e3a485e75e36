// The preload for who grants `--allow-ffi`: the engine is the shared library that `OVERT_LIBRARY` names, in this thread. Workers and children have the module (`register.ts`).
import type { Started } from '@overt/surface'
import { begin, decoded, granted, imageOnDisk, nativeFiles } from './main.ts'
import { openNativeEngine } from './native-engine.ts'

/** Input that cannot be used. */
const exitUnusable = 2
const variable = 'OVERT_LIBRARY'

/** Opens the library now, before the application could put another in its place. What was asked for and cannot be had ends the process: another engine is not what was asked for. */
function opened(): ReturnType<typeof openNativeEngine> {
  const { env } = Deno
  const path = granted('env', variable) ? (env.get(variable) ?? '') : ''
  if (!/^(?:\/|[A-Za-z]:[\\/])/.test(path)) return unusable(`\`${variable}\` names no library: set it to the absolute path of \`libovert.so\`, and allow \`--allow-env=${variable}\``)
  // For one library is not enough: Deno lets nobody look at memory then.
  if (!granted('ffi')) return unusable(`\`${path}\` may not be the engine: allow \`--allow-ffi\`, without a path`)
  try {
    const made = openNativeEngine(path)
    // Of another version it is refused here, and not at the first event.
    made(Date.now)
    return made
  } catch (error) {
    return unusable(`\`${path}\` cannot be the engine: ${error instanceof Error ? error.message : ''}`)
  }
}

function unusable(why: string): never {
  Deno.stderr.writeSync(new TextEncoder().encode(`overt: OVERT_ENGINE: ${why}\n`))
  return Deno.exit(exitUnusable)
}

const engine = opened()
const image = imageOnDisk(import.meta.url)
const started = begin(nativeFiles(engine, image ?? decoded(await import('./rules.image.base64', { with: { type: 'text' } })), image !== undefined))

export const addAuditHook: Started['addAuditHook'] = started.addAuditHook
export const audit: Started['audit'] = started.audit
export { AuditError } from './main.ts'
