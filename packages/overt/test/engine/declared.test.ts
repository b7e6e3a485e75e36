import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import test from 'ava'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const addon = here('../../dist/overt.linux-x64-gnu.node')

/** The methods of an interface, from the text of the sources. */
const methods = (file: string): readonly string[] => [...readFileSync(here(`../../src/engine/${file}`), 'utf8').matchAll(/^ {2}(\w+)\(/gm)].map(([, name = '']) => name)

test('native-binding.ts says what the addon gives, and nothing else', (t) => {
  if (!existsSync(addon)) return void t.pass('there is no addon for Linux on x64 here')
  const program = 'const target = { exports: {} }; process.dlopen(target, process.argv[1]); console.log(JSON.stringify(Object.keys(target.exports)))'
  const given = JSON.parse(execFileSync(process.execPath, ['-e', program, addon], { encoding: 'utf8' })) as readonly string[]
  const declared = [...methods('native-binding.ts'), ...methods('binding.ts').filter((name) => name !== 'forget')]
  t.deepEqual(given.toSorted(), declared.toSorted())
})
