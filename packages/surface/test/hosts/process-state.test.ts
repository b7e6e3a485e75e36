import { dirname } from 'node:path'
import test from 'ava'
import { hosts, run } from './support/run.ts'

/** Each function once; what it says of each is how it ended. */
const program = `
import process from 'node:process'
const said = []
const attempt = async (name, work) => { try { await work(); said.push(name + ' done') } catch (error) { said.push(name + ' ' + error.code) } }
const empty = [0, 97, 115, 109, 1, 0, 0, 0]
const bytes = new Uint8Array(empty)
await attempt('compile', () => WebAssembly.compile(bytes))
await attempt('Module', () => new WebAssembly.Module(bytes.buffer))
await attempt('part', () => WebAssembly.instantiate(new Uint8Array([1, ...empty]).subarray(1)))
await attempt('streaming', () => WebAssembly.instantiateStreaming(new Response(bytes, { headers: { 'content-type': 'application/wasm' } })))
await attempt('kill', () => process.kill(process.pid, 0))
await attempt('by name', () => process.kill(process.pid, 'SIGCONT'))
await attempt('turns', () => process.kill({ valueOf: () => process.pid }, { toString: () => 'SIGCONT' }))
await attempt('chdir', () => process.chdir('..'))
await attempt('umask', () => process.umask('27'))
await attempt('setgid', () => process.setgid(process.getgid()))
await attempt('no number', () => { let thrown = false; try { process.kill('none', 0) } catch { thrown = true } if (!thrown) throw new Error('a signal to the whole group') })
await attempt('usual', () => process.on('SIGTERM', () => {}) && process.kill(process.pid, undefined))
await attempt('mask asked', () => process.umask())
await attempt('env', () => { process.env.SECRET = 'value' })
await attempt('define', () => Object.defineProperty(process.env, 'OTHER', { value: 'value', writable: true, enumerable: true, configurable: true }))
await attempt('delete', () => { delete process.env.SECRET })
if (globalThis.Deno !== undefined) {
  await attempt('Deno.kill', () => Deno.kill(Deno.pid, 'SIGCONT'))
  await attempt('Deno.chdir', () => Deno.chdir('.'))
  await attempt('Deno.umask', () => Deno.umask(0o22))
  await attempt('Deno.env.set', () => Deno.env.set('SECRET', 'value'))
  await attempt('Deno.env.delete', () => Deno.env.delete('SECRET'))
}
`
const ofAModule = `
const module = new WebAssembly.Module(bytes)
await attempt('Instance', () => new WebAssembly.Instance(module))
said.push(String(module instanceof WebAssembly.Module), WebAssembly.Module.name, String(WebAssembly.compile.length))
`
const end = `console.log(said.join())`
const record = ['wasm.*', 'process.kill', 'process.chdir', 'process.umask', 'process.set_id', 'env.set', 'env.delete']

/** What is told of it: the event, and its fields but for the digest and numbers of processes and groups. */
const told = [
  'wasm.compile 8', 'wasm.compile 8', 'wasm.compile 8', 'wasm.instantiate 8', 'wasm.compile', 'wasm.instantiate', 'process.kill 0', 'process.kill SIGCONT', 'process.kill SIGCONT', 'process.chdir FOLDER', 'process.umask 23', 'process.set_id gid',
  'process.kill 0', 'process.kill SIGTERM', 'env.set SECRET', 'env.set OTHER', 'env.delete SECRET',
]
const ofDeno = ['process.kill SIGCONT', 'process.chdir FOLDER', 'process.umask 18', 'env.set SECRET', 'env.delete SECRET']
const last = ['wasm.compile 8', 'wasm.instantiate 8']

for (const host of hosts.filter(({ runtime }) => runtime.name !== 'node')) {
  const { name } = host.runtime
  const steps = ['compile', 'Module', 'part', 'streaming', 'kill', 'by name', 'turns', 'chdir', 'umask', 'setgid', 'no number', 'usual', 'mask asked', 'env', 'define', 'delete', ...(name === 'deno' ? ['Deno.kill', 'Deno.chdir', 'Deno.umask', 'Deno.env.set', 'Deno.env.delete'] : []), 'Instance']

  test(`${name}: WebAssembly, signals, the folder, the mask and changes of variables are told once, before they happen`, (t) => {
    const { lines, stdout, stderr, folder } = run(host, program + ofAModule + end, { record })
    t.is(stdout, [...steps.map((step) => `${step} done`), 'true', 'Module', '1\n'].join(), stderr)
    const found = lines.filter(({ event }) => !event.startsWith('overt.')).map(({ event, fields }) => [event, ...Object.entries(fields).flatMap(([field, value]) => (['pid', 'id', 'digest'].includes(field) ? [] : [String(value)]))].join(' '))
    t.deepEqual(found.map((line) => line.replace(dirname(folder), 'FOLDER')), [...told, ...(name === 'deno' ? ofDeno : []), ...last])
    const digests = new Set(lines.filter(({ event, fields }) => event.startsWith('wasm.') && 'size' in fields).map(({ fields }) => fields['digest']))
    t.is(digests.size, 1)
    t.regex(String([...digests][0]), /^[0-9a-f]{64}$/)
  })

  test(`${name}: what refuses them does, with its own error; a mask or a signal that is only asked for is none`, (t) => {
    const refusing = `
const { addAuditHook } = await import(${JSON.stringify(host.preload.at(-1))})
const folder = process.cwd()
const mask = process.umask()
addAuditHook((name, { signal }) => { if (signal !== '0') throw Object.assign(new Error('no'), { code: 'NO' }) }, { events: ${JSON.stringify(record)} })
`
    const { stdout, stderr } = run(host, `${refusing}${program}console.log(process.cwd() === folder, process.umask() === mask, 'SECRET' in process.env)\n${end}`)
    const allowed = ['kill', 'no number', 'mask asked']
    t.is(stdout.trim().split('\n').at(-1), steps.filter((step) => step !== 'Instance').map((step) => `${step} ${allowed.includes(step) ? 'done' : 'NO'}`).join(), stderr)
    t.regex(stdout, /^true true false$/m)
  })
}
