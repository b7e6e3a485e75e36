import { copyFileSync, cpSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import test, { type ExecutionContext } from 'ava'
import { overt, type Said, scratch } from './support/command.ts'
import { testWith, tool } from './support/tools.ts'

interface Signed {
  readonly folder: string
  readonly pubkey: string
  readonly key: string
  readonly file: (name: string) => string
}

/** A folder with a program, and its manifest, signed; the keys lie elsewhere. */
function signed(t: ExecutionContext): Signed {
  const folder = scratch(t)
  const name = join(scratch(t), 'release')
  const [key, pubkey] = [`${name}.key`, `${name}.pub`]
  writeFileSync(join(folder, 'app.js'), "console.log('it runs')\n")
  t.is(overt(['key', 'new', '-o', name]).status, 0)
  t.regex(overt(['lock', folder, '--key', key]).out, /serial number 1, digest [\da-f]{64}, signed\n$/)
  return { folder, pubkey, key, file: (suffix) => join(folder, `overt.lock${suffix}`) }
}

const run = ({ folder, pubkey, file }: Signed, ...options: readonly string[]): Said =>
  overt(['run', '--mode', 'enforce', '--manifest', file(''), '--pubkey', pubkey, ...options, join(folder, 'app.js')])
const verify = ({ folder, pubkey }: Signed, ...options: readonly string[]): Said => overt(['verify', folder, '--pubkey', pubkey, ...options])

/** Neither runs nor verifies, with this code. */
function refused(t: ExecutionContext, given: Signed, code: string, why: RegExp, ...options: readonly string[]): void {
  for (const { status, out, err } of [run(given, ...options), verify(given, ...options)]) {
    t.is(status, 2, out + err)
    t.is(out, '')
    t.true(err.includes(code), err)
    t.regex(err, why)
  }
}

test('a key pair: the secret half is its owner\'s alone, nothing is written over', (t) => {
  const name = join(scratch(t), 'k')
  const made = overt(['key', 'new', '-o', name])
  t.is(made.status, 0, made.err)
  if (process.platform !== 'win32') t.is(statSync(`${name}.key`).mode & 0o777, 0o600)
  t.regex(readFileSync(`${name}.pub`, 'utf8'), /^untrusted comment: minisign public key [\dA-F]{16}\nRW[\w+/]{54}\n$/)
  const before = readFileSync(`${name}.key`, 'utf8')
  t.like(overt(['key', 'new', '-o', name]), { status: 2, out: '' })
  rmSync(`${name}.pub`)
  t.regex(overt(['key', 'new', '-o', name]).err, /^overt: OVERT_WRITE: .*k\.key` is there already/)
  t.is(readFileSync(`${name}.key`, 'utf8'), before)
  t.false(existsSync(`${name}.pub`))
  t.like(overt(['key']), { status: 2 })
  t.like(overt(['key', 'old']), { status: 2 })
})

test('a signed manifest verifies and runs; the same lock gives the same signature', (t) => {
  const given = signed(t)
  t.like(run(given), { status: 0, out: 'it runs\n' })
  t.like(verify(given), { status: 0 })
  const signature = readFileSync(given.file('.head.minisig'), 'utf8')
  t.is(overt(['lock', given.folder, '--key', given.key, '--serial', '1']).status, 0)
  t.is(readFileSync(given.file('.head.minisig'), 'utf8'), signature)
})

test('a stripped signature is refused; without a public key nobody asks for one', (t) => {
  const given = signed(t)
  rmSync(given.file('.head.minisig'))
  refused(t, given, 'OVERT_SIGNATURE', /overt\.lock\.head\.minisig` cannot be read .*not signed, or its signature was taken away/)
  t.is(overt(['verify', given.folder]).status, 0)
})

test('another key\'s signature, and a public key that is none', (t) => {
  const given = signed(t)
  const other = signed(t)
  refused(t, { ...given, pubkey: other.pubkey }, 'OVERT_SIGNATURE', /was made with another key/)
  refused(t, { ...given, pubkey: given.key }, 'OVERT_KEY', /it is the secret half/)
  writeFileSync(other.pubkey, 'RWnothing\n')
  refused(t, { ...given, pubkey: other.pubkey }, 'OVERT_KEY', /not as minisign writes it/)
  refused(t, { ...given, pubkey: `${given.pubkey}.gone` }, 'OVERT_READ', /cannot be read/)
})

test('an attacker locks the changed tree anew: not signed, or signed with a key of their own', (t) => {
  const given = signed(t)
  const [head, signature] = [given.file('.head'), given.file('.head.minisig')]
  const old = readFileSync(signature)
  writeFileSync(join(given.folder, 'app.js'), "console.log('evil')\n")
  t.is(overt(['lock', given.folder]).status, 0)
  t.false(existsSync(signature), 'a signature that is not the new head\'s is not left beside it')
  refused(t, given, 'OVERT_SIGNATURE', /taken away/)
  writeFileSync(signature, old)
  refused(t, given, 'OVERT_SIGNATURE', /does not fit the head/)
  const other = signed(t)
  t.is(overt(['lock', given.folder, '--key', other.key]).status, 0)
  refused(t, given, 'OVERT_SIGNATURE', /another key/)
  // The id in a signature proves nothing.
  const lines = readFileSync(signature, 'utf8').split('\n')
  const forged = Buffer.from(String(lines[1]), 'base64')
  Buffer.from(String(readFileSync(given.pubkey, 'utf8').split('\n')[1]), 'base64').copy(forged, 2, 2, 10)
  writeFileSync(signature, [lines[0], forged.toString('base64'), ...lines.slice(2)].join('\n'))
  refused(t, given, 'OVERT_SIGNATURE', /does not fit the head/)
  t.true(readFileSync(head, 'utf8').startsWith('overt-manifest 1\n'))
})

test('an older signed manifest in a newer one\'s place is refused by its serial number', (t) => {
  const given = signed(t)
  const kept = scratch(t)
  cpSync(given.folder, kept, { recursive: true })
  writeFileSync(join(given.folder, 'app.js'), "console.log('fixed')\n")
  t.is(overt(['lock', given.folder, '--key', given.key]).status, 0)
  t.like(run(given, '--min-serial', '2'), { status: 0, out: 'fixed\n' })
  cpSync(kept, given.folder, { recursive: true })
  t.like(run(given), { status: 0, out: 'it runs\n' })
  refused(t, given, 'OVERT_SERIAL', /serial number 1, at least 2 is demanded: an older manifest/, '--min-serial', '2')
  // A newer number in an old head is no head that was signed.
  const head = given.file('.head')
  writeFileSync(head, readFileSync(head, 'utf8').replace('serial 1', 'serial 2'))
  refused(t, given, 'OVERT_SIGNATURE', /does not fit the head/, '--min-serial', '2')
})

test('lock: a key that cannot be used, a serial number that is not known', (t) => {
  const given = signed(t)
  t.regex(overt(['lock', given.folder, '--key', given.pubkey]).err, /^overt: OVERT_KEY: .*no secret key as minisign writes it/)
  t.regex(overt(['lock', given.folder, '--key', `${given.key}.gone`]).err, /^overt: OVERT_KEY: /)
  const [comment, line] = readFileSync(given.key, 'utf8').split('\n')
  const bytes = Buffer.from(String(line), 'base64')
  bytes[70] = Number(bytes[70]) ^ 1
  writeFileSync(given.key, `${String(comment)}\n${bytes.toString('base64')}\n`)
  t.regex(overt(['lock', given.folder, '--key', given.key]).err, /^overt: OVERT_KEY: /)
  t.is(verify(given).status, 0)
  writeFileSync(given.file('.head'), 'damaged\n')
  t.regex(overt(['lock', given.folder]).err, /^overt: OVERT_MANIFEST: .*its serial number is not known: give the next with `--serial`\n$/)
  t.is(overt(['lock', given.folder, '--serial', '7']).status, 0)
  t.like(overt(['lock', given.folder, '--serial', '-1']), { status: 2 })
})

test('a key in the folder that it signs is said', (t) => {
  const folder = scratch(t)
  t.is(overt(['key', 'new'], { cwd: folder }).status, 0)
  const { status, err } = overt(['lock', '.', '--key', 'overt.key'], { cwd: folder })
  t.is(status, 0)
  t.regex(err, /`overt\.key` lies in the folder that it signs/)
})

testWith('minisign')('minisign checks our signature, signs with our key, and its own signature is accepted', (t) => {
  const given = signed(t)
  const checked = tool('minisign', ['-V', '-p', given.pubkey, '-m', 'overt.lock.head'], given.folder)
  t.is(checked.status, 0, checked.said)
  t.regex(checked.said, /Trusted comment: overt manifest, serial 1/)
  copyFileSync(given.file('.head'), given.file('.kept'))
  writeFileSync(given.file('.head'), `${readFileSync(given.file('.kept'), 'utf8')} `)
  t.not(tool('minisign', ['-V', '-p', given.pubkey, '-m', 'overt.lock.head'], given.folder).status, 0)
  copyFileSync(given.file('.kept'), given.file('.head'))
  rmSync(given.file('.kept'))
  for (const options of [['-s', given.key], ['-H', '-s', given.key]]) {
    rmSync(given.file('.head.minisig'))
    const made = tool('minisign', ['-S', '-W', ...options, '-m', 'overt.lock.head'], given.folder)
    t.is(made.status, 0, made.said)
    t.like(verify(given), { status: 0 })
    t.like(run(given), { status: 0, out: 'it runs\n' })
  }
  t.is(tool('minisign', ['-S', '-l', '-W', '-s', given.key, '-m', 'overt.lock.head'], given.folder).status, 0)
  refused(t, given, 'OVERT_SIGNATURE', /minisign's old form/)
})

testWith('minisign')('a key pair that minisign made', (t) => {
  const given = signed(t)
  const [key, pubkey] = [`${given.key}2`, `${given.pubkey}2`]
  const made = tool('minisign', ['-G', '-W', '-s', key, '-p', pubkey], given.folder)
  t.is(made.status, 0, made.said)
  t.is(overt(['lock', given.folder, '--key', key]).status, 0)
  t.like(run({ ...given, pubkey }), { status: 0, out: 'it runs\n' })
})

testWith('b3sum')('b3sum accepts the text of any names that a manifest can hold, and finds a change', (t) => {
  const folder = scratch(t)
  const names = ['a.js', 'with space', 'line\nbreak', 'back\\slash', 'back\\nslash', 'é ü', '--help', '*star', '\ttab', 'tab\t', ' ', 'quote"']
  for (const name of names) writeFileSync(join(folder, name), name)
  t.is(overt(['lock', folder]).status, 0)
  const checked = tool('b3sum', ['--check', 'overt.lock'], folder)
  t.is(checked.status, 0, checked.said)
  t.is(checked.said.match(/: OK$/gm)?.length, names.length)
  writeFileSync(join(folder, 'line\nbreak'), 'x')
  t.not(tool('b3sum', ['--check', 'overt.lock'], folder).status, 0)
})
