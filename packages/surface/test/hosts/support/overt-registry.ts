// A program: a registry of JSR on loopback that has `@overt/deno` as it would be published. It says its port and serves until it is ended.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { root } from '../../../../overt/test/support/project.ts'

const folder = fileURLToPath(new URL('packages/deno', root))
const { version, exports, publish } = JSON.parse(readFileSync(join(folder, 'deno.json'), 'utf8')) as { version: string; exports: Readonly<Record<string, string>>; publish: { include: readonly string[] } }
const files = new Map(publish.include.map((name) => [`/${name}`, readFileSync(join(folder, name))]))
const manifest = Object.fromEntries([...files].map(([path, bytes]) => [path, { size: bytes.length, checksum: `sha256-${createHash('sha256').update(bytes).digest('hex')}` }]))

const served = new Map<string, string | Buffer>([
  ['/@overt/deno/meta.json', JSON.stringify({ scope: 'overt', name: 'deno', latest: version, versions: { [version]: {} } })],
  [`/@overt/deno/${version}_meta.json`, JSON.stringify({ manifest, exports })],
  ...[...files].map(([path, bytes]) => [`/@overt/deno/${version}${path}`, bytes] as const),
])
const types: Readonly<Record<string, string>> = { ts: 'application/typescript', js: 'application/javascript', json: 'application/json', wasm: 'application/wasm' }

const server = createServer(({ url = '' }, answer) => {
  const found = served.get(url)
  answer.writeHead(found === undefined ? 404 : 200, { 'content-type': types[url.split('.').at(-1) ?? ''] ?? 'text/plain' }).end(found)
})
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${String((server.address() as { port: number }).port)}\n`)
})
