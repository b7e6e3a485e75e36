import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { OvertError } from '@overt/core'
import { temporaryFolder } from '../temporary-folder.ts'
import { print } from './print.ts'
import { type Command, noOperand, parse } from './usage.ts'

const help = `overt cache

Writes V8's code caches of overt's preload for the Node that runs this, beside the preload, one for starts with the rules that ship and one for starts with a
configuration: every later start of this Node, on this platform, takes some milliseconds less. overt comes with the caches of some releases of Node. Do this where the files are made that are shipped, as the user who owns them (in a
Dockerfile: \`RUN npx overt cache\`): overt writes no cache when an application runs.

Exit codes: 0 written, 2 a folder that cannot be written.
`

/** `overt cache` */
export const cache: Command = (args) => {
  const given = parse(args, {})
  if (given.has('help')) {
    print(1, help)
    return 0
  }
  noOperand(given)
  const own = temporaryFolder('overt-cache-')
  try {
    print(1, made([]))
    print(1, made([own]))
  } finally {
    rmSync(own, { recursive: true, force: true })
  }
  return 0
}

/** Has one of the caches written; its path, and a line's end. */
function made(operands: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, 'make-code-cache.cjs'), ...operands], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  if (status !== 0) throw new OvertError('OVERT_WRITE', `the cache cannot be written: ${stderr.trim().split('\n').find((line) => /Error/.test(line)) ?? stderr.trim()}`)
  return stdout
}
