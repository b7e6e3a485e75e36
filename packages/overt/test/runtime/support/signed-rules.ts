import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { binding } from './chain.ts'

/** Compiled rules and their signatures, and the public key. */
export interface SignedRules {
  /** By name: `NAME` and `NAME.minisig`. */
  readonly files: Readonly<Record<string, string | Uint8Array>>
}

/** One set of rules. */
export interface Version {
  readonly name: string
  readonly serial: number
  /** YAML; or bytes that are no rules. */
  readonly rules: string | Uint8Array
  /** Signed with a key that nobody trusts. */
  readonly forged?: boolean
}

const { newKey, writeRules } = binding.commands()

/** Compiles and signs. Among the files is the public key, `k.pub`. */
export function signedRules(t: ExecutionContext, versions: readonly Version[]): SignedRules {
  const folder = mkdtempSync(join(tmpdir(), 'overt-signed-'))
  t.teardown(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  for (const key of ['k', 'other']) newKey(join(folder, key))
  const files: Record<string, string | Uint8Array> = { 'k.pub': readFileSync(join(folder, 'k.pub'), 'utf8') }
  for (const { name, serial, rules, forged } of versions) {
    const path = join(folder, name)
    const key = join(folder, forged === true ? 'other.key' : 'k.key')
    t.is(writeRules(path, typeof rules === 'string' ? compiled(t, rules) : rules, JSON.stringify({ key, serial })), JSON.stringify({ serial }))
    for (const end of ['', '.minisig']) files[name + end] = readFileSync(path + end)
  }
  return { files }
}

function compiled(t: ExecutionContext, rules: string): Uint8Array {
  const said = JSON.parse(binding.compile([{ name: 'rules.yml', text: rules }], JSON.stringify({ products: ['nodejs', 'linux'] }))) as { diagnostics: readonly { severity: string }[] }
  t.deepEqual(said.diagnostics.filter(({ severity }) => severity === 'error'), [])
  return binding.build()
}

/** A rule of an event. */
export const rule = (id: string, event: string, selection: string, response: string): string =>
  `title: ${id}\nid: ${id}\nlogsource: { service: ${event} }\ndetection: { selection: { ${selection} }, condition: selection }\nlevel: high\nresponse: ${response}\n`

/** `put(name)` puts a version in the place of the rules, as an operator does; `lines()` are those of the record so far. */
export const operator = `const fs = require('node:fs')
const { parse } = JSON
exports.put = (name, ends = ['', '.minisig']) => {
  for (const end of ends) fs.copyFileSync(name + end, 'rules.image' + end + '.copy')
  for (const end of ends) fs.renameSync('rules.image' + end + '.copy', 'rules.image' + end)
}
exports.lines = () => fs.readFileSync('log.jsonl', 'utf8').split('\\n').filter((line) => line !== '').map((line) => parse(line))
exports.pause = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2)
`
