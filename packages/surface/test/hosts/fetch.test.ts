import test from 'ava'
import { hosts, run } from './support/run.ts'

const others = hosts.filter(({ runtime }) => runtime.name !== 'node')
const rules = `title: secret
id: 5d2f7c1a-0000-4000-8000-000000000021
logsource: { category: file_access }
detection: { one: { TargetFilename|endswith: /secret.txt }, condition: one }
response: block
---
title: port
id: 5d2f7c1a-0000-4000-8000-000000000022
logsource: { category: network_connection }
detection: { one: { DestinationPort: 49153 }, condition: one }
response: block
`
const secret = `new URL('secret.txt', import.meta.url)`
/** Ways to read a file by `fetch`. */
const files: Readonly<Record<string, string>> = {
  'a text': `fetch(${secret}.href)`,
  'a URL': `fetch(${secret})`,
  'a request': `fetch(new Request(${secret}))`,
  'an object that becomes a text': `fetch({ toString: () => ${secret}.href })`,
  'an escaped name': `fetch(${secret}.href.replace('secret', '%73ecret'))`,
}
/** What Bun's takes besides. */
const filesOfBun: Readonly<Record<string, string>> = {
  'an object with a URL': `fetch({ url: ${secret}.href })`,
  'an object that says its URL twice': `fetch({ get url() { return (globalThis.asked = (globalThis.asked ?? 0) + 1) > 1 ? ${secret}.href : 'data:,harmless' } }).then(async (one) => { if ((await one.text()).includes('TOP')) console.log('read') })`,
}
const connections: Readonly<Record<string, string>> = {
  'an object with a URL': `fetch({ url: 'http://127.0.0.1:49153/' })`,
  'a proxy': `fetch('http://harmless.invalid/', { proxy: 'http://127.0.0.1:49153' })`,
  'an object with a proxy': `fetch({ url: 'http://harmless.invalid/', proxy: { url: 'http://127.0.0.1:49153' } })`,
  'a request whose property leads elsewhere': `fetch(Object.defineProperty(new Request('http://127.0.0.1:49153/'), 'url', { value: 'http://127.0.0.1:49154/' }))`,
  preconnect: `(async () => fetch.preconnect('http://127.0.0.1:49153/'))()`,
}

for (const host of others) {
  const { name } = host.runtime
  test(`${name}: fetch of a file is an fs.open, however the file is named`, (t) => {
    for (const [way, program] of Object.entries({ ...files, ...(name === 'bun' ? filesOfBun : {}) })) {
      const done = run(host, `const answer = await ${program}.then(async (one) => one?.text(), (error) => error.code)\nconsole.log(answer)`, { rules, mode: 'enforce', record: ['fs.open'], files: { 'secret.txt': 'TOP' } })
      t.notRegex(done.stdout, /TOP|read/, `${way}: ${done.stderr}`)
      if (!way.includes('twice')) t.is(done.lines.filter(({ event, outcome }) => event === 'fs.open' && outcome === 'refused').length, 1, `${way}: ${done.stdout} ${done.stderr}`)
    }
  })

  test(`${name}: a refused request of node:http is an error of the request`, (t) => {
    const program = `import http from 'node:http'\nhttp.get('http://127.0.0.1:49153/').on('error', (error) => { console.log(error.code) })`
    const done = run(host, program, { rules, mode: 'enforce' })
    t.is(done.stdout, 'OVERT_AUDIT\n', done.stderr)
    t.is(done.status, 0, done.stderr)
  })
}

const bun = others.find(({ runtime }) => runtime.name === 'bun')
const onBun = bun === undefined ? test.skip : test

onBun('bun: fetch connects where its event says', (t) => {
  if (bun === undefined) return
  for (const [way, program] of Object.entries(connections)) {
    const done = run(bun, `console.log(await ${program}.then(() => 'connected', (error) => error.code))`, { rules, mode: 'enforce', record: ['net.connect'] })
    t.is(done.lines.filter(({ event, outcome }) => event === 'net.connect' && outcome === 'refused').length, 1, `${way}: ${done.stdout} ${done.stderr}`)
  }
  const unix = run(bun, `await fetch('http://harmless.invalid/', { unix: '/nowhere.sock' }).catch(() => undefined)`, { record: ['net.connect'] })
  t.deepEqual(unix.lines.filter(({ event }) => event === 'net.connect').map(({ fields }) => fields['path']), ['/nowhere.sock'])
})

onBun('bun: a file that is written is seen, whatever the application made of its class', (t) => {
  if (bun === undefined) return
  const program = `const file = Bun.file('a.txt')\nObject.defineProperty(Blob, Symbol.hasInstance, { value: () => false })\nglobalThis.Blob = class {}\nawait Bun.write(file, 'a')\nawait file.write('b')`
  const done = run(bun, program, { record: ['fs.open'] })
  t.is(done.lines.filter(({ event, fields }) => event === 'fs.open' && fields['access'] !== 'read').length, 2, JSON.stringify(done.lines) + done.stderr)
})
