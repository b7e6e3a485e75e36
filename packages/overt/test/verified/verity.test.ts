// fs-verity, on a file system of the test's own: where this user may mount one, and the kernel has it.
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { overt, scratch } from '../cli/support/command.ts'
import { root } from '../support/project.ts'
import { nodes } from '../support/runtimes.ts'
import { mounted, mountless } from './support/mount.ts'

const register = fileURLToPath(new URL('packages/overt/dist/register.cjs', root))
const missing = existsSync('/sys/fs/ext4/features/verity') ? mountless(['mkfs.ext4', 'perl']) : 'this kernel has no fs-verity for ext4'
const whereOffered = missing === undefined ? test : test.skip
const because = missing === undefined ? '' : ` (skipped: ${missing})`

/** `FS_IOC_ENABLE_VERITY` with SHA-256, blocks of 4096 bytes, no salt and no signature. */
function protect(file: string): void {
  execFileSync('perl', ['-e', 'open F, "<", $ARGV[0] or die; ioctl F, 0x40806685, pack("LLLLQLLQ12", 1, 1, 4096, (0) x 16) or die $!', file])
}

/** What the kernel has to measure for a file of one block: SHA-256 of `struct fsverity_descriptor`, in which the root of the tree is the block's own hash. */
function expected(text: string): string {
  const block = Buffer.alloc(4096)
  block.write(text)
  const descriptor = Buffer.alloc(256)
  // Version, SHA-256, the binary logarithm of the block's size.
  descriptor.set([1, 1, 12])
  descriptor.writeBigUInt64LE(BigInt(text.length), 8)
  createHash('sha256').update(block).digest().copy(descriptor, 16)
  return `sha256:${createHash('sha256').update(descriptor).digest('hex')}`
}

const rule = `title: native code or CommonJS that could be changed while it runs
id: 2d1f4a0e-93b7-4c43-8d24-0c2a2e5c5f0a
logsource: { product: nodejs, service: open.verify }
detection:
  code: { path|endswith: ['.node', '/a.cjs', '/b.cjs'] }
  protected: { verity|exists: true }
  condition: code and not protected
response: block
`

for (const node of nodes) {
  whereOffered(`node ${node.version}: files that fs-verity protects are said to be, with what the kernel measured${because}`, (t) => {
    const folder = mounted(t, ['mkfs.ext4', '-q', '-b', '4096', '-O', 'verity'], ['mount'])
    const settings = scratch(t)
    const files: Readonly<Record<string, string>> = {
      'main.cjs': "for (const name of ['a.cjs', 'b.cjs', 'c.node', 'd.node']) try { console.log(require('./' + name)) } catch (e) { console.log(name, e.code) }",
      'a.cjs': "module.exports = 'a'", 'b.cjs': "module.exports = 'b'", 'c.node': 'no addon', 'd.node': 'none either',
    }
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    writeFileSync(join(settings, 'rule.yml'), rule)
    writeFileSync(join(settings, 'enforce.yaml'), `mode: enforce\nrules: [rule.yml]\nmanifest: ${folder}/overt.lock\nrecord: [open.verify]\nlog: ${settings}/log.jsonl\n`)
    t.is(overt(['lock', folder]).status, 0)
    t.regex(overt(['verify', folder, '--verity']).err, /: 0 added, 0 removed, 0 changed; 0 files protected by fs-verity\n$/)
    for (const name of ['a.cjs', 'c.node']) protect(join(folder, name))
    t.throws(() => { writeFileSync(join(folder, 'a.cjs'), 'evil') }, { code: 'EPERM' })

    const { status, out } = overt(['verify', folder, '--verity', '--json'])
    t.is(status, 0)
    const named = ['a.cjs', 'c.node'].map((path) => ({ path, verity: expected(files[path] ?? '') }))
    t.like(JSON.parse(out), { ok: true, protected: named, protectedCount: 2 })

    const env = { ...process.env, NODE_OPTIONS: `--require=${register}`, OVERT_LAUNCH: '', OVERT_CONFIG: join(settings, 'enforce.yaml') }
    const { stdout, stderr } = spawnSync(node.path, ['main.cjs'], { cwd: folder, encoding: 'utf8', env })
    t.is(stdout, 'a\nb.cjs OVERT_AUDIT\nc.node ERR_DLOPEN_FAILED\nd.node OVERT_AUDIT\n', stderr)
  })
}
