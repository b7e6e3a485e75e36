import { resolve } from 'node:path'
import process from 'node:process'
import { answered } from '../engine/answer.ts'
import { addon } from './addon.ts'
import { count as counted } from './count.ts'
import { trust, trustOptions } from './trust.ts'
import { type Command, oneOperand, parse } from './usage.ts'

const help = `overt verify [DIR] [--manifest FILE] [--pubkey FILE] [--min-serial N] [--json]

Compares every file below DIR (the current folder) with the manifest that \`overt lock\` wrote, and says what was added, removed and changed.

  --manifest FILE    default: overt.lock in DIR
  --pubkey FILE      the public key that the manifest must be signed with
  --min-serial N     refuse a manifest with a lower serial number
  --json             the differences as one JSON document

Exit codes: 0 no difference, 1 differences, 2 a manifest that cannot be believed, a file that cannot be read.
`

/** `overt verify` */
export const verify: Command = (args) => {
  const given = parse(args, { ...trustOptions, manifest: { type: 'string' }, json: { type: 'boolean' } })
  if (given.has('help')) {
    process.stdout.write(help)
    return 0
  }
  const folder = oneOperand(given, '.')
  const manifest = given.value('manifest')
  const options = { ...trust(given), manifest: manifest && resolve(manifest) }
  const found = answered<Found>(addon().binding.verify(resolve(folder), JSON.stringify(options)))
  if (given.has('json')) process.stdout.write(`${JSON.stringify(found, null, 2)}\n`)
  else say(found)
  return found.ok ? 0 : 1
}

interface Found {
  readonly ok: boolean
  readonly serial: number
  readonly count: number
  readonly added: readonly string[]
  readonly removed: readonly string[]
  readonly changed: readonly { readonly path: string; readonly expected: string; readonly actual: string }[]
}

function say({ count, serial, added, removed, changed }: Found): void {
  for (const path of added) process.stdout.write(`added    ${printable(path)}\n`)
  for (const path of removed) process.stdout.write(`removed  ${printable(path)}\n`)
  for (const { path, expected, actual } of changed) process.stdout.write(`changed  ${printable(path)}\n         expected ${expected}\n         found    ${actual}\n`)
  process.stderr.write(`${counted(count, 'file')} listed (serial number ${serial}): ${added.length} added, ${removed.length} removed, ${changed.length} changed\n`)
}

/** A file's name must not drive the terminal. */
// eslint-disable-next-line no-control-regex -- control characters are what is replaced
const printable = (path: string): string => path.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?')
