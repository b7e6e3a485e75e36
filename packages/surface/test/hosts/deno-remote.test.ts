import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { hosts } from './support/run.ts'
import { tree } from './support/tree.ts'

const deno = hosts.find(({ runtime }) => runtime.name === 'deno')
const onDeno = deno === undefined ? test.skip : test

/** Nobody listens there: what Deno has not vendored it cannot load. */
const address = 'http://127.0.0.1:1'
const folder = 'vendor/http_127.0.0.1_1'
const files = {
  'remote.ts': `import { value, url } from '${address}/@scope/package/1.0.0/mod.ts'
import data from '${address}/data.json' with { type: 'json' }
const { default: plain } = await import('${address}/plain.js')
console.log(value, url, data.a, plain)
`,
  [`${folder}/@scope/package/1.0.0/mod.ts`]: `import { one } from './one.ts'\nexport const value: number = one + 1\nexport const url = import.meta.url\n`,
  [`${folder}/@scope/package/1.0.0/one.ts`]: 'export const one: number = 1\n',
  [`${folder}/data.json`]: '{"a":3}',
  [`${folder}/plain.js`]: 'export default 4\n',
}
const said = `2 ${address}/@scope/package/1.0.0/mod.ts 3 4\n`

onDeno('deno: with a manifest a module of a URL is the vendored file, and is held to it', (t) => {
  if (deno === undefined) return
  tree(
    deno,
    ({ folder: root, overt, run }) => {
      overt('lock', root)
      const untouched = run({}, 'remote.ts')
      t.is(untouched.stdout, said, untouched.stderr)
      t.is(untouched.lines.filter(({ event, fields }) => event === 'open.verify' && String(fields['path']).includes('/vendor/') && fields['allowed'] === true).length, 4)
    },
    files,
  )
})

onDeno('deno: a vendored module that was changed, and one that is not listed, are refused', (t) => {
  if (deno === undefined) return
  for (const name of Object.keys(files).filter((file) => file !== 'remote.ts')) {
    tree(
      deno,
      ({ folder: root, overt, run }) => {
        overt('lock', root)
        appendFileSync(join(root, name), '\n')
        const { stdout, stderr, status } = run({}, 'remote.ts')
        t.is(stdout, '', name)
        t.not(status, 0, name)
        t.regex(stderr, /its bytes are not those that the manifest lists/, name)
      },
      files,
    )
  }
  tree(
    deno,
    ({ folder: root, overt, run }) => {
      overt('lock', root)
      writeFileSync(join(root, folder, 'new.js'), `console.log('ran')`)
      const { stdout } = run({}, 'attempt.mjs')
      // Deno makes an error of its own of what a hook throws for a URL.
      t.is(stdout.match(/is refused: the manifest does not list it/g)?.length, 2, stdout)
      t.false(stdout.includes('ran'))
    },
    {
      ...files,
      'attempt.mjs': `const said = []
for (const name of ['new.js', 'plain.js?query']) try { await import('${address}/' + name); said.push('ran') } catch (error) { said.push(error.message) }
console.log(said.join(' '))`,
      [`${folder}/#plain_a7fbe.js`]: 'export default 4\n',
    },
  )
})
