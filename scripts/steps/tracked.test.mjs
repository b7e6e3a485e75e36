import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { must } from '../run/command.mjs'
import { trackedThoughIgnored } from './tracked.mjs'

/** @param {import('ava').ExecutionContext} t */
function folderOf(t) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'overt-tracked-')))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

test('what is tracked though ignored fails by its name, below a folder too; what is only ignored does not', async (t) => {
  const folder = folderOf(t)
  const git = (/** @type {string[]} */ ...given) => must('git', given, { cwd: folder })
  await git('init', '--quiet')
  mkdirSync(join(folder, 'dist'))
  for (const file of ['kept.js', 'dist/made ü.js', 'engine.node']) writeFileSync(join(folder, file), '')
  await git('add', '.')
  writeFileSync(join(folder, '.gitignore'), 'dist/\n')
  t.deepEqual(await trackedThoughIgnored(folder), {
    passed: 0, failed: 1, skipped: 0,
    reasons: ['`dist/made ü.js` is tracked though .gitignore names it: `git rm --cached dist/made ü.js`, or take it out of .gitignore'],
  })
  writeFileSync(join(folder, '.gitignore'), 'dist/\n*.node\n')
  t.like(await trackedThoughIgnored(folder), { passed: 0, failed: 2 })
  await git('rm', '--quiet', '-r', '--cached', 'dist', 'engine.node')
  t.like(await trackedThoughIgnored(folder), { passed: 1, failed: 0, skipped: 0 })
})

test('without git there is nothing to say, and a repository that git cannot read has failed', async (t) => {
  const folder = folderOf(t)
  t.like(await trackedThoughIgnored(folder), { passed: 0, failed: 0, skipped: 1 })
  writeFileSync(join(folder, '.git'), 'gitdir: nowhere\n')
  t.like(await trackedThoughIgnored(folder), { passed: 0, failed: 1, skipped: 0 })
})
