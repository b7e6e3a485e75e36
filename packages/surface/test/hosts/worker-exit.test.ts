import test from 'ava'
import { hosts, run } from './support/run.ts'

for (const host of hosts) {
  const { name } = host.runtime
  test(`${name}: a worker's end is told once, with its exit code, to whoever listens to it; the application finds no listener, and takes none away`, (t) => {
    const program = `
import { Worker } from 'node:worker_threads'
const counts = []
const ended = (code, act) => new Promise((done) => {
  const worker = new Worker(code, { eval: true })
  worker.removeAllListeners('exit')
  counts.push(worker.listenerCount('exit'))
  worker.on('exit', done)
  worker.on('message', () => act?.(worker))
})
const codes = [await ended('process.exit(5)'), await ended('0'), await ended("require('node:worker_threads').parentPort.postMessage(1); setInterval(() => {}, 1000)", (worker) => worker.terminate())]
console.log(codes.join(), counts.join())`
    const { lines, stdout, stderr } = run(host, program, { record: ['worker.exit'] })
    t.is(stdout, '5,0,1 0,0,0\n', stderr)
    t.deepEqual(lines.filter(({ event, thread }) => event === 'worker.exit' && thread === 0).map(({ fields }) => fields['exit_code']), [5, 0, 1])
  })
}

const bun = hosts.find(({ runtime }) => runtime.name === 'bun')
const onBun = bun === undefined ? test.skip : test

onBun('bun: the end of a worker of the global `Worker` is told too', (t) => {
  if (bun === undefined) return
  const program = `
const ended = (file) => new Promise((done) => { new Worker(file).addEventListener('close', ({ code }) => done(code)) })
console.log([await ended('data:text/javascript,process.exit(3)'), await ended('data:text/javascript,0')].join())`
  const { lines, stdout, stderr } = run(bun, program, { record: ['worker.exit'] })
  t.is(stdout, '3,0\n', stderr)
  t.deepEqual(lines.filter(({ event, thread }) => event === 'worker.exit' && thread === 0).map(({ fields }) => fields['exit_code']), [3, 0])
})

onBun('bun: what the application dispatches to a worker is not its end, and does no harm', (t) => {
  if (bun === undefined) return
  const program = `
const worker = new Worker('data:text/javascript,process.exit(3)')
worker.dispatchEvent(new Event('close'))
worker.dispatchEvent(new CloseEvent('close', { code: 9 }))
worker.addEventListener('close', ({ code }) => console.log(code))`
  const { lines, stdout, stderr, status } = run(bun, program, { record: ['worker.exit'] })
  t.is(status, 0, stderr)
  t.is(stdout, '3\n', stderr)
  t.deepEqual(lines.filter(({ event, thread }) => event === 'worker.exit' && thread === 0).map(({ fields }) => fields['exit_code']), [3])
})
