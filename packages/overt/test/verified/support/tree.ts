import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import type { ExecutionContext } from 'ava'
import { overt, scratch } from '../../cli/support/command.ts'
import { root } from '../../support/project.ts'
import type { Runtime } from '../../support/runtimes.ts'
import { type Kind, type Loaded, loader, type Started } from './kinds.ts'

const register = fileURLToPath(new URL('packages/overt/dist/register.cjs', root))

/** How a process ended, and what it said. */
export interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** An application with every kind in it. */
export interface Tree {
  readonly folder: string
  /** Where the keys lie. */
  readonly keys: string
  /** Starts it plainly, or under overt: enforce, signed manifest. */
  readonly start: (kind: Started, under: boolean) => Ended
  /** Loads all kinds in one process: how often each said what. */
  readonly load: (rounds: number, under: boolean) => Readonly<Record<string, Readonly<Record<string, number>>>>
}

/** What a kind's target holds, and what whoever tampers with it puts there. */
export const good = ({ files, target }: Kind): Buffer => Buffer.from(files[target] ?? '', 'latin1')
export const evil = (kind: Kind): Buffer => Buffer.from(good(kind).toString('latin1').replaceAll('good', 'evil'), 'latin1')
/** A listed file with the other bytes. */
export const other = ({ target }: Kind): string => `listed/${target.replaceAll('/', '-')}`

/** Writes the tree and locks it, as it is and, before that, as whoever tampers would have it. */
export function tree(t: ExecutionContext, node: Runtime, kinds: readonly Loaded[], starts: readonly Started[]): Tree {
  const folder = scratch(t)
  const keys = scratch(t)
  const put = (name: string, bytes: Buffer | string): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), bytes)
  }
  put('package.json', '{"name":"application"}')
  put('load.cjs', loader(kinds))
  const all: readonly Kind[] = [...kinds, ...starts]
  for (const { files } of all) for (const [name, text] of Object.entries(files)) put(name, Buffer.from(text, 'latin1'))
  for (const kind of all) put(other(kind), evil(kind))
  symlinkSync('../packages/linked', join(folder, 'node_modules/linked'))
  put('enforce.yaml', `mode: enforce\nrules: []\nmanifest: overt.lock\npubkey: ${keys}/k.pub\nmin_serial: 2\n`)
  const command = (...args: readonly string[]): void => {
    const { status, err } = overt(args, { cwd: folder, node: node.path })
    if (status !== 0) throw new Error(err)
  }
  command('key', 'new', '-o', join(keys, 'k'))
  command('lock', '.', '--key', join(keys, 'k.key'), '--serial', '2')
  const run = (args: readonly string[], under: boolean, options = ''): Ended => {
    const env = { ...process.env, NODE_NO_WARNINGS: '1', OVERT_LAUNCH: '', OVERT_CONFIG: join(folder, 'enforce.yaml'), NODE_OPTIONS: `${under ? `--require=${register} ` : ''}${options}` }
    const { status, stdout, stderr } = spawnSync(node.path, args, { cwd: folder, encoding: 'utf8', env, timeout: 120_000 })
    return { status, stdout, stderr }
  }
  return {
    folder,
    keys,
    start: ({ args, options }, under) => run(args, under, options),
    load(rounds, under) {
      const { stdout, stderr } = run(['load.cjs', String(rounds)], under)
      if (stdout === '') throw new Error(stderr)
      return JSON.parse(stdout) as Record<string, Record<string, number>>
    },
  }
}

type Tamper = (folder: string, kind: Kind, elsewhere: string) => void

const at = (folder: string, { target }: Kind): string => join(folder, target)

const edit: Tamper = (folder, kind) => {
  writeFileSync(at(folder, kind), Buffer.concat([evil(kind), Buffer.from('\n')]))
}

const editSecretly: Tamper = (folder, kind) => {
  const { atime, mtime } = statSync(at(folder, kind))
  writeFileSync(at(folder, kind), evil(kind))
  utimesSync(at(folder, kind), atime, mtime)
}

const exchange: Tamper = (folder, kind) => {
  writeFileSync(at(folder, kind), readFileSync(join(folder, other(kind))))
}

const link: Tamper = (folder, kind, elsewhere) => {
  const place = join(elsewhere, kind.target.replaceAll('/', '-'))
  writeFileSync(place, evil(kind))
  rmSync(at(folder, kind))
  symlinkSync(place, at(folder, kind))
}

/** A way to tamper with a file. `elsewhere` is a folder out of the manifest's root. */
export interface Way {
  readonly name: string
  readonly tamper: Tamper
}

export const ways: readonly Way[] = [
  { name: 'edited', tamper: edit },
  { name: 'edited, size and time restored', tamper: editSecretly },
  { name: "another listed file's bytes", tamper: exchange },
  { name: 'a link in its place', tamper: link },
]

/** Puts the target back as it was. */
export function restore(folder: string, kind: Kind): void {
  rmSync(at(folder, kind), { force: true })
  writeFileSync(at(folder, kind), good(kind))
}
