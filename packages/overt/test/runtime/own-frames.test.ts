import test from 'ava'
import { enforce, onEachNode, run } from './support/preloaded.ts'

/** Without events for which a proxy stands where a frame has its name from (`Module._extensions`). */
const recorded = "record: ['fs.*', 'code.*', 'process.*', 'net.*', 'http.*', 'dns.*']\nlog: log.jsonl\n"
/** The folder is another each time, and so is the process. */
const shown = (ran: ReturnType<typeof run>): readonly unknown[] => [ran.status, ...[ran.stdout, ran.stderr].map((text) => text.replaceAll(ran.folder, '').replaceAll(/node:\d+\)/g, ''))]
/** Frames that are left out count towards the limit. */
const all = 'Error.stackTraceLimit = 100\n'

const fails = `${all}const fs = require('fs')
const show = (name, work) => { try { work() } catch ({ stack }) { console.log(name, stack) } }
for (const name of ['readdir', 'readFile', 'stat', 'mkdir', 'rmdir', 'open', 'readlink', 'unlink', 'opendir', 'lstat', 'access', 'chmod', 'truncate', 'realpath'])
  show(name, () => fs[name + 'Sync']('/no/such/place', name === 'chmod' ? 0o600 : undefined))
for (const name of ['copyFile', 'rename', 'link', 'symlink']) show(name, () => fs[name + 'Sync']('/no/such/place', '/no/such/other'))
show('require', () => require('/no/such/place'))
show('http', () => require('http').request({ path: 'a b' }))
show('spawn', () => require('child_process').spawn('true', [], { cwd: 1 }))
show('dns', () => require('dns').lookup('a', {}, 1))
process.on('warning', ({ stack }) => { console.log(stack) })
process.emitWarning('warned')
fs.promises.open('/no/such/place').catch(({ stack }) => {
  console.log(stack)
  fs.open('/no/such/place', ({ stack }) => { console.log(stack) })
})`

for (const [what, configuration] of [['the rules that ship', undefined], ['every event recorded', recorded]] as const) {
  onEachNode(test, `with ${what} the stacks of the platform's errors are what they are without overt`, (t, node) => {
    const inWorker = `const { Worker, isMainThread } = require('worker_threads'); if (isMainThread) new Worker(__filename); else {${fails}}`
    for (const app of [fails, inWorker]) {
      const plain = run(t, node, { files: { 'app.cjs': app }, preloaded: false })
      t.regex(plain.stdout, /at Object\.openSync \(node:fs/)
      t.deepEqual(shown(run(t, node, { files: { 'app.cjs': app }, ...(configuration === undefined ? {} : { configuration }) })), shown(plain))
    }
  })

  onEachNode(test, `with ${what} an error that nobody catches is printed without a line of overt's`, (t, node) => {
    const files = { 'app.cjs': `${all}require('fs').openSync('/no/such/place')` }
    const plain = run(t, node, { files, preloaded: false })
    const ran = run(t, node, { files, ...(configuration === undefined ? {} : { configuration }) })
    t.is(ran.status, plain.status)
    // Without overt, what stands above the error is a line of `node:fs`.
    t.true(plain.stderr.replaceAll(plain.folder, '').endsWith(ran.stderr.replaceAll(ran.folder, '').trimStart()), ran.stderr)
    t.regex(ran.stderr, /^\s*Error: ENOENT[^\n]*\n {4}at Object\.openSync/)
  })
}

onEachNode(test, 'code that reads frames finds none of them, in an array of its own realm', (t, node) => {
  const app = `${all}const vm = require('vm')
const count = (realm) => vm.runInContext(\`(openSync) => {
  Error.prepareStackTrace = (error, sites) => [sites instanceof Array, sites.every((site) => !String(site.getFileName()).includes('preload.cjs')), sites.length, sites[0].getFunctionName()]
  try { openSync('/no/such/place') } catch (error) { const { stack } = error; if (Array.isArray(stack)) return stack }
  const holder = {}
  Error.captureStackTrace(holder)
  return holder.stack
}\`, realm)
const { openSync } = require('fs')
console.log(JSON.stringify(count(vm.createContext())(openSync)))
Error.prepareStackTrace = (error, sites) => sites.map((site) => site.getFunctionName())
try { openSync('/no/such/place') } catch ({ stack }) { console.log(stack.slice(0, 2).join()) }`
  const plain = run(t, node, { files: { 'app.cjs': app }, preloaded: false })
  t.regex(plain.stdout, /^\[true,true,/)
  t.is(run(t, node, { files: { 'app.cjs': app }, configuration: recorded }).stdout, plain.stdout)
})

onEachNode(test, "an error of V8's that begins in overt keeps overt's frames", (t, node) => {
  const { stdout } = run(t, node, { files: { 'app.cjs': "const { Worker } = require('worker_threads')\ntry { Worker('') } catch ({ stack }) { console.log(stack) }" } })
  t.regex(stdout, /^TypeError: [^\n]*\n {4}at [^\n]*preload\.cjs:[^\n]*\n {4}at [^\n]*app\.cjs:2:/)
})

onEachNode(test, 'a refusal names where the application asked', (t, node) => {
  const files = { 'app.cjs': 'function asks() { require("vm").runInThisContext("forbidden") }\ntry { asks() } catch ({ stack }) { console.log(stack) }' }
  const { stdout } = run(t, node, { files, configuration: enforce })
  t.regex(stdout, /^AuditError: [^\n]*(?:\n {4}at (?!asks)[^\n]*node:[^\n]*)*\n {4}at asks /)
  t.false(stdout.includes('preload.cjs'), stdout)
})
