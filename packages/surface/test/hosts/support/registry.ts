// A program: a registry of JSR, one of npm and a server of modules, on loopback. It says its port and serves until it is ended.
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import process from 'node:process'
import { gzipSync } from 'node:zlib'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

const opening = `import fs from 'node:fs'\nexport const open = (name) => { try { fs.openSync(name) } catch {} }\n`
const jsr = { '/mod.ts': `export { two } from './two.ts'\nexport const url: string = import.meta.url\n${opening.replace('(name)', '(name: string): void')}`, '/two.ts': 'export const two: number = 2\n' }
const version = JSON.stringify({ manifest: Object.fromEntries(Object.entries(jsr).map(([path, text]) => [path, { size: text.length, checksum: `sha256-${sha256(text)}` }])), exports: { '.': './mod.ts' } })

/** An archive as POSIX has it (ustar). */
function archive(files: Readonly<Record<string, string>>): Buffer {
  const entries = Object.entries(files).map(([name, text]) => {
    const bytes = Buffer.from(text)
    const header = Buffer.alloc(512)
    header.write(`package/${name}`, 0)
    header.write('0000644\u0000', 100)
    header.write(`${bytes.length.toString(8).padStart(11, '0')} `, 124)
    header.write('        0', 148)
    header.write('ustar\u000000', 257)
    header.write(`${header.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, '0')}\u0000 `, 148)
    return Buffer.concat([header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)])
  })
  return gzipSync(Buffer.concat([...entries, Buffer.alloc(1024)]))
}

const tarball = archive({ 'package.json': '{"name":"kit","version":"1.2.3","type":"module","main":"i.js"}', 'i.js': `export default 5\n${opening}` })
const kit = (base: string): string => JSON.stringify({ name: 'kit', 'dist-tags': { latest: '1.2.3' }, versions: { '1.2.3': { name: 'kit', version: '1.2.3', dist: { tarball: `${base}/kit/-/kit-1.2.3.tgz`, integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}` } } } })

const server = createServer(({ headers, url = '' }, answer) => {
  const served: Readonly<Record<string, string | Buffer>> = {
    '/@scope/pkg/meta.json': JSON.stringify({ scope: 'scope', name: 'pkg', latest: '1.0.0', versions: { '1.0.0': {} } }),
    '/@scope/pkg/1.0.0_meta.json': version,
    ...Object.fromEntries(Object.entries(jsr).map(([path, text]) => [`/@scope/pkg/1.0.0${path}`, text])),
    '/plain.js': 'export default 3\n',
    '/kit': kit(`http://${String(headers.host)}`),
    '/kit/-/kit-1.2.3.tgz': tarball,
  }
  const found = served[url]
  answer.writeHead(found === undefined ? 404 : 200, { 'content-type': url.endsWith('.ts') ? 'application/typescript' : url.endsWith('.js') ? 'application/javascript' : 'application/json' })
  answer.end(found)
})
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${String((server.address() as { port: number }).port)}\n`)
})
