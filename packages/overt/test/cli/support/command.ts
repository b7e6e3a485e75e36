import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import type { ExecutionContext } from 'ava'
import { root } from '../../support/project.ts'

/** The bundled command. */
export const command: string = fileURLToPath(new URL('packages/overt/dist/overt.cjs', root))

/** What a command said and how it ended. */
export interface Said {
  readonly status: number | null
  readonly signal: NodeJS.Signals | null
  readonly out: string
  readonly err: string
}

/** Runs `overt ...` with the Node at hand, or another one; as another user, where this one may. */
export function overt(args: readonly string[], { cwd, env = {}, node = process.execPath, uid }: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>>; readonly node?: string; readonly uid?: number | undefined } = {}): Said {
  const { status, signal, stdout, stderr } = spawnSync(node, [command, ...args], {
    encoding: 'utf8',
    // what `rules test --json` says of every rule that ships is longer than the 1 MiB that is kept otherwise
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, NODE_OPTIONS: '', OVERT_CONFIG: '', OVERT_LAUNCH: '', NO_COLOR: '1', ...env },
    ...(cwd === undefined ? {} : { cwd }),
    ...(uid === undefined ? {} : { uid, gid: uid }),
  })
  return { status, signal, out: stdout, err: stderr }
}

/** A folder that is removed after the test. */
export function scratch(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'overt-cli-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
