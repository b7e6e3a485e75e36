import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { answered } from '../engine/answer.ts'
import { addon } from './addon.ts'
import { count as counted } from './count.ts'
import { diagnostics, type Found, lines, summary, vendoredProblems } from './differences.ts'
import { vendoredAdvice, vendoredLines } from './lockfile/say.ts'
import type { Vendored } from './lockfile/vendored.ts'
import { print } from './print.ts'
import { standardErrorTerminal, withProgress } from './progress.ts'
import { trust, trustOptions } from './trust.ts'
import { type Command, oneOperand, parse, UsageError } from './usage.ts'

const help = `overt verify [DIR] [--manifest FILE] [--pubkey FILE] [--min-serial N] [--verity] [--json|--sarif]

Compares every file below DIR (the current folder) with the manifest that \`overt lock\` wrote, and says what was added, removed and changed.

  --manifest FILE    default: overt.lock in DIR
  --pubkey FILE      the public key that the manifest must be signed with
  --min-serial N     refuse a manifest with a lower serial number
  --verity           also ask the file system which files fs-verity protects: nothing can change these any more. Their digests are in --json
  --json             the differences as one JSON document
  --sarif            the differences as a SARIF 2.1.0 log

Modules that Deno keeps in \`vendor\` are compared with deno.lock too, where there is one.

Several threads walk the folder. Memory is bounded, whatever the folder: the manifest's own size, and at most 64 MiB for folders that wait and 64 MiB
for differences that are named; further ones are counted.

Exit codes: 0 no difference, 1 differences (also from deno.lock), or files that cannot be read, 2 a manifest that cannot be believed.
`

/** `overt verify` */
export const verify: Command = async (args) => {
  const given = parse(args, { ...trustOptions, manifest: { type: 'string' }, verity: { type: 'boolean' }, json: { type: 'boolean' }, sarif: { type: 'boolean' } })
  if (given.has('help')) {
    print(1, help)
    return 0
  }
  if (given.has('json') && given.has('sarif')) throw new UsageError('`--json` and `--sarif` are two forms of one output; choose one')
  const folder = oneOperand(given, '.')
  const manifest = given.value('manifest')
  const options = { ...trust(given), manifest: manifest && resolve(manifest), verity: given.has('verity') }
  const { verify, treeProgress } = addon().binding.commands()
  const work = verify(resolve(folder), JSON.stringify(options))
  const found = answered<Found>(await withProgress('verifying', work, treeProgress, listed(manifest ?? join(folder, 'overt.lock'))), given.value('pubkey'))
  const compared = await vendoredModules(folder)
  const vendored = compared ?? []
  if (given.has('json')) print(1, `${JSON.stringify({ ...found, ...(compared === undefined ? {} : { vendored }) }, null, 2)}\n`)
  else if (given.has('sarif')) print(1, (await import('./sarif.ts')).sarif([...diagnostics(folder, found), ...vendoredProblems(folder, vendored)]))
  else print(1, lines(found) + vendoredLines(vendored))
  const otherModules = vendored.some(({ state }) => state === 'differs')
  if (!given.has('json')) print(2, `${counted(found.count, 'file')} listed (serial number ${found.serial}): ${summary(found)}\n${otherModules ? `${vendoredAdvice}\n` : ''}`)
  return found.ok && !otherModules ? 0 : 1
}

/** The modules of which deno.lock says otherwise; nothing where Deno keeps none here. Only then what compares them is run. */
async function vendoredModules(folder: string): Promise<readonly Vendored[] | undefined> {
  if (!existsSync(join(folder, 'vendor'))) return undefined
  const { checkVendored, vendoredLock } = await import('./lockfile/check.ts')
  const lock = vendoredLock(folder)
  return lock === undefined ? undefined : checkVendored(folder, lock, undefined, (bytes) => addon().engine.digest(bytes))
}

/** How many files the manifest lists, for the progress bar: what the head says, believed or not. */
function listed(manifest: string): number | undefined {
  if (standardErrorTerminal() === undefined) return undefined
  try {
    return Number(/^count (\d+)$/m.exec(readFileSync(`${manifest}.head`, 'utf8'))?.[1])
  } catch {
    return undefined
  }
}
