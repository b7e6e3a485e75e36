import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { overt, scratch } from './support/command.ts'
import { testWith, tool } from './support/tools.ts'

const rule = (id: string): string => `title: ${id}\nid: ${id}\nlogsource: { service: fs.open }\ndetection:\n  a: { path: /nowhere }\n  condition: a\n`

/** A rule, a key pair, and where compiled rules go. */
function prepared(t: ExecutionContext): { readonly folder: string; readonly rules: string; readonly image: string; readonly name: string } {
  const folder = scratch(t)
  const rules = join(folder, 'a.yml')
  writeFileSync(rules, rule('first'))
  const name = join(folder, 'k')
  t.is(overt(['key', 'new', '-o', name]).status, 0)
  return { folder, rules, image: join(folder, 'rules.image'), name }
}

test('rules are built with a signature, by rising serial numbers, and verified', (t) => {
  const { folder, rules, image, name } = prepared(t)
  for (const serial of [1, 2]) {
    const built = overt(['rules', 'build', '-o', image, '--key', `${name}.key`, rules])
    t.is(built.status, 0, built.err)
    t.regex(built.err, new RegExp(`^1 rule, \\d+ bytes, serial number ${String(serial)}, signed\n$`))
    const verified = overt(['rules', 'verify', '--pubkey', `${name}.pub`, image])
    t.like(verified, { status: 0, out: built.out, err: `1 rule, serial number ${String(serial)}, signed\n` })
  }
  t.is(overt(['rules', 'build', '-o', image, '--key', `${name}.key`, '--serial', '9', rules]).status, 0)
  t.regex(readFileSync(`${image}.minisig`, 'utf8'), /^trusted comment: overt rules, serial 9$/m)
  t.like(overt(['rules', 'verify', '--pubkey', `${name}.pub`, '--min-serial', '9', image]), { status: 0 })
  const old = overt(['rules', 'verify', '--pubkey', `${name}.pub`, '--min-serial', '10', image])
  t.is(old.status, 2)
  t.regex(old.err, /^overt: OVERT_SERIAL: .*rules\.image` has serial number 9, at least 10 is demanded/)
  t.deepEqual(readdirSync(folder).sort(), ['a.yml', 'k.key', 'k.pub', 'rules.image', 'rules.image.minisig'])
})

test('rules that are not signed, or not so, are refused', (t) => {
  const { rules, image, name } = prepared(t)
  const refused = (code: string): void => {
    const said = overt(['rules', 'verify', '--pubkey', `${name}.pub`, image])
    t.is(said.status, 2)
    t.is(said.out, '')
    t.true(said.err.startsWith(`overt: ${code}: `), said.err)
  }
  refused('OVERT_READ')
  t.is(overt(['rules', 'build', '-o', image, rules]).status, 0)
  refused('OVERT_SIGNATURE')
  t.is(overt(['rules', 'build', '-o', image, '--key', `${name}.key`, rules]).status, 0)
  const bytes = readFileSync(image)
  writeFileSync(image, bytes.subarray(0, -1))
  refused('OVERT_SIGNATURE')
  writeFileSync(image, bytes)
  t.is(overt(['key', 'new', '-o', `${name}2`]).status, 0)
  const byAnother = ['rules', 'build', '-o', image, '--key', `${name}2.key`, rules]
  t.regex(overt(byAnother).err, /^overt: OVERT_SIGNATURE: the signature `[^`]*` was made with another key: its serial number is not known; give the next with `--serial`/)
  t.is(overt([...byAnother, '--serial', '2']).status, 0)
  refused('OVERT_SIGNATURE')
  // Signed, and no image.
  writeFileSync(`${image}.minisig`, 'nothing')
  t.regex(overt(['rules', 'build', '-o', image, '--key', `${name}.key`, rules]).err, /OVERT_SIGNATURE: .*serial number is not known; give the next with `--serial`/)
  t.is(overt(['rules', 'build', '-o', image, '--serial', '3', rules]).status, 2)
  t.is(overt(['rules', 'verify', image]).status, 2)
})

test('`overt run --hot-swap` starts by signed rules, and by no others', (t) => {
  const { folder, rules, image, name } = prepared(t)
  const app = join(folder, 'app.cjs')
  writeFileSync(app, "console.log('it runs')\n")
  const run = (...options: readonly string[]): string => {
    const said = overt(['run', '--hot-swap', `${name}.pub`, ...options, app])
    return said.status === 0 ? said.out + said.err : `${String(said.status)}: ${said.out}${said.err}`
  }
  t.is(overt(['rules', 'build', '-o', image, '--key', `${name}.key`, rules]).status, 0)
  t.is(run('--rules', image), 'it runs\n')
  t.regex(run(), /^2: overt: OVERT_(CONFIG|SIGNATURE): /)
  t.regex(run('--rules', image, '--rules', rules), /^2: overt: OVERT_CONFIG: `hot_swap` needs `rules` to name one file of compiled rules/)
  t.regex(run('--rules', rules), /^2: overt: OVERT_SIGNATURE: /)
  const configuration = join(folder, 'overt.yml')
  writeFileSync(configuration, `rules: rules.image\nhot_swap: { pubkey: k.pub, min_serial: 2 }\n`)
  const configured = overt(['run', '--config', configuration, app])
  t.is(configured.status, 2)
  t.regex(configured.err, /^overt: OVERT_SERIAL: /)
  writeFileSync(configuration, `rules: rules.image\nresponses: { high: block }\nhot_swap: { pubkey: k.pub }\n`)
  t.regex(overt(['run', '--config', configuration, app]).err, /^overt: OVERT_CONFIG: `responses` cannot change the compiled rules/)
})

testWith('minisign')('minisign checks what overt signed, and signs what overt checks', (t) => {
  const { folder, rules, image, name } = prepared(t)
  t.is(overt(['rules', 'build', '-o', image, '--key', `${name}.key`, rules]).status, 0)
  t.is(tool('minisign', ['-V', '-p', `${name}.pub`, '-m', image], folder).status, 0)
  const sign = (comment: string): void => {
    const said = tool('minisign', ['-S', '-s', `${name}.key`, '-m', image, '-t', comment], folder)
    t.is(said.status, 0, said.said)
  }
  sign('overt rules, serial 12')
  t.regex(overt(['rules', 'verify', '--pubkey', `${name}.pub`, image]).err, /serial number 12, signed/)
  sign('serial 13')
  t.regex(overt(['rules', 'verify', '--pubkey', `${name}.pub`, image]).err, /is of something else: its trusted comment is not `overt rules, serial N`/)
})
