import test from 'ava'
import { onEachNode, run } from './support/preloaded.ts'

const program = `
const fs = require('node:fs'), http = require('node:http'), { execFileSync } = require('node:child_process'), { Worker } = require('node:worker_threads')
const said = []
const attempt = (what) => { try { said.push(String(what())) } catch (error) { said.push(error.code ?? error.name) } }
attempt(() => fs.readFileSync(__filename).length > 0)
attempt(() => new Function('return 1')())
attempt(() => execFileSync('/bin/true').length)
attempt(() => { new Worker("require('node:fs').statSync('.')", { eval: true }).on('exit', (code) => said.push('worker ' + code)) })
import('node:fs').then(({ readFileSync }) => said.push(typeof readFileSync))
const server = http.createServer((request, response) => response.end()).listen(0, '127.0.0.1', () => {
  http.get({ host: '127.0.0.1', port: server.address().port }, (response) => response.resume().on('end', () => { said.push('answered'); server.close() }))
})
process.on('exit', () => console.log(said.sort().join()))
`

/** What changes Node's own objects, or how it warns, compiles and tells errors. */
const options = [
  ['--disable-proto=delete'],
  ['--disable-proto=throw'],
  ['--frozen-intrinsics'],
  ['--disallow-code-generation-from-strings'],
  ['--jitless'],
  ['--pending-deprecation'],
  ['--pending-deprecation', '--throw-deprecation'],
  ['--stack-trace-limit=0'],
  ['--max-old-space-size=32'],
]

const told = (text = ''): string => text.replaceAll(/\(node:\d+\)/g, '(node)')

onEachNode(test, 'what is to be deprecated is warned of as without overt, when the application uses it', (t, node) => {
  const files = { 'app.cjs': "void module.parent\nprocess.binding('fs')\n" }
  for (const given of [{ options: ['--pending-deprecation'] }, { options: ['--pending_deprecation'] }, { env: { NODE_PENDING_DEPRECATION: '1' } }, {}]) {
    const [plain, under] = [false, true].map((preloaded) => run(t, node, { files, configuration: 'rules: []\nlog: log.jsonl\nrecord: ["*"]\n', ...given, preloaded }))
    t.is((plain?.stderr.match(/DEP0111|DEP0144/g) ?? []).length, 'options' in given || 'env' in given ? 2 : 0)
    t.is(told(under?.stderr), told(plain?.stderr))
  }
})

onEachNode(test, 'options of Node change what an application does as they do without overt', (t, node) => {
  for (const given of options) {
    const [plain, under] = [false, true].map((preloaded) => run(t, node, { files: { 'app.cjs': program }, configuration: 'rules: []\nlog: log.jsonl\nrecord: ["*"]\n', options: given, preloaded }))
    t.regex(plain?.stdout ?? '', /answered/, plain?.stderr)
    t.deepEqual([under?.status, under?.stdout, told(under?.stderr)], [plain?.status, plain?.stdout, told(plain?.stderr)], given.join(' '))
  }
})
