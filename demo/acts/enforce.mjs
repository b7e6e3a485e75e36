import { run } from '../support/application.mjs'
import { attacked, steps } from '../support/attack.mjs'
import { command, short } from '../support/places.mjs'
import { matched } from '../support/record.mjs'
import { check, dim, heading, say } from '../support/screen.mjs'

export async function enforce() {
  heading('2  enforce: the same, refused')
  say('The same policy and the same package; only the mode differs. Whenever slug-words catches an error it stops, and the record is read at that moment.')
  say(dim('  overt run --mode enforce --config demo/policy.yml --log enforce.jsonl server.js'))
  const { record, seen, connections, wrong, status } = await attacked('enforce')
  say('\nWhat the package got:')
  for (const { step, message, error } of seen) say(`  ${step.padEnd(14)} ${error}: ${message?.split('`: ')[0] ?? 'nothing refused it'}\``)
  say()
  for (const { event, does } of steps) {
    const note = seen.find(({ step }) => step === event)
    check(note?.refused === true && note.recorded?.outcome === 'refused', `${event}: ${does}; refused, and the refusal was in the record when the package got the error`, note)
  }
  const found = matched(record)
  check(found.length === steps.length && found.every(({ outcome }) => outcome === 'refused'), 'six refusals in the record, and nothing else', found.map(({ event, outcome }) => `${event} ${outcome}`))
  check(connections === 0, 'nobody reached the collector', connections)
  check(wrong.length === 0 && status === 0, 'the application went on, answered its requests, and ended with 0', { wrong, status })
  const verified = await run([command, 'log', 'verify', record])
  check(verified.status === 0, `overt log verify ${short(record)}: ${verified.errors.trim()}`, verified.out)
}
