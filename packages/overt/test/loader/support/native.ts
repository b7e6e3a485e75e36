import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { root } from '../../support/project.ts'
import type { Setup } from './application.ts'

const folderOfAddon = fileURLToPath(new URL('packages/overt/dist/', root))
const addon = join(folderOfAddon, `overt.${process.platform}-${process.arch}-gnu.node`)

/** Makes a real manifest of a folder, in a process of its own: the addon gives its functions once a thread. */
export function lockWithAddon(folder: string): Setup {
  const program = `const m = { exports: {} }; process.dlopen(m, ${JSON.stringify(addon)}); m.exports.commands().lock(${JSON.stringify(folder)}, '{}').then(console.log)`
  const made = JSON.parse(execFileSync(process.execPath, ['-e', program], { encoding: 'utf8' })) as { error?: { message: string } }
  if (made.error !== undefined) throw new Error(made.error.message)
  return { mode: 'enforce', native: { folder: folderOfAddon, manifest: join(folder, 'overt.lock') } }
}
