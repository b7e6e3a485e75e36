// The preload of these tests: the loader's probe over a manifest made here (SHA-256 of each file, in JSON), with a hook that writes down what is raised.
// What is tested is the loader; the manifest's own format and BLAKE3 are the integrity crate's. With `native`, the built addon and a manifest that it made.
import { createHash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { createAudit, createHookChain, createRecorder, type Engine, highestEvent, type Mode, type Output } from '@overt/core'
import { openNative } from '../../../src/engine/native.ts'
import * as part from '../../../src/loader/part.ts'
import { bindingOf } from '../../../src/probes/patch.ts'
import { loaderProbe, type Manifest, type Mute, type OpenHook, type VerifiedRead } from '../../../src/loader/probe.ts'

interface Setup {
  readonly mode: Mode
  /** Path, below the root, to digest and size. */
  readonly files?: Readonly<Record<string, { readonly digest: string; readonly size: number }>>
  readonly root?: string
  /** Whether a hook listens; else nobody does. */
  readonly listen?: boolean
  /** Where to write what was raised. */
  readonly events: string
  /** The folder of the built addon and a manifest's text. */
  readonly native?: { readonly folder: string; readonly manifest: string }
  /** Refuse the load of what ends so. */
  readonly refuse?: string
  readonly openHook?: 'supply' | 'refuse'
}

const setup = JSON.parse(process.env['LOADER_TEST'] ?? '') as Setup
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const realpath = realpathSync.native

/** One open, one read, of a file whose path holds no link. */
function verifiedRead(path: string, asBytes: boolean): VerifiedRead {
  const { files = {}, root = '' } = setup
  if (!path.startsWith(root + '/')) return { allowed: false, reason: 'outside' }
  const listed = files[path.slice(root.length + 1)]
  if (listed === undefined) return { allowed: false, reason: 'not_listed' }
  const expected = listed.digest
  try {
    if (realpath(path) !== path) return { allowed: false, reason: 'unreadable', expected }
    const descriptor = openSync(path, 'r')
    try {
      const { size } = fstatSync(descriptor)
      if (!fstatSync(descriptor).isFile()) return { allowed: false, reason: 'not_regular', expected }
      if (size !== listed.size) return { allowed: false, reason: 'size', expected, size }
      const bytes = readFileSync(descriptor)
      const digest = sha256(bytes)
      if (digest !== expected) return { allowed: false, reason: 'digest', expected, digest, size }
      return { allowed: true, reason: 'listed', expected, digest, size, ...(asBytes ? { bytes } : { text: bytes.toString('utf8') }) }
    } finally {
      closeSync(descriptor)
    }
  } catch {
    return { allowed: false, reason: 'unreadable', expected }
  }
}

const raised: unknown[] = []
const lines: string[] = []
const muted: string[] = []
const engine: Engine = {
  kind: 'native',
  frame: () => frame,
  evaluate() {
    words.fill(0, 0, 4)
  },
  evaluateLarge() {
    words.fill(0, 0, 4)
  },
  compile: () => ({ rules: 0, diagnostics: [] }),
  load: () => ({ rules: 0, diagnostics: [] }),
  build: () => new Uint8Array(),
  rules: () => [],
  interest: () => ({ fields: new Uint32Array(highestEvent + 1), judged: new Uint8Array(highestEvent + 1), correlates: false }),
  digest: sha256,
  redact: (text) => text,
}
const frame = new Uint8Array(65536)
const words = new Uint32Array(frame.buffer)
const output: Output = {
  takeNotice: undefined,
  write(line) {
    lines.push(line)
    return 0
  },
  flush: () => 0,
  sync() {
    lines.push('sync')
  },
  delay: 0,
}
let inside = false
const platform = {
  runtime: 'node test',
  pid: process.pid,
  thread: 0,
  enter(body: () => void): boolean {
    if (inside) return false
    inside = true
    try {
      body()
    } finally {
      inside = false
    }
    return true
  },
  caller: () => '{"name":null,"reason":"unavailable"}',
  kill(): never {
    throw new Error('killed')
  },
  fatal(): never {
    throw new Error('fatal')
  },
  alert() {
    lines.push('alert')
  },
}
const hooks = createHookChain(platform, () => undefined)
const recorder = createRecorder('s', platform, engine, output)
const audit = createAudit({ engine, hooks, policy: { mode: setup.mode, outputFailure: 'continue', records: () => false }, recorder, platform })
if (setup.listen === true) {
  hooks.add((name, fields) => {
    raised.push({ name, ...fields })
    if (name === 'module.load' && setup.refuse !== undefined && String(fields['path']).endsWith(setup.refuse)) throw new Error('refused by the hook')
  }, undefined)
  audit.refresh()
}
const openHook: OpenHook | undefined =
  setup.openHook === undefined
    ? undefined
    : (path) => {
        if (!path.endsWith('target.cjs') && !path.endsWith('target.mjs')) return undefined
        if (setup.openHook === 'refuse') throw new Error('refused by the open hook')
        return path.endsWith('.mjs') ? Buffer.from('export default "supplied é"') : 'module.exports = "supplied é"'
      }
const mute: Mute = {
  begin(path) {
    muted.push(path)
  },
  end() {
    muted.push('end')
  },
}

function nativeManifest({ folder, manifest: path }: { readonly folder: string; readonly manifest: string }): Manifest {
  const opening = openNative(folder)
  if (opening.kind !== 'native') throw new Error('no native addon')
  const { openManifest, verifiedRead: read, sealAddon, openLibrary } = opening.binding.verified()
  const opened = JSON.parse(openManifest(path, '{}')) as { readonly root?: string; readonly error?: { readonly message: string } }
  if (opened.root === undefined) throw new Error(opened.error?.message)
  digest = opening.binding.digest
  return part.createManifest(read, opened.root, { digest, mute, seals: { sealAddon, openLibrary } })
}

let digest = sha256
const manifest: Manifest | undefined = setup.native !== undefined ? nativeManifest(setup.native) : setup.files === undefined ? undefined : { verifiedRead, verifiedText: undefined, allowsCode: undefined, seals: undefined }
const probe = loaderProbe(() => part, {
  mode: setup.mode,
  manifest,
  openHook: () => openHook,
  digest: (bytes) => digest(bytes),
  mute,
  mutes: () => false,
  bindingOf,
})
const gaps = setup.listen === true || manifest !== undefined || openHook !== undefined ? probe.install(audit) : []
const write = writeFileSync
process.on('exit', () => {
  write(setup.events, JSON.stringify({ raised, lines, muted, gaps }))
})
