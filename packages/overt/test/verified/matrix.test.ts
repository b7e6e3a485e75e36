// Every kind of file that runs, and every way to tamper with one, with the built command: docs/verified-open.md has the table of it.
import { spawn } from 'node:child_process'
import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import test from 'ava'
import { overt, scratch } from '../cli/support/command.ts'
import { isAtLeast } from '../loader/support/application.ts'
import { nodes } from '../support/runtimes.ts'
import { evil, good, restore, tree, ways } from './support/tree.ts'
import { loaded, started } from './support/kinds.ts'

for (const node of nodes) {
  const kinds = loaded.filter(({ since }) => isAtLeast(node, since))
  const starts = started.filter(({ since }) => isAtLeast(node, since))

  test(`node ${node.version}: an untouched tree runs as without overt, a tampered file of any kind does not run`, (t) => {
    const { folder, start, load } = tree(t, node, kinds, starts)
    const plain = load(2, false)
    t.deepEqual(Object.values(plain).map((words) => Object.keys(words)), kinds.map(() => ['good']))
    t.deepEqual(load(2, true), plain)
    for (const kind of starts) {
      t.deepEqual(start(kind, true), { status: 0, stdout: 'good\n', stderr: '' }, kind.name)
      t.deepEqual(start(kind, false), { status: 0, stdout: 'good\n', stderr: '' }, kind.name)
    }
    for (const { name, tamper } of ways) {
      const elsewhere = scratch(t)
      for (const kind of [...kinds, ...starts]) tamper(folder, kind, elsewhere)
      for (const [target, words] of Object.entries(load(1, true))) t.regex(Object.keys(words).join(), target === 'p.cjs' ? /^exit 1$/ : /^OVERT_(DIGEST|NOT_LISTED|READ)$/, `${name}: ${target}`)
      for (const kind of starts) {
        const { status, stdout, stderr } = start(kind, true)
        t.not(status, 0, `${name}: ${kind.name}`)
        t.is(stdout, '', `${name}: ${kind.name}`)
        t.regex(stderr, /OVERT_(DIGEST|NOT_LISTED|READ)/, `${name}: ${kind.name}`)
      }
      for (const kind of [...kinds, ...starts]) restore(folder, kind)
    }
    t.deepEqual(load(1, true), load(1, false))
  })

  test(`node ${node.version}: a file of any kind that another process swaps in a loop, and a link that it flips, run as listed or not at all`, async (t) => {
    const { folder, start, load } = tree(t, node, kinds, starts)
    const readByNode = new Set(kinds.filter((kind) => kind.readByNode === true).map(({ target }) => target))
    const all = [...kinds, ...starts].map((kind) => [join(folder, kind.target), evil(kind).toString('base64'), good(kind).toString('base64')])
    const elsewhere = scratch(t)
    writeFileSync(join(elsewhere, 'index.js'), "module.exports = 'evil'")
    const swap = `const { renameSync, symlinkSync, writeFileSync } = require('fs')
const all = ${JSON.stringify(all)}
const link = ${JSON.stringify(join(folder, 'node_modules/linked'))}, targets = ${JSON.stringify([elsewhere, '../packages/linked'])}
console.log('swapping')
for (let n = 0; ; n++) {
  for (const [path, ...words] of all) { writeFileSync('next', Buffer.from(words[n % 2], 'base64')); renameSync('next', path) }
  symlinkSync(targets[n % 2], 'link')
  renameSync('link', link)
}`
    const swapper = spawn(process.execPath, ['-e', swap], { cwd: scratch(t), env: { ...process.env, NODE_OPTIONS: '' }, stdio: ['ignore', 'pipe', 'ignore'] })
    let [ran, refused] = [0, 0]
    try {
      await new Promise((resolve) => swapper.stdout.once('data', resolve))
      for (let run = 0; run < 20 && (run < 2 || ran === 0 || refused === 0); run++) {
        for (const [target, words] of Object.entries(load(run === 0 ? 40 : 1, true))) {
          for (const [word, count] of Object.entries(words)) {
            // What it led to by its own reading is `evil.js`, which is listed.
            if (word === 'good' || (word === 'evil' && readByNode.has(target))) ran += count
            else if (/^OVERT_|^exit 1$/.test(word)) refused += count
            else t.fail(`${target}: ${word}`)
          }
        }
        for (const kind of starts) {
          const { stdout, stderr } = start(kind, true)
          if (stdout === '') t.regex(stderr, /OVERT_/, kind.name)
          else t.is(stdout, 'good\n', kind.name)
        }
      }
    } finally {
      swapper.kill('SIGKILL')
    }
    t.true(ran > 0 && refused > 0, `${String(ran)} ran, ${String(refused)} were refused`)
  })

  test(`node ${node.version}: a manifest that was rolled back, stripped, signed by another, cut, or put together from two stops every start`, (t) => {
    const { folder, keys, start } = tree(t, node, kinds, starts)
    const kept = scratch(t)
    const manifest = (name: string): string => join(folder, `overt.lock${name}`)
    const lock = (...given: readonly string[]): void => {
      t.is(overt(['lock', '.', ...given], { cwd: folder, node: node.path }).status, 0)
    }
    const key = ['--key', join(keys, 'k.key')]
    const names = ['', '.index', '.head', '.head.minisig']
    for (const name of names) cpSync(manifest(name), join(kept, name === '' ? 'text' : name))
    const back = (): void => {
      for (const name of names) cpSync(join(kept, name === '' ? 'text' : name), manifest(name))
    }
    // The tampered tree, locked by its owner at an earlier time, and by somebody else now.
    for (const kind of starts) writeFileSync(join(folder, kind.target), evil(kind))
    lock(...key, '--serial', '1')
    const older = readFileSync(manifest('.index'))
    const attempts: readonly (readonly [string, RegExp, () => void])[] = [
      ['rolled back', /OVERT_SERIAL/, () => {}],
      ['stripped', /OVERT_SIGNATURE/, () => { lock('--serial', '3') }],
      ['signed by another', /OVERT_SIGNATURE/, () => {
        t.is(overt(['key', 'new', '-o', join(keys, 'other')], { node: node.path }).status, 0)
        lock('--key', join(keys, 'other.key'), '--serial', '3')
      }],
      ['with an index that is cut', /OVERT_MANIFEST/, () => { back(); truncateSync(manifest('.index'), older.length - 56) }],
      ["with another index than the text's", /OVERT_MANIFEST/, () => { back(); writeFileSync(manifest('.index'), older) }],
      ['without its index', /OVERT_MANIFEST/, () => { back(); rmSync(manifest('.index')) }],
    ]
    for (const [name, code, attempt] of attempts) {
      attempt()
      for (const kind of name === 'rolled back' ? starts : starts.slice(0, 2)) {
        const { status, stdout, stderr } = start(kind, true)
        t.deepEqual({ status, stdout }, { status: 2, stdout: '' }, `${name}: ${kind.name}: ${stderr}`)
        t.regex(stderr, code, name)
      }
    }
    back()
    for (const kind of starts) restore(folder, kind)
    for (const kind of starts.slice(0, 2)) t.is(start(kind, true).stdout, 'good\n')
  })
}
