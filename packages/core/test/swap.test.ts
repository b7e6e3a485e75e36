import test from 'ava'
import type { Engine } from '../src/engine.ts'
import { eventId } from '../src/event-names.ts'
import { recordingEngine, type Seen } from './support/recording_engine.ts'
import { type TestThread, testThread } from './support/thread.ts'

const open = eventId('fs.open')
const readers = () => ({ path: (path: string) => path, access: () => 'read' })

/** An engine whose rules read the path alone, until others are in force, which read `access` too and match. */
function replaceable() {
  let [inForce, own] = [1, 1]
  const engine = recordingEngine([open], 0b1, () => (own === inForce ? { final: true, response: own === 1 ? 0 : 1, rules: own === 1 ? [] : [1] } : { stale: true }))
  const interest = engine.interest()
  const replaced: Engine & { readonly seen: Seen[] } = { ...engine, interest: () => ({ ...interest, fields: interest.fields.map(() => (inForce === 1 ? 0b1 : 0b101)) }), replaceable: { isCurrent: () => own === inForce } }
  return {
    engine: replaced,
    replace: () => {
      inForce = 2
    },
    take: () => {
      own = inForce
      return true
    },
  }
}

const rulesOf = ({ lines }: TestThread): unknown => lines.map(({ line }) => (JSON.parse(line) as { rules?: readonly { id: string }[] }).rules?.[0]?.id)

test('an event that is stale is written anew, for what the new rules read, and judged once', (t) => {
  const { engine, replace, take } = replaceable()
  const thread = testThread(engine)
  const operation = thread.audit.operation('fs.open', readers, (path: string) => path)
  thread.audit.raise(operation, '/a')
  thread.audit.whenStale(() => {
    thread.audit.renew()
    return take()
  })
  replace()
  // It was known to match nothing: by the rules before.
  thread.audit.raise(operation, '/a')
  t.deepEqual(engine.seen.map(({ entries }) => entries.map(([, , text]) => text)), [['/a'], ['/a'], ['/a', 'read']])
  t.deepEqual(rulesOf(thread), ['r1'])
})

test('going over that is broken off is begun anew; what fails otherwise, and what is raised in its midst, is a fault of that event', (t) => {
  const { engine, replace, take } = replaceable()
  const thread = testThread(engine, { mode: 'enforce' })
  const operation = thread.audit.operation('fs.open', readers, (path: string) => path)
  const ways = [() => { throw new RangeError('the stack') }, () => { throw new Error('something') }, () => false, take]
  thread.audit.whenStale(() => {
    thread.audit.renew()
    return ways.shift()?.() ?? true
  })
  replace()
  t.throws(() => thread.audit.raise(operation, '/a'), { instanceOf: RangeError })
  for (let i = 0; i < 2; i++) t.like(thread.audit.raise(operation, '/a')?.error, { code: 'OVERT_FAULT' })
  t.is(thread.audit.raise(operation, '/a'), undefined)
  t.deepEqual(rulesOf(thread), [undefined, undefined, 'r1'])
})

test("an application's own event is judged anew too", (t) => {
  const { engine, replace, take } = replaceable()
  const thread = testThread(engine)
  thread.audit.whenStale(() => {
    thread.audit.renew()
    return take()
  })
  replace()
  thread.audit.raiseNamed('billing.refund', { amount: 1 }, ['amount'])
  t.deepEqual(rulesOf(thread), ['r1'])
})
