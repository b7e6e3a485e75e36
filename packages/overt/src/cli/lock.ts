import { resolve } from 'node:path'
import process from 'node:process'
import { answered } from '../engine/answer.ts'
import { addon } from './addon.ts'
import { count as counted } from './count.ts'
import { type Command, oneOperand, parse } from './usage.ts'

const help = `overt lock [DIR] [-o FILE]

Writes down every file below DIR (the current folder) with its BLAKE3 digest. \`overt run --manifest overt.lock\` then runs these files as they are
now, and no others. Do this where the files are known to be good: after \`npm ci\`, before they are shipped.

Three files are written: overt.lock (text that \`b3sum --check\` reads), overt.lock.index and overt.lock.head. They are not listed themselves.

  -o, --output FILE    where overt.lock goes; default: into DIR

Exit codes: 0 written, 2 a file that cannot be read, named or written.
`

/** `overt lock` */
export const lock: Command = (args) => {
  const given = parse(args, { output: { type: 'string', short: 'o' } })
  if (given.has('help')) {
    process.stdout.write(help)
    return 0
  }
  const folder = oneOperand(given, '.')
  const output = given.value('output')
  const options = output === undefined ? {} : { output: resolve(output) }
  const { count, serial, text } = answered<Made>(addon().binding.lock(resolve(folder), JSON.stringify(options)))
  process.stdout.write(`${output ?? `${folder.replace(/\/+$/, '')}/overt.lock`}: ${counted(count, 'file')}, serial number ${serial}, digest ${text}\n`)
  return 0
}

interface Made {
  readonly serial: number
  readonly count: number
  readonly text: string
}
