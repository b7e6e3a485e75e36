import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import test, { type ExecutionContext } from 'ava'
import { loadRules } from '../../src/configuration/rules.ts'
import type { ReplaceableEngine } from '../../src/engine/binding.ts'
import { compile, engines } from './support/engines.ts'

const engine = engines[0] as ReplaceableEngine
compile(engine)
const image = engine.build()
const folder = mkdtempSync(join(tmpdir(), 'overt-image-'))
test.after.always(() => { rmSync(folder, { recursive: true }) })
const unchanged = { responses: {}, placeholders: {}, pipelines: [] }

function written(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

/** The rules in force are of another count than those of the image. */
function loadOthers(t: ExecutionContext): void {
  compile(engine, 'title: t\nlogsource: { category: process_creation }\ndetection: { a: { Image: /bin/x }, condition: a }\n')
  t.is(engine.rules().length, 1)
}

test.serial('an image is read from its file, and its digest is that of the file', (t) => {
  loadOthers(t)
  t.is(engine.loadFile?.(written('rules.image', image)), engine.digest(image))
  t.is(engine.rules().length, 3)
  t.deepEqual(engine.build(), image)
})

test.serial('rules that are an image have the digest of what was read, whoever reads it', (t) => {
  const path = written('rules.image', image)
  loadOthers(t)
  t.deepEqual(loadRules(engine, { ...unchanged, rules: [path] }), [{ path, digest: engine.digest(image) }])
  t.is(engine.rules().length, 3)
  const permission = Object.getOwnPropertyDescriptor(process, 'permission')
  Object.defineProperty(process, 'permission', { configurable: true, value: {} })
  t.teardown(() => { if (permission === undefined) Reflect.deleteProperty(process, 'permission'); else Object.defineProperty(process, 'permission', permission) })
  loadOthers(t)
  const [file] = loadRules(engine, { ...unchanged, rules: [path] })
  t.true(file !== undefined && 'bytes' in file && Buffer.compare(file.bytes, image) === 0)
  t.is(engine.rules().length, 3)
})

test.serial('what is no image that can be used is left to who reads it then, and the rules before stay', (t) => {
  loadOthers(t)
  const damaged = image.map((byte, at) => (at === image.length - 1 ? byte ^ 1 : byte))
  const files = [written('damaged.image', damaged), written('cut.image', image.slice(0, -1)), written('longer.image', Buffer.concat([image, Buffer.alloc(1)])), written('empty.image', ''), written('rules.yml', 'title: t\n')]
  for (const path of [...files, folder, join(folder, 'nowhere'), 'a\0b']) t.is(engine.loadFile?.(path), undefined, path)
  t.throws(() => loadRules(engine, { ...unchanged, rules: [join(folder, 'damaged.image')] }), { message: /OVERT_IMAGE.*checksum/ })
  t.throws(() => loadRules(engine, { ...unchanged, rules: [join(folder, 'nowhere')] }), { message: /OVERT_READ/ })
  t.is(engine.rules().length, 1)
})

test.serial('what would change rules while they are compiled is refused, and the image not loaded', (t) => {
  loadOthers(t)
  const path = written('rules.image', image)
  t.throws(() => loadRules(engine, { ...unchanged, placeholders: { admins: ['root'] }, rules: [path] }), { message: /`placeholders` cannot change/ })
  t.is(engine.rules().length, 1)
})

const onLinux = process.platform === 'win32' ? test.serial.skip : test.serial
onLinux('a pipe is not opened: what is in it can be read once', (t) => {
  const path = join(folder, 'pipe')
  execFileSync('mkfifo', [path])
  t.is(engine.loadFile?.(path), undefined)
})
