import test from 'ava'
import { hosts, run } from './support/run.ts'

const bun = hosts.find(({ runtime }) => runtime.name === 'bun')
const withBun = bun === undefined ? test.skip : test

/** Lines of Bun's shell, as a program writes them, and as the event has them. */
const lines: readonly (readonly [written: string, told: string])[] = [
  ['$`echo a`', 'echo a'],
  ['Bun.$`echo ${"a b"} c`', 'echo "a b" c'],
  ['$`echo ${["a", "b c", 3]}`', 'echo a "b c" "3"'],
  ['$`echo ${{ raw: "a; echo b" }}`', 'echo a; echo b'],
  ['$`echo ${null} ${undefined} ${true} ${5n}`', 'echo null undefined true "5"'],
  ['$`echo ${new URL("http://a.invalid/")}`', 'echo http://a.invalid/'],
  ['$`cat ${Bun.file("given.txt")}`', 'cat given.txt'],
  ['$`cat < ${Buffer.from("x")}`', 'cat < [memory]'],
  ['$`cat < ${new Response("x")}`', 'cat < [memory]'],
  ['$`cat < ${new Blob(["x"])}`', 'cat < [memory]'],
  ['new $.Shell()`echo own`', 'echo own'],
]

withBun('bun: a line of the shell is told as it is written, once, and answers as without overt', (t) => {
  if (bun === undefined) return
  const program = `import { $ } from 'bun'\nconst of = async (line) => (await line.nothrow().quiet()).stdout.toString()\nconsole.log(JSON.stringify([${lines.map(([written]) => `await of(${written})`).join(', ')}]))`
  const files = { 'given.txt': 'given' }
  const plain = run({ ...bun, preload: [] }, program, { bare: true, files })
  const { lines: told, stdout, stderr } = run(bun, program, { record: ['process.spawn'], files })
  t.is(plain.status, 0, plain.stderr)
  t.is(stdout, plain.stdout, stderr)
  t.deepEqual(told.filter(({ event }) => event === 'process.spawn').map(({ fields }) => fields['command_line']), lines.map(([, line]) => line))
})

withBun('bun: what a shell is told, it is told as without overt', (t) => {
  if (bun === undefined) return
  const program = `import { $ } from 'bun'
const said = []
said.push(Object.getOwnPropertyNames($).sort(), $.name, $.length, 'prototype' in $, $ instanceof $.Shell, Bun.$ === $, $.env({ A: '1', PATH: process.env.PATH }) === $)
said.push(await $\`echo $A\`.text(), await $\`echo $A\`.env({ A: '2' }).text(), $.cwd('/') === $, await $\`pwd\`.text(), await $\`pwd\`.cwd('/usr').text(), await new $.Shell().cwd('/usr')\`pwd\`.text())
for (const wrong of [() => $('ls'), () => $\`echo (\`, () => $\`echo \${Symbol('x')}\`, () => $\`exit 3\`.quiet(), () => $.Shell(), () => $\`echo\`.env(5)]) {
  try { await wrong(); said.push('none') } catch (error) { said.push(error.constructor.name + ': ' + error.message) }
}
for (const wrong of [new Map(), {}, Object.create(null), new ReadableStream()]) try { await $\`echo \${wrong}\`.quiet(); said.push('none') } catch { said.push('refused') }
$.throws(false)
said.push((await $\`exit 3\`.quiet()).exitCode)
console.log(JSON.stringify(said))`
  const plain = run({ ...bun, preload: [] }, program, { bare: true })
  t.is(plain.status, 0, plain.stderr)
  t.is(run(bun, program, { record: ['process.spawn'] }).stdout, plain.stdout)
})

withBun('bun: what the shell starts is audited, whatever environment it is given', (t) => {
  if (bun === undefined) return
  const program = `await Bun.$\`\${process.execPath} child.mjs\`.quiet(); await Bun.$\`\${process.execPath} child.mjs\`.env({}).quiet(); Bun.$.env({}); await Bun.$\`\${process.execPath} child.mjs\`.quiet()`
  const { lines: told, stderr } = run(bun, program, { files: { 'child.mjs': '' } })
  t.is(told.filter(({ event }) => event === 'overt.start').length, 4, stderr)
})
