import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { root } from '../../../overt/test/support/project.ts'
import { hosts } from './support/run.ts'

const command = fileURLToPath(new URL('packages/overt/dist/overt.cjs', root))
const rule = 'title: t\nid: 5d2f7c1a-0000-4000-8000-000000000009\nlogsource: { category: dns_query }\ndetection: { s: { QueryName: x }, condition: s }\n'

/** The words of the system, as Node and Bun say them and as Deno does. */
const words: Readonly<Record<string, readonly [string, string]>> = {
  ENOENT: ['ENOENT: no such file or directory', 'No such file or directory (os error 2)'],
  EISDIR: ['EISDIR: illegal operation on a directory', 'Is a directory (os error 21)'],
  ENOTDIR: ['ENOTDIR: not a directory', 'Not a directory (os error 20)'],
}

/** What people get wrong first: a configuration, and the message, in which `%` is the folder. */
const mistakes: readonly (readonly [string, string, string])[] = [
  ['rules that are not there', 'rules: [rulez]', 'OVERT_READ: `%/rulez` cannot be read: ENOENT; name a file or a folder of rules'],
  ['rules below a file', 'rules: [text.txt/rule.yml]', 'OVERT_READ: `%/text.txt/rule.yml` cannot be read: ENOTDIR; a part of the path is no folder'],
  ['a folder without rules', 'rules: [folder]', 'OVERT_READ: the folder `%/folder` holds no rules (.yml, .yaml); name one that does'],
  ['a pipeline that is not there', 'rules: [rule.yml]\npipelines: [missing.yml]', 'OVERT_READ: `%/missing.yml` cannot be read: ENOENT; check the path'],
  ['a pipeline that is a folder', 'rules: [rule.yml]\npipelines: [folder]', 'OVERT_READ: `%/folder` cannot be read: EISDIR; it is a folder: name a file'],
  ['a record in no folder', 'log: missing/record.jsonl', 'OVERT_OUTPUT: the record `%/missing/record.jsonl` cannot be opened for appending; check that its folder exists and may be written'],
  ['an event that there is not', 'record: [proces.spawn]', 'OVERT_CONFIG: `proces.spawn` in `record` names no event; `overt events` lists them, an application\'s own are `application.event`'],
  ['a manifest that is not there', 'manifest: missing.lock', 'OVERT_MANIFEST: `%/missing.lock.head` cannot be read: ENOENT; make a manifest with `overt lock`'],
  ['a public key that is not there', 'manifest: overt.lock\npubkey: missing.pub', 'OVERT_READ: `%/missing.pub` cannot be read: ENOENT; check the path'],
  ['a text as public key', 'manifest: overt.lock\npubkey: text.txt', 'OVERT_KEY: `%/text.txt`: the public key cannot be used: it is not as minisign writes it; give the file NAME.pub that `overt key new` wrote'],
  ['a serial number that no manifest has yet', 'manifest: overt.lock\nmin_serial: 9', 'OVERT_SERIAL: `%/overt.lock.head` has serial number 1, at least 9 is demanded: an older manifest stands in its place; put the newer one back'],
]

for (const { runtime, preload } of hosts) {
  for (const [name, configuration, expected] of mistakes) {
    test(`${runtime.name}: ${name}: named, and what to do`, (t) => {
      const folder = realpathSync(mkdtempSync(join(tmpdir(), 'overt-mistakes-')))
      try {
        mkdirSync(join(folder, 'folder'))
        for (const [file, text] of Object.entries({ 'overt.yml': configuration, 'rule.yml': rule, 'text.txt': 'text', 'program.mjs': `console.log('it runs')` })) writeFileSync(join(folder, file), text)
        if (configuration.includes('overt.lock')) t.is(spawnSync(process.execPath, [command, 'lock', folder]).status, 0)
        const permissions = runtime.name === 'deno' ? ['-A'] : []
        const { status, stdout, stderr } = spawnSync(runtime.path, [...preload, ...permissions, 'program.mjs'], { cwd: folder, env: { PATH: process.env['PATH'], OVERT_CONFIG: join(folder, 'overt.yml') }, encoding: 'utf8' })
        const said = Object.entries(words).reduce((text, [code, [usual, ofDeno]]) => text.replace(code, runtime.name === 'deno' ? ofDeno : usual), expected)
        t.deepEqual([status, stdout, stderr], [2, '', `overt: ${said.replace('%', folder)}\n`])
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    })
  }
}
