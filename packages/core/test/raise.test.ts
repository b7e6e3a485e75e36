import test from 'ava'
import { createApplicationAudit } from '../src/application.ts'
import { AuditError, OvertError } from '../src/error.ts'
import { open, openOperation } from './support/opening.ts'
import { recordingEngine, type Said } from './support/recording_engine.ts'
import { testThread } from './support/thread.ts'

test('nobody listens: nothing is wanted', (t) => {
  const thread = testThread(recordingEngine([], 1, () => ({})), { record: false })
  t.is(openOperation(thread).wanted, 0)
})

test('monitor records what it would refuse, enforce records before it refuses', (t) => {
  const say = (): Said => ({ response: 3, rules: [1], package: '{"name":"evil","version":"1.0.0"}' })
  const monitor = testThread(recordingEngine([open], 1, say))
  t.is(monitor.audit.raise(openOperation(monitor), '/x'), undefined)
  const seen = JSON.parse(monitor.lines[0]?.line ?? '') as Record<string, unknown>
  t.like(seen, { event: 'fs.open', outcome: 'would_refuse', response: 'block', package: { name: 'evil' }, rules: [{ id: 'r1' }], seq: 0 })
  t.regex(monitor.alerts[0] ?? '', /^block fs\.open \/x by evil@1\.0\.0: one \[r1\] \(monitor: not refused\)$/)

  const enforce = testThread(recordingEngine([open], 1, say), { mode: 'enforce' })
  const refusal = enforce.audit.raise(openOperation(enforce), '/x')
  t.true(enforce.lines[0]?.durable)
  t.like(JSON.parse(enforce.lines[0]?.line ?? ''), { outcome: 'refused' })
  t.like(refusal?.error, { code: 'OVERT_AUDIT', event: 'fs.open', rule: 'r1' })
  t.regex((refusal?.error as Error).message, /m1$/)
})

test('kill: recorded, forced to the disk, ended', (t) => {
  const thread = testThread(recordingEngine([open], 1, () => ({ response: 4, rules: [1] })), { mode: 'enforce' })
  t.throws(() => thread.audit.raise(openOperation(thread), '/x'), { message: 'killed' })
  t.like(JSON.parse(thread.lines[0]?.line ?? ''), { outcome: 'killed', response: 'kill' })
  t.deepEqual(thread.did, ['sync', 'kill'])
})

test('hooks run in order; the first that throws refuses with that very error; a rule that refused comes first', (t) => {
  const calls: string[] = []
  const error = new Error('no')
  let response = 0
  const thread = testThread(recordingEngine([open], 1, () => ({ response, rules: response === 0 ? [] : [1] })), { mode: 'enforce' })
  thread.hooks.add((name) => calls.push(`first ${name}`), undefined)
  thread.hooks.add(() => {
    calls.push('second')
    throw error
  }, undefined)
  thread.hooks.add(() => calls.push('third'), undefined)
  thread.audit.refresh()
  const operation = openOperation(thread)
  t.is(thread.audit.raise(operation, '/x')?.error, error)
  t.deepEqual(calls, ['first fs.open', 'second'])
  t.like(JSON.parse(thread.lines[0]?.line ?? ''), { outcome: 'refused', hook: true })
  response = 3
  t.true(thread.audit.raise(operation, '/x')?.error instanceof AuditError)
  t.deepEqual(calls, ['first fs.open', 'second'])
})

test('inside a hook rules judge and record, the hook itself is not called again', (t) => {
  const engine = recordingEngine([open], 1, () => ({ response: 2, rules: [0] }))
  const thread = testThread(engine)
  let calls = 0
  thread.hooks.add(() => {
    calls++
    thread.audit.raise(operation, '/inside')
  }, undefined)
  thread.audit.refresh()
  const operation = openOperation(thread)
  thread.audit.raise(operation, '/outside')
  t.is(calls, 1)
  t.is(engine.seen.length, 2)
  t.is(thread.lines.length, 2)
})

test('what one hook does, another sees and refuses: a hook is no place to hide in', (t) => {
  const thread = testThread(recordingEngine([], 0, () => ({})))
  const error = new Error('seen')
  const seen: unknown[] = []
  let hidden: unknown
  thread.hooks.add((_, { path }) => {
    seen.push(path)
    if (path === '/hidden') throw error
  }, undefined)
  thread.hooks.add((_, { path }) => {
    if (path === '/outside') hidden = thread.audit.raise(operation, '/hidden')?.error
  }, undefined)
  thread.audit.refresh()
  const operation = openOperation(thread)
  t.is(thread.audit.raise(operation, '/outside'), undefined)
  t.is(hidden, error)
  t.deepEqual(seen, ['/outside', '/hidden'])
})

test('what hooks get cannot be changed, and lists are copies', (t) => {
  const thread = testThread(recordingEngine([], 0, () => ({})))
  const args = ['a', 'b']
  let got: Readonly<Record<string, unknown>> = {}
  thread.hooks.add((_, fields) => {
    got = fields
  }, undefined)
  thread.audit.refresh()
  const operation = thread.audit.operation<'process.spawn', string[]>('process.spawn', () => ({ args: (call) => call }))
  thread.audit.raise(operation, args)
  t.true(Object.isFrozen(got))
  t.true(Object.isFrozen(got['args']))
  t.not(got['args'], args)
  t.deepEqual(got['args'], args)
})

test('a hook may ask for some events only', (t) => {
  const thread = testThread(recordingEngine([], 0, () => ({})))
  const events = new Uint8Array(256)
  events[open] = 1
  thread.hooks.add(() => undefined, events)
  thread.audit.refresh()
  t.is(openOperation(thread).wanted, 2)
  t.is(thread.audit.operation('env.list', () => ({})).wanted, 0)
})

test('an internal fault: monitor records a gap and goes on, enforce refuses', (t) => {
  const say = (): Said => ({ malformed: true })
  const monitor = testThread(recordingEngine([open], 1, say))
  t.is(monitor.audit.raise(openOperation(monitor), '/x'), undefined)
  t.like(JSON.parse(monitor.lines[0]?.line ?? ''), { event: 'overt.gap', fields: { event: 'fs.open', reason: 'fault' } })
  const enforce = testThread(recordingEngine([open], 1, say), { mode: 'enforce' })
  t.like(enforce.audit.raise(openOperation(enforce), '/x')?.error, { code: 'OVERT_FAULT' })
})

test('an exhausted stack is passed on', (t) => {
  const thread = testThread(
    recordingEngine([open], 1, () => {
      throw new RangeError('Maximum call stack size exceeded')
    }),
  )
  t.throws(() => thread.audit.raise(openOperation(thread), '/x'), { instanceOf: RangeError })
})

test('the first time that an operation is raised may break off: the next judges every field', (t) => {
  const engine = recordingEngine([open], 3, () => ({}))
  const thread = testThread(engine)
  let stackEnds = true
  const operation = thread.audit.operation<'fs.open', string>('fs.open', () => ({
    path: (path) => path,
    get flags() {
      if (stackEnds) throw new RangeError('Maximum call stack size exceeded')
      return () => 1
    },
  }))
  t.throws(() => thread.audit.raise(operation, '/x'), { instanceOf: RangeError })
  stackEnds = false
  thread.audit.raise(operation, '/x')
  t.deepEqual(engine.seen.map(({ entries }) => entries), [[[0, 0, '/x'], [1, 1, '1']]])
})

test('a record that cannot be written: monitor counts, enforce ends the process', (t) => {
  const say = (): Said => ({ response: 2, rules: [0] })
  const monitor = testThread(recordingEngine([open], 1, say), { lose: () => 1 })
  t.is(monitor.audit.raise(openOperation(monitor), '/x'), undefined)
  t.is(monitor.recorder.dropped, 1)
  const enforce = testThread(recordingEngine([open], 1, say), { mode: 'enforce', lose: () => 1 })
  t.throws(() => enforce.audit.raise(openOperation(enforce), '/x'))
  t.deepEqual(enforce.did, ['fatal'])
})

test('the chain: each line names the digest of the line before', (t) => {
  const thread = testThread(recordingEngine([open], 1, () => ({ response: 1, rules: [0] })))
  const operation = openOperation(thread)
  thread.audit.raise(operation, '/a')
  thread.audit.raise(operation, '/bb')
  const [first, second] = thread.lines.map(({ line }) => JSON.parse(line) as { prev: string; seq: number })
  t.is(first?.prev, '0'.repeat(64))
  t.is(second?.prev, String((thread.lines[0]?.line.length ?? 0) - 1).padStart(64, '0'))
  t.deepEqual([first?.seq, second?.seq], [0, 1])
})

test('secrets are masked, long values cut, and that is said', (t) => {
  const thread = testThread(recordingEngine([60], 0, () => ({ response: 1, rules: [0] })))
  const operation = thread.audit.operation<'process.spawn', string[]>('process.spawn', () => ({ args: (call) => call, command_line: (call) => call.join(' ') }))
  thread.audit.raise(operation, ['curl', '--password', 'hunter2', 'x'.repeat(9000)])
  const { fields, truncated } = JSON.parse(thread.lines[0]?.line ?? '') as { fields: { args: string[]; command_line: string }; truncated: string[] }
  t.is(fields.args[2], '[redacted]')
  t.false(thread.lines[0]?.line.includes('hunter2'))
  t.is(fields.command_line.length, 8192)
  t.deepEqual(truncated, ['args', 'command_line'])
})

test('an alert shows no control characters of the application', (t) => {
  const thread = testThread(recordingEngine([open], 1, () => ({ response: 2, rules: [0] })))
  thread.audit.raise(openOperation(thread), '/tmp/\u001b[2Jx\ny\u202ez\u2069')
  t.regex(thread.alerts[0] ?? '', /^alert fs\.open \/tmp\/\?\[2Jx\?y\?z\? by /)
})

test('audit() checks what it is given only when somebody listens', (t) => {
  const deaf = createApplicationAudit(testThread(recordingEngine([], 0, () => ({})), { record: false }).audit)
  t.notThrows(() => {
    deaf('nodot', { odd: Symbol() as never })
  })
  const engine = recordingEngine([1], 0, () => ({}))
  const audit = createApplicationAudit(testThread(engine).audit)
  t.throws(() => { audit('nodot') }, { instanceOf: OvertError })
  t.throws(() => { audit('process.spawn') }, { message: /overt's own/ })
  t.throws(() => { audit('a.b', { odd: {} as never }) }, { instanceOf: OvertError })
  for (const fields of [null, 5, 'text', [1]]) t.throws(() => { audit('a.b', fields as never) }, { code: 'OVERT_USAGE', message: /must be an object/ })
  audit('billing.refund', { amount: 12, to: ['a', 'b'], note: undefined })
  t.deepEqual(engine.seen.at(-1)?.entries, [
    [0, 0, 'billing.refund'],
    [0, 4, 'amount'],
    [0, 1, '12'],
    [0, 4, 'to'],
    [0, 0, 'a'],
    [0, 4, 'to'],
    [0, 0, 'b'],
  ])
})
