import test from 'ava'
import { hosts, run } from './support/run.ts'

/** Has the class lie of where its requests lead, and asks with one: a name that nothing listens at. */
const lie = (request: string): string => `const request = ${request}
  Reflect.defineProperty(Object.getPrototypeOf(request), 'url', { get: () => 'http://harmless.invalid:9/' })
  await fetch(request).catch(() => undefined)`

/** How an application comes by its first `Request`. Deno's is taken only then. */
const ways: Readonly<Record<string, string>> = {
  'by its name': lie(`new Request('http://127.0.0.1:49151/asked')`),
  'by its name, after another was put in its place': `globalThis.Request = class { get url() { return 'http://other.invalid/' } }\nconst server = Deno.serve({ port: 0, hostname: '127.0.0.1', onListen: () => undefined }, async (given) => {
  ${lie('given')}
  return new Response('')
})
await (await fetch('http://127.0.0.1:' + server.addr.port)).text()
await server.shutdown()`,
  'by its name, and had the class deny it': `Object.defineProperty(Request, Symbol.hasInstance, { value: () => false })\n${lie(`new Request('http://127.0.0.1:49151/asked')`)}`,
  'of a server': `const server = Deno.serve({ port: 0, hostname: '127.0.0.1', onListen: () => undefined }, async (given) => {
  ${lie(`given.headers.has('again') ? given : new given.constructor('http://127.0.0.1:49151/asked')`)}
  return new Response('')
})
await (await fetch('http://127.0.0.1:' + server.addr.port)).text()
await server.shutdown()`,
}

/** Bun takes its class at the start. */
const ofBoth = ['by its name', 'by its name, and had the class deny it']

const [deno] = hosts.filter(({ runtime }) => runtime.name === 'deno')
const hostsOf = ({ lines }: ReturnType<typeof run>): unknown[] => lines.filter(({ event }) => event === 'net.connect').map(({ fields }) => fields['address'] ?? fields['host'])

for (const host of hosts.filter(({ runtime }) => runtime.name !== 'node')) {
  const { name } = host.runtime
  const possible = Object.entries(ways).filter(([way]) => name === 'deno' || ofBoth.includes(way))
  for (const [way, program] of possible) test(`${name}: a request says where it leads, whatever the application made of its class, which it came by ${way}`, (t) => {
    const done = run(host, program, { record: ['net.connect'] })
    t.is(done.status, 0, done.stderr)
    t.true(hostsOf(done).length > 0, done.stderr)
    t.true(hostsOf(done).every((host) => host === '127.0.0.1'), JSON.stringify(hostsOf(done)))
  })
}

if (deno !== undefined) {
  test('deno: `deno serve` runs no preload, so that there a request is handed out that overt never sees', (t) => {
    const serving = { ...deno, preload: ['serve', '--host', '127.0.0.1', '--port', '0', ...deno.preload.slice(1)] }
    const done = run(serving, `export default { fetch: () => new Response('') }\nsetTimeout(() => Deno.exit(0), 50)`, { record: ['overt.start'] })
    t.is(done.status, 0, done.stderr)
    // Where this fails, Deno runs them now: the documents say otherwise, and `requests.ts` has to take the class there too.
    t.deepEqual(done.lines, [], done.stderr)
  })
}
