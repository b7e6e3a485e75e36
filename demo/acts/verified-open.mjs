import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../support/application.mjs'
import { useSlugWords } from '../support/install.mjs'
import { app, command, server } from '../support/places.mjs'
import { check, dim, heading, quote, say } from '../support/screen.mjs'

const target = 'node_modules/express/lib/express.js'

export async function verifiedOpen() {
  heading('3  verified open: only what was written down runs')
  useSlugWords('slug-words-clean')
  const lock = join(app, 'overt.lock')
  const locked = await run([command, 'lock', app])
  say(dim('  overt lock'))
  quote(locked.out.replace(`${app}/`, ''))
  check(locked.status === 0, 'every file of the application is written down', locked.errors)
  const listed = readFileSync(lock, 'utf8').split('\n').find((line) => line.endsWith(`  ${target}`))?.slice(0, 64)
  const starts = () => run([command, 'run', '--mode', 'enforce', '--manifest', lock, server], { DEMO_START_ONLY: '1' })
  const before = await starts()
  check(before.status === 0 && before.out.startsWith('listening '), 'it starts', before)

  const file = join(app, target)
  const good = readFileSync(file)
  const bad = Buffer.from(good)
  // One byte inside the licence comment at the top: the code means the same.
  bad[bad.indexOf('Copyright')] = 'c'.charCodeAt(0)
  try {
    writeFileSync(file, bad)
    say(`\nOne byte of ${target} is changed, in a comment.`)
    const verified = await run([command, 'verify', app])
    say(dim('  overt verify'))
    quote(verified.out)
    const found = /found +([\da-f]{64})/.exec(verified.out)?.[1]
    check(verified.status === 1 && verified.out.includes(target), 'overt verify names the file; exit code 1', verified)
    const refused = await starts()
    say(dim('  overt run --mode enforce --manifest overt.lock server.js'))
    const shown = refused.errors.split('\n').find((line) => line.startsWith('AuditError: ')) ?? refused.errors
    quote(shown.replaceAll(`${app}/`, '').replace(' (expected', '\n  (expected').replace(', found', ',\n   found'))
    const names = listed !== undefined && found !== undefined && [target, listed, found].every((text) => refused.errors.includes(text))
    check(refused.status !== 0 && !refused.out.includes('listening'), 'the start is refused', refused)
    check(names, 'the message names the file, the digest expected and the digest found', refused.errors)
  } finally {
    writeFileSync(file, good)
  }
  const after = await starts()
  check(after.status === 0 && after.out.startsWith('listening '), 'the byte put back, it starts again', after)
}
