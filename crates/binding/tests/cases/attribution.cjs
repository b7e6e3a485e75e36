'use strict'
// Who is calling: CommonJS, ES modules, eval, names that a script claims, nobody.
const assert = require('node:assert')
const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const vm = require('node:vm')
const { pathToFileURL } = require('node:url')

const files = {
  'package.json': '{"name":"shop","version":"2.1.0","dependencies":{"evil":"1.0.0","@s/innocent":"*"}}',
  'app.cjs': 'module.exports = (f) => f()',
  'node_modules/evil/package.json': '{"name":"lodash","version":"1.0.0"}',
  'node_modules/evil/index.cjs': 'module.exports = (f) => f()\nmodule.exports.eval = (f) => eval("f()")\nmodule.exports.made = (f) => new Function("f", "return f()")(f)\n',
  'node_modules/evil/named.cjs': 'module.exports = (f) => eval("f()\\n//# sourceURL=/x/node_modules/lodash/index.js")\n',
  'node_modules/evil/esm.mjs': 'export default (f) => f()',
  'node_modules/evil/a b%é.mjs': 'export default (f) => f()',
  'node_modules/@s/innocent/package.json': '{"version":"3.0.0"}',
  'node_modules/@s/innocent/index.cjs': 'exports.map = (list, f) => list.map((one) => f(one))',
  'node_modules/@s/innocent/late.cjs': 'module.exports = (f) => f()',
}

module.exports = async (binding) => {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'overt-attribution-')))
  try {
    await run(binding, root)
  } finally {
    fs.rmSync(root, { recursive: true, force: true })
  }
}

async function run(binding, root) {
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true })
    fs.writeFileSync(path.join(root, name), text)
  }
  const at = (name) => path.join(root, 'node_modules', name)
  assert.strictEqual(binding.stackMissing(), null)
  assert.deepStrictEqual(JSON.parse(binding.caller()), { name: null, reason: 'unavailable' })
  assert.strictEqual(binding.ownScript('/not/this/script.js'), false)
  assert.strictEqual(binding.ownScript(__filename), true)
  binding.root(root)
  const caller = () => JSON.parse(binding.caller())
  const evil = (file, more = []) => ({ name: 'evil', version: '1.0.0', path: `node_modules/evil/${file}`, direct: true, chain: ['evil@1.0.0', ...more] })

  assert.deepStrictEqual(require(at('evil/index.cjs'))(caller), evil('index.cjs'))
  assert.deepStrictEqual((await import(pathToFileURL(at('evil/esm.mjs')))).default(caller), evil('esm.mjs'))
  assert.deepStrictEqual((await import(pathToFileURL(at('evil/a b%é.mjs')))).default(caller), evil('a b%é.mjs'))
  const app = require(path.join(root, 'app.cjs'))
  assert.deepStrictEqual(app(caller), { name: 'shop', version: '2.1.0', path: 'app.cjs', direct: true, chain: ['shop@2.1.0'] })
  const innocent = require(at('@s/innocent/index.cjs'))
  assert.deepStrictEqual(app(() => require(at('evil/index.cjs'))(caller)), evil('index.cjs', ['shop@2.1.0']))
  assert.deepStrictEqual(innocent.map([1], () => require(at('evil/index.cjs'))(caller))[0].chain, ['evil@1.0.0', '@s/innocent@3.0.0'])

  // Evaluated code belongs to nobody, whatever it says of itself.
  const reason = (value) => (assert.strictEqual(value.name, null), value.reason)
  assert.strictEqual(reason(require(at('evil/index.cjs')).eval(caller)), 'eval')
  assert.strictEqual(reason(require(at('evil/index.cjs')).made(caller)), 'eval')
  assert.strictEqual(reason(require(at('evil/named.cjs'))(caller)), 'eval')

  // A vm script may have any name. Claimed before it is compiled, the name proves nothing for scripts that come later,
  const script = (filename) => {
    binding.claim(filename)
    return new vm.Script('(f) => f()', { filename }).runInThisContext()
  }
  for (const name of [at('@s/innocent/late.cjs'), pathToFileURL(at('@s/innocent/late.cjs')).href, 'node:fs', 'node:mine', __filename]) {
    assert.strictEqual(reason(script(name)(caller)), 'claimed', name)
    assert.strictEqual(reason(innocent.map([1], () => script(name)(caller))[0]), 'claimed', name)
  }
  assert.strictEqual(reason(require(at('@s/innocent/late.cjs'))(caller)), 'claimed')
  // while scripts that were seen before stay what they are.
  assert.strictEqual(reason(script(at('evil/index.cjs'))(caller)), 'claimed')
  assert.deepStrictEqual(require(at('evil/index.cjs'))(caller), evil('index.cjs'))
  assert.strictEqual(reason(new vm.Script('(f) => f()', { filename: 'evalmachine' }).runInThisContext()(caller)), 'unknown')
  assert.strictEqual(reason((await import('data:text/javascript,export default (f) => f()')).default(caller)), 'unknown')
  const elsewhere = path.join(root, 'node_modules/evil/../@s/innocent/index.cjs').replace('/@s', '/evil/../@s')
  assert.strictEqual(reason(new vm.Script('(f) => f()', { filename: elsewhere }).runInThisContext()(caller)), 'unknown')

  // A context of its own, and WebAssembly between: not skipped.
  const context = vm.createContext({})
  binding.claim('/c.js')
  assert.strictEqual(reason(vm.runInContext('(f) => f()', context, { filename: '/c.js' })(caller)), 'claimed')
  const wasm = new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 2, 7, 1, 1, 109, 1, 102, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 103, 0, 1, 10, 6, 1, 4, 0, 16, 0, 11]))
  let seen
  const { g } = new WebAssembly.Instance(wasm, { m: { f: () => { seen = caller() } } }).exports
  innocent.map([1], () => g())
  assert.strictEqual(reason(seen), 'unknown')

  // Nothing but the runtime and ourselves.
  assert.strictEqual(reason(await new Promise((resolve) => { setTimeout(() => resolve(caller()), 1) })), 'no_frame')
  assert.strictEqual(reason([1].map(() => caller())[0]), 'no_frame')

  // Neither a limit on traces nor a prepared one changes anything; nor depth.
  Error.stackTraceLimit = 0
  Error.prepareStackTrace = () => 'nothing'
  assert.deepStrictEqual(require(at('evil/index.cjs'))(caller), evil('index.cjs'))
  const deep = (n) => (n === 0 ? caller() : deep(n - 1))
  assert.deepStrictEqual(require(at('evil/index.cjs'))(() => deep(40)), evil('index.cjs'))
  assert.strictEqual(reason(require(at('evil/index.cjs'))(() => deep(400))), 'unknown')
}
