import test from 'ava'
import { nodes } from '../support/runtimes.ts'
import { eventsOf, ruleOf, runForms } from './support/forms.ts'

/** What concerns the inside of the process: V8, reports, threads that end, errors. */
const before = `
process.noDeprecation = true
const v8 = require('node:v8'), fs = require('node:fs'), { Worker } = require('node:worker_threads'), { once } = require('node:events')
const binding = (() => { try { return process.binding('v8') } catch { return undefined } })()
const drained = async (stream) => { let size = 0; for await (const piece of stream) size += piece.length; return size > 1000 }
const idle = async (body) => { const worker = new Worker('setInterval(() => {}, 1000)', { eval: true }); await once(worker, 'online'); try { return await body(worker) } finally { await worker.terminate() } }
const written = () => fs.readdirSync('.').filter((name) => /\\.(heapsnapshot|json)$/.test(name)).sort().join()
`
const forms = {
  'v8.flags': {
    flags: "(v8.setFlagsFromString('--no-stress-opt'), 'set')",
    imported: "import('node:v8').then((v8) => (v8.setFlagsFromString('--no-stress-opt'), 'set'))",
    raw: "binding ? (binding.setFlagsFromString('--no-stress-opt'), 'set') : (v8.setFlagsFromString('--no-stress-opt'), 'set')",
  },
  'v8.heap_snapshot': {
    file: "v8.writeHeapSnapshot('a.heapsnapshot')",
    bytes: "String(v8.writeHeapSnapshot(Buffer.from('b.heapsnapshot')))",
    stream: 'drained(v8.getHeapSnapshot())',
    worker: 'idle((worker) => worker.getHeapSnapshot().then(drained))',
    limit: "(v8.setHeapSnapshotNearHeapLimit(1), 'set')",
    // From Node 26 on.
    profile: "((v8.setHeapProfileNearHeapLimit ?? v8.setHeapSnapshotNearHeapLimit)(1), 'set')",
  },
  'v8.deserialize': {
    value: 'v8.deserialize(v8.serialize([1]))[0]',
    class: '(() => { const one = new v8.DefaultDeserializer(v8.serialize([1])); one.readHeader(); return one.readValue()[0] })()',
    base: '(() => { const one = new v8.Deserializer(new DataView(new Uint8Array(v8.serialize([1])).buffer)); one.readHeader(); return one.readValue()[0] })()',
  },
  'report.write': {
    named: "process.report.writeReport('c.json')",
    folder: "(process.report.directory = process.cwd() + '/x', fs.mkdirSync('x', { recursive: true }), process.report.writeReport('d.json'))",
    error: "(process.report.filename = 'e.json', process.report.writeReport(new Error('x')))",
  },
} as const

for (const node of nodes) {
  test(`node ${node.version}: the heap of a worker is asked for, by whomever, where nobody has loaded node:v8`, (t) => {
    const worker = (body: string): string => `new Promise((done, failed) => { const worker = new (require('node:worker_threads').Worker)('setInterval(() => {}, 1000)', { eval: true }); worker.on('online', async () => { try { done(await (${body})) } catch (error) { failed(error) } finally { worker.terminate() } }) })`
    const forms = { worker: worker('(async () => { let size = 0; for await (const piece of await worker.getHeapSnapshot()) size += piece.length; return size > 1000 })()') }
    const found = runForms(node, { events: ['v8.heap_snapshot'], forms })
    t.is(found['worker']?.ended, 'done', found['worker']?.message)
    t.deepEqual(eventsOf(found['worker']), [['v8.heap_snapshot', {}]])
    // Allowed, the runtime would crash when the process ends: nobody reads what its native object gives.
    const native = worker("worker[Object.getOwnPropertySymbols(worker).find((symbol) => symbol.description === 'kHandle')].takeHeapSnapshot(new Uint8Array(2))")
    const refused = runForms(node, { events: ['v8.heap_snapshot'], refuse: ['v8.heap_snapshot'], forms: { ...forms, native } })
    for (const name of ['worker', 'native']) t.like(refused[name], { ended: 'rejected', code: 'OVERT_AUDIT', event: 'v8.heap_snapshot' }, name)
  })

  for (const [event, some] of Object.entries(forms)) {
    test(`node ${node.version}: ${event} is raised once in every form, and refused`, (t) => {
      const found = runForms(node, { events: [event, 'fs.open'], before, forms: { ...some, cwd: 'process.cwd()' } })
      const folder = String(found['cwd']?.value)
      const fields: Record<string, object> = {
        file: { path: `${folder}/a.heapsnapshot` }, bytes: { path: `${folder}/b.heapsnapshot` }, stream: {}, worker: {}, limit: { path: folder }, profile: { path: folder },
        flags: { flags: '--no-stress-opt' }, imported: { flags: '--no-stress-opt' }, raw: { flags: '--no-stress-opt' }, value: { size: 9 }, class: { size: 9 }, base: { size: 9 },
        named: { path: `${folder}/c.json` }, folder: { path: `${folder}/x/d.json` }, error: { path: `${folder}/x/e.json` },
      }
      for (const name of Object.keys(some)) {
        t.is(found[name]?.ended, 'done', `${name} ${String(found[name]?.message)}`)
        t.deepEqual(eventsOf(found[name]), [[event, fields[name]]], name)
      }
      const refused = runForms(node, { events: [event], refuse: [event], before, forms: { ...some, written: 'written()' } })
      for (const name of Object.keys(some)) {
        t.like(refused[name], { code: 'OVERT_AUDIT', event, rule: ruleOf(event).id }, name)
        t.is(refused[name]?.lines.length, 1, name)
      }
      t.is(refused['written']?.value, '')
    })
  }

  test(`node ${node.version}: what the runtime reads of what its workers and children send is its own`, (t) => {
    const quiet = {
      worker: "new Promise((resolve) => new Worker('throw new Error(\"x\")', { eval: true }).on('error', () => {}).on('exit', resolve))",
      child: "new Promise((resolve) => require('node:child_process').fork('./child.cjs', { serialization: 'advanced' }).on('message', resolve))",
    }
    const found = runForms(node, { events: ['v8.deserialize'], before: `${before}fs.writeFileSync('child.cjs', 'process.send({ a: 1 })')`, forms: quiet })
    for (const name of Object.keys(quiet)) t.deepEqual(eventsOf(found[name]), [], name)
    t.deepEqual(found['child']?.value, { a: 1 })
  })

  test(`node ${node.version}: a worker that ends is raised once, with its exit code`, (t) => {
    const ends = {
      itself: "once(new Worker('', { eval: true }), 'exit')",
      code: "once(new Worker('process.exit(7)', { eval: true }), 'exit')",
      stopped: "(async () => { const worker = new Worker('setInterval(() => {}, 1000)', { eval: true }); await once(worker, 'online'); return worker.terminate() })()",
      thrown: "new Promise((resolve) => new Worker('throw 1', { eval: true }).on('error', () => {}).on('exit', resolve))",
      listeners: "(() => { const worker = new Worker('', { eval: true }); const count = worker.listenerCount('exit'); return once(worker, 'exit').then(() => count) })()",
    }
    const found = runForms(node, { events: ['worker.exit'], before, forms: ends })
    const codes: Record<string, number> = { itself: 0, code: 7, stopped: 1, thrown: 1, listeners: 0 }
    for (const name of Object.keys(ends)) t.deepEqual(eventsOf(found[name]), [['worker.exit', { exit_code: codes[name] }]], name)
    t.is(found['listeners']?.value, 0)
  })

  test(`node ${node.version}: an error that nothing caught is raised once, without running its code`, (t) => {
    const tick = (body: string): string => `new Promise((resolve) => { ${body}; setTimeout(resolve, 20) })`
    const errors = {
      thrown: tick("setImmediate(() => { throw new TypeError('one') })"),
      rejected: tick("Promise.reject(new RangeError('two'))"),
      text: tick("setImmediate(() => { throw 'three' })"),
      getter: tick("setImmediate(() => { throw { get name() { report('ran', 1) }, message: 'four' } })"),
      proxy: tick("setImmediate(() => { throw new Proxy({}, { getOwnPropertyDescriptor() { report('ran', 1) }, getPrototypeOf() { report('ran', 1); return null } }) })"),
      removed: tick("process.removeAllListeners('uncaughtExceptionMonitor'); setImmediate(() => { throw new Error('five') })"),
      caught: tick("try { throw new Error('six') } catch {}"),
    }
    const found = runForms(node, { events: ['error.uncaught'], before: `${before}\nprocess.removeAllListeners('uncaughtException'); process.on('uncaughtException', () => {}); const ran = () => reported.ran`, forms: { ...errors, ran: 'ran()' } })
    const fields = Object.fromEntries(Object.keys(errors).map((name) => [name, eventsOf(found[name]).map((one) => (one as [string, object])[1])]))
    t.deepEqual(fields, {
      thrown: [{ name: 'TypeError', message: 'one' }], rejected: [{ name: 'RangeError', message: 'two' }], text: [{ message: 'three' }], getter: [{ message: 'four' }], proxy: [{}],
      removed: [{ name: 'Error', message: 'five' }], caught: [],
    })
    t.is(found['ran']?.value, undefined)
  })
}
