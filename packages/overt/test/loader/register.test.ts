import test from 'ava'
import { monitor, onEachNode, run } from '../runtime/support/preloaded.ts'

onEachNode(test, "`module.register` works as without overt: Node's thread for its hooks is a thread like others", (t, node) => {
  const app = `import { register } from 'node:module'
register('data:text/javascript,' + encodeURIComponent('export async function load(url, context, next) { const loaded = await next(url, context); return url.endsWith("plain.mjs") ? { ...loaded, source: "export default 42" } : loaded }'))
console.log((await import('./plain.mjs')).default)`
  const ran = run(t, node, { files: { 'app.mjs': app, 'plain.mjs': 'export default 1' }, configuration: `${monitor}record: [module.load, fs.open]\n`, script: 'app.mjs' })
  t.is(ran.stdout, '42\n', ran.stderr)
})
