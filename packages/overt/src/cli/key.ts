import { resolve } from 'node:path'
import { answered } from '../engine/answer.ts'
import { addon } from './addon.ts'
import { print } from './print.ts'
import { type Command, parse, UsageError } from './usage.ts'

const help = `overt key new [-o NAME]

Makes an Ed25519 key pair in minisign's format: NAME.key signs manifests (\`overt lock --key NAME.key\`), NAME.pub checks them
(\`overt run --manifest overt.lock --pubkey NAME.pub\`). NAME.key has no password: only its owner can read the file, and it belongs where manifests
are made, not where they are used. Files that are there already are not written over.

  -o, --output NAME    default: overt

Exit codes: 0 written, 2 a file that is there already or cannot be written.
`

/** `overt key ...` */
export const key: Command = (args) => {
  if (args[0] !== undefined && !args[0].startsWith('-') && args[0] !== 'new') throw new UsageError(`\`overt key\` has no \`${args[0]}\`; it has new`)
  const given = parse(args[0] === 'new' ? args.slice(1) : args, { output: { type: 'string', short: 'o' } })
  if (given.has('help') || args[0] !== 'new') {
    print(1, help)
    return given.has('help') ? 0 : 2
  }
  if (given.operands.length > 0) throw new UsageError(`\`${given.operands[0] ?? ''}\` is one argument too many; a name goes behind \`-o\``)
  const made = answered<Made>(addon().binding.commands().newKey(resolve(given.value('output') ?? 'overt')))
  print(1, `${made.key}: the secret half, key ${made.id}: keep it\n${made.pubkey}: the public half: give it to whoever runs what you signed\n`)
  return 0
}

interface Made {
  readonly id: string
  readonly key: string
  readonly pubkey: string
}
