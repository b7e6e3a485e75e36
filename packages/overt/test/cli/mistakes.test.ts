import { chmodSync, chownSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import test from 'ava'
import { overt, scratch } from './support/command.ts'

const rule = 'title: t\nlogsource: { category: process_creation, product: nodejs }\ndetection: { s: { Image: x }, condition: s }\n'

/** What people get wrong first: the arguments, and the message, in which `%` is the folder. */
const mistakes: readonly (readonly [string, readonly string[], string])[] = [
  ['rules that are not there', ['run', '--rules', 'rulez', 'app.js'], 'OVERT_READ: `%/rulez` cannot be read: ENOENT: no such file or directory; name a file or a folder of rules'],
  ['an id in place of a rule', ['rules', 'explain', '0f0f0f0f-0000-4000-8000-000000000001', 'event.json'], 'OVERT_READ: `0f0f0f0f-0000-4000-8000-000000000001` cannot be read: ENOENT: no such file or directory; name a file or a folder of rules'],
  ['an event that is not there', ['rules', 'explain', 'rule.yml', 'missing.json'], 'OVERT_READ: `missing.json` cannot be read: ENOENT: no such file or directory; check the path'],
  ['a configuration that is not there', ['run', '--config', 'missing.yml', 'app.js'], 'OVERT_READ: `%/missing.yml` cannot be read: ENOENT: no such file or directory; check the path'],
  ['a folder as configuration', ['run', '--config', 'folder', 'app.js'], 'OVERT_READ: `%/folder` cannot be read: EISDIR: illegal operation on a directory; it is a folder: name a file'],
  // Windows knows no such error.
  ...(process.platform === 'win32' ? [] : [['a file as a folder', ['run', '--config', 'app.js/overt.yml', 'app.js'], 'OVERT_READ: `%/app.js/overt.yml` cannot be read: ENOTDIR: not a directory; a part of the path is no folder'] as const]),
  ['a manifest that is not there', ['run', '--manifest', 'missing.lock', 'app.js'], 'OVERT_MANIFEST: `%/missing.lock.head` cannot be read: ENOENT: no such file or directory; make a manifest with `overt lock`'],
  ['an option of another tool', ['run', '--node', '24', 'app.js'], 'OVERT_USAGE: the option `--node` is unknown; did you mean `--mode`?'],
  ['an event that there is not', ['run', '--record', 'proces.spawn', 'app.js'], 'OVERT_USAGE: `--record proces.spawn` means no event; `overt events` lists them'],
  ['a record in no folder', ['run', '--log', 'missing/record.jsonl', 'app.js'], 'OVERT_OUTPUT: the record `%/missing/record.jsonl` cannot be opened for appending; check that its folder exists and may be written'],
  ['a program that starts scripts', ['run', 'npm', 'start'], 'OVERT_USAGE: `npm` is no script here; write `overt run` into the script of package.json: `"start": "overt run server.js"`'],
  ['node itself', ['run', 'node', 'app.js'], 'OVERT_USAGE: `node` is no script here; `overt run` starts Node itself: `overt run SCRIPT`'],
  ['a word that is no file', ['run', 'serve', 'app.js'], 'OVERT_USAGE: `serve` is no script here; `overt run` starts a file with Node: `overt run server.js`'],
  ...(process.platform === 'win32' ? [] : [['a command of a package', ['run', 'tool', 'start'], 'OVERT_USAGE: `tool` is no script here; the script of that command is `overt run node_modules/tool/main.js`'] as const]),
  ['a record that is not there', ['log', 'verify', 'missing.jsonl'], 'OVERT_READ: `missing.jsonl` cannot be read: ENOENT: no such file or directory; check the path'],
  ['a report in no folder', ['report', 'record.jsonl', '-o', 'missing/report.html'], 'OVERT_WRITE: `missing/report.html` cannot be written: ENOENT: no such file or directory; make its folder first'],
  ['a text as public key', ['verify', '--pubkey', 'app.js'], 'OVERT_KEY: `app.js`: the public key cannot be used: it is not as minisign writes it; give the file NAME.pub that `overt key new` wrote'],
  ['a text as public key, for a run', ['run', '--manifest', 'overt.lock', '--pubkey', 'app.js', 'app.js'], 'OVERT_KEY: `%/app.js`: the public key cannot be used: it is not as minisign writes it; give the file NAME.pub that `overt key new` wrote'],
]

const slashed = (text: string): string => text.replaceAll('\\', '/')

for (const [name, args, expected] of mistakes) {
  test(`${name}: named, and what to do`, (t) => {
    // As `process.cwd()` names it.
    const folder = realpathSync(scratch(t))
    mkdirSync(join(folder, 'folder'))
    for (const [file, text] of Object.entries({ 'app.js': '', 'rule.yml': rule, 'event.json': '{"event":"process.spawn"}', 'record.jsonl': '' })) writeFileSync(join(folder, file), text)
    if (args.includes('tool')) {
      for (const place of ['tool', '.bin']) mkdirSync(join(folder, 'node_modules', place), { recursive: true })
      writeFileSync(join(folder, 'node_modules/tool/main.js'), '')
      symlinkSync('../tool/main.js', join(folder, 'node_modules/.bin/tool'))
    }
    if (args.includes('--pubkey')) t.is(overt(['lock'], { cwd: folder }).status, 0)
    const { status, out, err } = overt(args, { cwd: folder })
    t.deepEqual([status, out, slashed(err)], [2, '', slashed(`overt: ${expected.replace('%', folder)}\n`)])
  })
}

const onUnix = process.platform === 'win32' ? test.skip : test
onUnix('a file that this user may not read: named, and what to do', (t) => {
  const folder = scratch(t)
  writeFileSync(join(folder, 'rule.yml'), rule)
  chmodSync(join(folder, 'rule.yml'), 0)
  // To root all is allowed.
  const uid = process.getuid?.() === 0 ? 65534 : undefined
  if (uid !== undefined) chownSync(folder, uid, uid)
  if (overt(['--version'], { cwd: folder, uid }).status !== 0) {
    t.log('skipped: another user cannot start the command here')
    t.pass()
    return
  }
  t.like(overt(['rules', 'check', 'rule.yml'], { cwd: folder, uid }), { status: 2, err: 'overt: OVERT_READ: `rule.yml` cannot be read: EACCES: permission denied; let this user do it\n' })
})
