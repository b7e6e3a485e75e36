import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import test from 'ava'
import { hosts, run } from './support/run.ts'

/** `/to` leads to `/by`, and that to the other address, which answers. In a thread of its own: this one waits for the programs. */
const servers = `
const { createServer } = require('node:http')
const other = createServer((request, response) => { response.end('secret') }).listen(0, '127.0.0.2', () => {
  const end = 'http://127.0.0.2:' + other.address().port + '/end'
  const one = createServer((request, response) => { response.writeHead(302, { location: request.url === '/to' ? '/by' : end }).end() }).listen(0, '127.0.0.1', () => {
    require('node:worker_threads').parentPort.postMessage({ begin: 'http://127.0.0.1:' + one.address().port + '/to', end })
  })
})`
let thread: Worker
let begin = ''
let end = ''

test.before(async () => {
  thread = new Worker(servers, { eval: true })
  const [urls] = (await once(thread, 'message')) as [{ readonly begin: string; readonly end: string }]
  ;({ begin, end } = urls)
})

test.after.always(async () => {
  await thread.terminate()
})

const refusing = `title: other
id: 5d2f7c1a-0000-4000-8000-000000000031
logsource: { category: network_connection }
detection: { one: { DestinationIp: 127.0.0.2 }, condition: one }
response: block
`

for (const host of hosts.filter(({ runtime }) => runtime.name !== 'node')) {
  const { name } = host.runtime
  test(`${name}: where a redirect of fetch led is told, and its answer is not handed over where that is refused`, (t) => {
    const ways = [
      `fetch('${begin}')`,
      `fetch(new Request('${begin}'))`,
      `(Reflect.defineProperty(Response.prototype, 'redirected', { get: () => false }), Reflect.defineProperty(Response.prototype, 'url', { get: () => '' }), fetch('${begin}'))`,
    ]
    for (const way of ways) {
      const program = `console.log(await (${way}).then(async (answer) => answer.text(), ({ code }) => code))`
      const seen = run(host, program, { record: ['http.request', 'net.connect'] })
      t.is(seen.stdout, 'secret\n', seen.stderr)
      t.deepEqual(seen.lines.filter(({ event }) => event === 'http.request').map(({ fields }) => fields['url']), [begin, end])
      t.deepEqual(seen.lines.filter(({ event }) => event === 'net.connect').map(({ fields }) => fields['address']), ['127.0.0.1', '127.0.0.2'])
      const refused = run(host, program, { rules: refusing, mode: 'enforce' })
      t.is(refused.stdout, 'OVERT_AUDIT\n', refused.stderr)
      t.is(refused.status, 0)
    }
  })

  test(`${name}: an answer without a redirect is told once, and comes as without overt`, (t) => {
    const program = `const answer = await fetch('${end}'); console.log(answer.constructor === Response, answer.status, answer.redirected, await answer.text()); await fetch('http://127.0.0.1:1/').catch((error) => console.log(error.name))`
    const seen = run(host, program, { record: ['net.connect'] })
    const plain = run({ ...host, preload: name === 'deno' ? ['run', '--no-config'] : [] }, program, { bare: true })
    t.is(seen.stdout, plain.stdout, seen.stderr)
    t.is(seen.lines.filter(({ event }) => event === 'net.connect').length, 2)
  })
}
