import { resolve } from 'node:path'
import { answered } from '../engine/answer.ts'
import { addon } from './addon.ts'
import { count } from './count.ts'
import { print } from './print.ts'
import { trust, trustOptions } from './trust.ts'
import { type Command, parse, UsageError } from './usage.ts'

const help = `overt rules verify --pubkey FILE [--min-serial N] RULES

Says whether compiled rules (\`overt rules build --key\`) are signed with a key, and would be used. Prints their BLAKE3 digest, their serial number
and how many they are.

  --pubkey FILE     the public key that belongs to the secret key
  --min-serial N    refuse rules with a lower serial number

Exit codes: 0 they are, 2 rules, a signature or a key that cannot be used.
`

/** `overt rules verify` */
export const verify: Command = (args) => {
  const given = parse(args, trustOptions)
  if (given.has('help')) {
    print(1, help)
    return 0
  }
  const [file, more] = given.operands
  if (file === undefined || more !== undefined) throw new UsageError('name one file of compiled rules')
  if (!given.has('pubkey')) throw new UsageError('say which key the rules must be signed with: `--pubkey FILE`')
  const { rules, serial, digest } = answered<Verified>(addon().binding.signed().openRules(resolve(file), JSON.stringify(trust(given))), given.value('pubkey'))
  print(1, `${digest}  ${file}\n`)
  print(2, `${count(rules, 'rule')}, serial number ${String(serial)}, signed\n`)
  return 0
}

interface Verified {
  readonly rules: number
  readonly serial: number
  readonly digest: string
}
