import { spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import type { ExecutionContext } from 'ava'
import { overt, scratch } from '../../cli/support/command.ts'
import { root } from '../../support/project.ts'
import type { Runtime } from '../../support/runtimes.ts'

const register = fileURLToPath(new URL('packages/overt/dist/register.cjs', root))

type Mode = 'plain' | 'monitor' | 'enforce'

/** Runs an entry of the application, and has the folder that it lies in. */
export interface Locked {
  (mode: Mode, entry: string, ...given: readonly string[]): SpawnSyncReturns<string>
  readonly folder: string
}

/** Writes an application, locks it with the built command, and gives what its entry prints plainly, in monitor and in enforce. */
export function locked(t: ExecutionContext, node: Runtime, files: Readonly<Record<string, string>>, more: readonly string[] = []): Locked {
  const folder = scratch(t)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  for (const mode of ['monitor', 'enforce']) writeFileSync(join(folder, `${mode}.yaml`), `mode: ${mode}\nrules: []\nmanifest: overt.lock\n`)
  const { status, err } = overt(['lock', folder, ...more], { cwd: folder, node: node.path })
  t.is(status, 0, err)
  const run = (mode: Mode, entry: string, ...given: readonly string[]): SpawnSyncReturns<string> => {
    const args = mode === 'plain' ? [] : ['--require', register]
    const env = { ...process.env, NODE_OPTIONS: '', NODE_NO_WARNINGS: '1', OVERT_LAUNCH: '', OVERT_CONFIG: join(folder, `${mode}.yaml`) }
    return spawnSync(node.path, [...args, entry, ...given], { cwd: folder, encoding: 'utf8', env })
  }
  return Object.assign(run, { folder })
}
