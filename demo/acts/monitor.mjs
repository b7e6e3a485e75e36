import { run } from '../support/application.mjs'
import { attacked, steps } from '../support/attack.mjs'
import { command, short } from '../support/places.mjs'
import { matched } from '../support/record.mjs'
import { check, dim, heading, quote, say } from '../support/screen.mjs'

export async function monitor() {
  heading('1  monitor: see what a dependency does')
  say('A real Express application. It needs page-title, which needs slug-words, and version 1.4.2 of slug-words is compromised.')
  say(dim('  overt run --config demo/policy.yml --log monitor.jsonl server.js'))
  const { record, seen, connections, wrong, status, errors } = await attacked('monitor')
  const found = matched(record)
  say('\nWhat the record says:')
  for (const { event, package: origin, rules } of found) {
    say(`  ${event.padEnd(14)} ${`${origin?.name}@${origin?.version}`.padEnd(17)} ${rules?.[0]?.title}`)
  }
  say('\nWhat the terminal showed, one line for each; the first:')
  quote(errors.split('\n')[0] ?? '')
  say()
  for (const { event, does, rule } of steps) {
    const [line, ...more] = found.filter((entry) => entry.event === event)
    const named = line?.package?.name === 'slug-words' && line.package.version === '1.4.2'
    const right = line?.rules?.some(({ title }) => title === rule) === true && line.outcome === 'would_refuse'
    check(named && right && more.length === 0, `${event}: slug-words@1.4.2 ${does}; recorded once, with its rule`, line)
  }
  check(found.length === steps.length, 'no line about anything else', found.map(({ event, package: origin }) => `${event} by ${origin?.name}`))
  check(seen.length === steps.length && seen.every(({ refused }) => !refused) && connections === 1, 'nothing was refused: the package got all that it wanted', seen)
  check(wrong.length === 0 && status === 0, 'the application answered as if nothing were there, and ended with 0', { wrong, status })
  const verified = await run([command, 'log', 'verify', record])
  check(verified.status === 0, `overt log verify ${short(record)}: ${verified.errors.trim()}`, verified.out)
}
