import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import test, { type ExecutionContext } from 'ava'
import { root } from '../../../overt/test/support/project.ts'
import { hosts, type Line } from './support/run.ts'

const deno = hosts.find(({ runtime }) => runtime.name === 'deno')
const onDeno = deno === undefined ? test.skip : test
const command = fileURLToPath(new URL('packages/overt/dist/overt.cjs', root))

interface Application {
  readonly folder: string
  readonly address: string
  /** `overt ...` in the folder. */
  overt(...args: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string }
  run(...options: readonly string[]): { readonly stdout: string; readonly stderr: string; readonly lines: readonly (Line & { readonly package?: { readonly name: string | null; readonly version?: string; readonly direct?: boolean } })[] }
}

/** An application that imports a package of JSR, one of npm and a module of a URL, fetched from registries on loopback which are gone when it runs. */
async function application(t: ExecutionContext, options: readonly string[], work: (application: Application) => void): Promise<void> {
  if (deno === undefined) return
  const { path } = deno.runtime
  const registry: ChildProcess = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', fileURLToPath(new URL('support/registry.ts', import.meta.url))], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [folder, beside] = [realpathSync(mkdtempSync(join(tmpdir(), 'overt-registries-'))), realpathSync(mkdtempSync(join(tmpdir(), 'overt-beside-')))]
  try {
    const [said] = (await once(registry.stdout ?? t.fail(), 'data')) as [Buffer]
    const address = `http://127.0.0.1:${String(said).trim()}`
    writeFileSync(join(folder, 'deno.json'), JSON.stringify({ vendor: true, imports: { pkg: 'jsr:@scope/pkg@1', kit: 'npm:kit@1' } }))
    writeFileSync(join(folder, 'main.ts'), `import { open, two, url } from 'pkg'\nimport five, { open as opened } from 'kit'\nimport three from '${address}/plain.js'\nopen('/dev/null/jsr')\nopened('/dev/null/npm')\nconsole.log(two, url.slice(${String(address.length)}), five, three)\n`)
    // Deno's cache lies below the root: a manifest lists what is there.
    const env = { PATH: process.env['PATH'], HOME: beside, NO_COLOR: '1', DENO_DIR: join(folder, 'cache'), JSR_URL: `${address}/`, NPM_CONFIG_REGISTRY: address }
    const installed = spawnSync(path, ['cache', ...options, 'main.ts'], { cwd: folder, env, encoding: 'utf8' })
    t.is(installed.status, 0, installed.stderr)
    registry.kill()
    const log = join(beside, 'log.jsonl')
    writeFileSync(join(beside, 'overt.yml'), JSON.stringify({ mode: 'enforce', manifest: join(folder, 'overt.lock'), log, record: ['open.verify', 'fs.open'] }))
    work({
      folder,
      address,
      overt: (...args) => spawnSync(process.execPath, [command, ...args], { cwd: folder, encoding: 'utf8' }),
      run(...more) {
        rmSync(log, { force: true })
        const preload = deno.preload.filter((option) => option !== '--no-config')
        const { stdout, stderr } = spawnSync(path, [...preload, ...options, '-A', ...more, 'main.ts'], { cwd: folder, env: { ...env, OVERT_CONFIG: join(beside, 'overt.yml') }, encoding: 'utf8', timeout: 60_000 })
        return { stdout, stderr, lines: existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Line) : [] }
      },
    })
  } finally {
    registry.kill()
    for (const one of [folder, beside]) rmSync(one, { recursive: true, force: true })
  }
}

const whole = '2 /@scope/pkg/1.0.0/mod.ts 5 3\n'

for (const [where, options, npm] of [['node_modules', ['--node-modules-dir=auto'], '/node_modules/.deno/kit@1.2.3/node_modules/kit/i.js'], ["Deno's own cache below the root", ['--node-modules-dir=none'], '/kit/1.2.3/i.js']] as const) {
  onDeno(`deno: packages of JSR and of npm, from ${where}, are verified, and named where they ask`, (t) =>
    application(t, options, ({ folder, overt, run }) => {
      const locked = overt('lock')
      t.is(locked.status, 0, locked.stderr)
      t.notRegex(locked.stdout, /DIFFERS|not in deno\.lock/)
      const { stdout, stderr, lines } = run()
      t.is(stdout, whole, stderr)
      const verified = lines.filter(({ event, fields }) => event === 'open.verify' && fields['allowed'] === true).map(({ fields }) => String(fields['path']))
      for (const end of ['/@scope/pkg/1.0.0/mod.ts', '/@scope/pkg/1.0.0/two.ts', '/plain.js', npm]) t.true(verified.some((path) => path.startsWith(folder) && path.endsWith(end)), `${end}: ${verified.join(' ')}`)
      const asked = (name: string): unknown => lines.find(({ event, fields }) => event === 'fs.open' && fields['path'] === `/dev/null/${name}`)?.package
      t.like(asked('jsr'), { name: '@scope/pkg', version: '1.0.0', direct: true })
      t.like(asked('npm'), { name: 'kit', version: '1.2.3', direct: true })
      const file = verified.find((path) => path.endsWith(npm)) ?? ''
      appendFileSync(file, '\n')
      t.regex(run().stderr, /its bytes are not those that the manifest lists/)
    }),
  )
}

onDeno('deno: what was vendored and differs from deno.lock is not locked', (t) =>
  application(t, ['--node-modules-dir=auto'], ({ folder, address, overt }) => {
    const host = `http_127.0.0.1_${address.split(':').at(-1) ?? ''}`
    appendFileSync(join(folder, 'vendor', host, '@scope/pkg/1.0.0/two.ts'), '\n')
    appendFileSync(join(folder, 'vendor', host, 'plain.js'), '\n')
    const { status, stdout } = overt('lock')
    t.is(status, 1)
    t.deepEqual(stdout.match(/DIFFERS +\S+/g)?.map((line) => line.split('/').at(-1)), ['two.ts', 'plain.js'])
    t.false(existsSync(join(folder, 'overt.lock')))
  }),
)
