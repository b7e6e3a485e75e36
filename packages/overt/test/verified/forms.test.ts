import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, closeSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import test, { type ExecutionContext } from 'ava'
import { overt, scratch } from '../cli/support/command.ts'
import { isAtLeast } from '../loader/support/application.ts'
import { root } from '../support/project.ts'
import { nodes, type Runtime } from '../support/runtimes.ts'
import { embed } from './support/single-executable.ts'

const register = fileURLToPath(new URL('packages/overt/dist/register.cjs', root))
const onLinux = process.platform === 'linux' ? test : test.skip

/** Writes and locks an application; what it gives runs a program in its folder, by default Node. */
function locked(t: ExecutionContext, node: Runtime, files: Readonly<Record<string, string>>, setting = '') {
  const folder = scratch(t)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  writeFileSync(join(folder, 'enforce.yaml'), `mode: enforce\nrules: []\nmanifest: overt.lock\n${setting}`)
  const lock = (): void => {
    t.is(overt(['lock', folder], { node: node.path }).status, 0)
  }
  lock()
  const run = (args: readonly string[], { program = node.path, plain = false, options = `--require=${register}` }: { readonly program?: string; readonly plain?: boolean; readonly options?: string } = {}) => {
    const env = { ...process.env, NODE_NO_WARNINGS: '1', OVERT_LAUNCH: '', ...(plain ? { NODE_OPTIONS: '' } : { NODE_OPTIONS: options, OVERT_CONFIG: join(folder, 'enforce.yaml') }) }
    return spawnSync(program, args, { cwd: folder, encoding: 'utf8', env, timeout: 60_000 })
  }
  return { folder, lock, run }
}

for (const node of nodes) {
  onLinux(`node ${node.version}: a pipe or a device in the place of a file is refused without waiting`, (t) => {
    const { folder, run } = locked(t, node, { 'main.cjs': "for (const name of ['./pipe.cjs', './device.cjs']) try { require(name); console.log('ran') } catch (e) { console.log(e.code) }", 'pipe.cjs': '', 'device.cjs': '' })
    t.is(run(['main.cjs']).stdout, 'ran\nran\n')
    for (const name of ['pipe.cjs', 'device.cjs']) rmSync(join(folder, name))
    execFileSync('mkfifo', [join(folder, 'pipe.cjs')])
    // The null device, where this user may make one.
    const made = spawnSync('mknod', [join(folder, 'device.cjs'), 'c', '1', '3']).status === 0
    const said = run(['main.cjs']).stdout.split('\n')
    t.is(said[0], 'OVERT_NOT_REGULAR')
    t.is(said[1], made ? 'OVERT_NOT_REGULAR' : 'MODULE_NOT_FOUND')
  })

  onLinux(`node ${node.version}: what the system would not execute is refused, where the system is asked`, (t) => {
    const files = { 'main.cjs': "for (const name of ['./a.cjs', './data.json', './b.mjs']) import(name, name.endsWith('json') ? { with: { type: 'json' } } : {}).then((m) => console.log(name, m.default), (e) => console.log(name, e.code))", 'a.cjs': 'module.exports = 1', 'data.json': '1', 'b.mjs': 'export default 1' }
    const { folder, run } = locked(t, node, files, 'execute_check: true\n')
    const lines = ({ stdout }: { readonly stdout: string }): readonly string[] => stdout.split('\n').filter((line) => line !== '').sort()
    const first = run(['main.cjs'])
    if (first.stderr.includes('AT_EXECVE_CHECK, which came with Linux 6.14')) {
      t.is(first.status, 2)
      t.log('this kernel does not answer AT_EXECVE_CHECK')
      return
    }
    t.is(first.status, 1)
    t.regex(first.stderr, /main\.cjs\\?` is refused: the system does not let it be executed[^]*OVERT_NOT_EXECUTABLE/)
    for (const name of ['main.cjs', 'a.cjs']) chmodSync(join(folder, name), 0o755)
    t.deepEqual(lines(run(['main.cjs'])), ['./a.cjs 1', './b.mjs OVERT_NOT_EXECUTABLE', './data.json 1'])
    chmodSync(join(folder, 'b.mjs'), 0o755)
    t.deepEqual(lines(run(['main.cjs'])), ['./a.cjs 1', './b.mjs 1', './data.json 1'])
    // Whoever has it open for writing could change it.
    const writer = openSync(join(folder, 'a.cjs'), 'r+')
    t.deepEqual(lines(run(['main.cjs'])), ['./a.cjs OVERT_NOT_EXECUTABLE', './b.mjs 1', './data.json 1'])
    closeSync(writer)
    const asked = overt(['run', '--mode', 'monitor', '--manifest', 'overt.lock', '--execute-check', 'main.cjs'], { cwd: folder, node: node.path })
    t.is(asked.status, 0, asked.err)
  })

  const prctl = process.arch === 'arm64' ? 167 : 157
  // Held to the system's verdict, by the bits that prctl(2) sets, whatever the settings say.
  const held = (bit: number): readonly string[] => ['-e', `syscall(${String(prctl)}, 28, ${String(bit)}, 0, 0, 0) == 0 or exit 99; exec @ARGV`, node.path]

  onLinux(`node ${node.version}: what a process is held to by its securebits is obeyed unasked`, (t) => {
    const { folder, run } = locked(t, node, { 'main.cjs': "console.log('ran')" })
    const first = run([...held(1 << 8), 'main.cjs'], { program: 'perl' })
    if (first.status === 99 || first.status === null) {
      t.log('this kernel has no SECBIT_EXEC_RESTRICT_FILE, or there is no perl')
      return
    }
    t.regex(first.stderr, /OVERT_NOT_EXECUTABLE/)
    t.is(first.stdout, '')
    chmodSync(join(folder, 'main.cjs'), 0o755)
    t.is(run([...held(1 << 8), 'main.cjs'], { program: 'perl' }).stdout, 'ran\n')
    writeFileSync(join(folder, 'enforce.yaml'), 'mode: enforce\nrules: []\n')
    const interactive = run([...held(1 << 10), '-e', "console.log('ran')"], { program: 'perl' })
    t.like(interactive, { status: 2, stdout: '' })
    t.regex(interactive.stderr, /OVERT_NOT_EXECUTABLE: code on the command line .*SECBIT_EXEC_DENY_INTERACTIVE/)
    t.is(run(['-e', "console.log('ran')"]).stdout, 'ran\n')
    t.is(run([...held(1 << 10), 'main.cjs'], { program: 'perl' }).stdout, 'ran\n')
  })

  test(`node ${node.version}: a snapshot is refused`, (t) => {
    const { folder, run, lock } = locked(t, node, { 'build.js': 'globalThis.built = 1', 'main.cjs': 'console.log(globalThis.built)' })
    t.is(run(['--snapshot-blob', 'a.blob', '--build-snapshot', 'build.js'], { plain: true }).status, 0)
    lock()
    t.is(run(['--snapshot-blob', 'a.blob', 'main.cjs'], { plain: true }).stdout, '1\n')
    const refused = run(['--snapshot-blob', 'a.blob', 'main.cjs'])
    t.like(refused, { status: 2, stdout: '' })
    t.regex(refused.stderr, /OVERT_NOT_LISTED: a start-up snapshot is refused/)
    // Node takes underscores for hyphens, quotation marks in NODE_OPTIONS, and options from a file.
    const preload = `--require=${register}`
    for (const [args, options] of [[['--snapshot_blob=a.blob', 'main.cjs'], preload], [['--snapshot_blob', 'a.blob', 'main.cjs'], preload], [['main.cjs'], `"--snapshot-blob=a.blob" ${preload}`], [['main.cjs'], `--snapshot"_"blob a.blob ${preload}`]] as const) {
      const said = run(args, { options })
      t.like(said, { status: 2, stdout: '' }, args.join(' '))
      t.regex(said.stderr, /OVERT_NOT_LISTED: a start-up snapshot is refused/)
    }
    if (!isAtLeast(node, 22)) return
    writeFileSync(join(folder, 'options.json'), '{"nodeOptions":{"snapshot-blob":"a.blob"}}')
    const said = run(['--experimental-config-file=options.json', 'main.cjs'])
    t.like(said, { status: 2, stdout: '' })
    t.regex(said.stderr, /OVERT_NOT_LISTED: a file of options \(`--experimental-config-file`\) is refused/)
  })

  onLinux(`node ${node.version}: what a single executable embeds is refused`, (t) => {
    const { folder, run, lock } = locked(t, node, { 'main.cjs': "console.log('embedded')", 'sea.json': '{"main":"main.cjs","output":"embedding"}' })
    const program = join(folder, 'embedding')
    const isBuilt = isAtLeast(node, 26)
    t.is(run([isBuilt ? '--build-sea' : '--experimental-sea-config', 'sea.json'], { plain: true }).status, 0)
    if (!isBuilt) embed(node.path, program, program)
    lock()
    t.is(run([], { program, plain: true }).stdout, 'embedded\n')
    const refused = run([], { program })
    t.like(refused, { status: 2, stdout: '' })
    t.regex(refused.stderr, /OVERT_NOT_LISTED: what is embedded in a single executable is refused/)
  })
}
