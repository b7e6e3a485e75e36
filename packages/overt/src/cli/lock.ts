import { resolve, sep } from 'node:path'
import process from 'node:process'
import { answered } from '../engine/answer.ts'
import { addon } from './addon.ts'
import { count as counted } from './count.ts'
import { serial } from './trust.ts'
import { type Command, oneOperand, parse } from './usage.ts'

const help = `overt lock [DIR] [-o FILE] [--key FILE] [--serial N]

Writes down every file below DIR (the current folder) with its BLAKE3 digest. \`overt run --manifest overt.lock\` then runs these files as they are
now, and no others. Do this where the files are known to be good: after \`npm ci\`, before they are shipped.

These files are written: overt.lock (text that \`b3sum --check\` reads), overt.lock.index, overt.lock.head, and with a key overt.lock.head.minisig
(\`minisign -V\` checks it). They are not listed themselves. An interrupted lock leaves the manifest that was there.

  -o, --output FILE    where overt.lock goes; default: into DIR
  --key FILE           sign with this secret key; \`overt key new\` makes one
  --serial N           default: one more than that of the manifest that is there, else 1

Exit codes: 0 written, 2 a file that cannot be read, named or written, a key that cannot be used.
`

/** `overt lock` */
export const lock: Command = (args) => {
  const given = parse(args, { output: { type: 'string', short: 'o' }, key: { type: 'string' }, serial: { type: 'string' } })
  if (given.has('help')) {
    process.stdout.write(help)
    return 0
  }
  const folder = oneOperand(given, '.')
  const output = given.value('output')
  const key = given.value('key')
  const options = { output: output && resolve(output), key: key && resolve(key), serial: serial('--serial', given.value('serial')) }
  const made = answered<Made>(addon().binding.lock(resolve(folder), JSON.stringify(options)))
  process.stdout.write(`${output ?? `${folder.replace(/\/+$/, '')}/overt.lock`}: ${counted(made.count, 'file')}, serial number ${made.serial}, digest ${made.text}${key === undefined ? '' : ', signed'}\n`)
  if (key !== undefined && isBelow(resolve(key), resolve(folder))) process.stderr.write(`overt: \`${key}\` lies in the folder that it signs: keep it elsewhere, so that it is not shipped\n`)
  return 0
}

/** Links are not looked through: this is advice. */
const isBelow = (path: string, folder: string): boolean => path.startsWith(folder.endsWith(sep) ? folder : folder + sep)

interface Made {
  readonly serial: number
  readonly count: number
  readonly text: string
}
