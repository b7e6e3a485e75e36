import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { root } from '../support/project.ts'

const addon = fileURLToPath(new URL('packages/overt/dist/overt.linux-x64-gnu.node', root))
const sourceOf = (file: string): string => readFileSync(new URL(`packages/overt/src/engine/${file}`, root), 'utf8')

/** The methods of interfaces, from the text of the sources. */
const methods = (text: string): readonly string[] => [...text.matchAll(/^ {2}(\w+)\(/gm)].map(([, name = '']) => name)

/** What the groups hold as the sources say: the interface that a group is declared to give, and its methods. */
const groups = Object.fromEntries([...sourceOf('native-binding.ts').matchAll(/^ {2}(\w+)\(\): (\w+Binding)$/gm)].map(([, group = '', name = '']) => {
  const [, text = ''] = new RegExp(`^export interface ${name} \\{\n(.*?)^\\}`, 'ms').exec(sourceOf('groups.ts')) ?? []
  return [group, methods(text).toSorted()]
}))

test('native-binding.ts and groups.ts say what the addon gives, and nothing else', (t) => {
  if (!existsSync(addon)) return void t.pass('there is no addon for Linux on x64 here')
  const program = `const target = { exports: {} }
process.dlopen(target, process.argv[1])
const groups = Object.fromEntries(process.argv.slice(2).map((group) => [group, Object.keys(target.exports[group]()).sort()]))
console.log(JSON.stringify({ always: Object.keys(target.exports), groups }))`
  const given = JSON.parse(execFileSync(process.execPath, ['-e', program, addon, ...Object.keys(groups)], { encoding: 'utf8' })) as { always: readonly string[]; groups: object }
  const declared = [...methods(sourceOf('native-binding.ts')), ...methods(sourceOf('binding.ts')).filter((name) => name !== 'forget')]
  t.deepEqual(given.always.toSorted(), declared.toSorted())
  t.deepEqual(Object.keys(groups), ['correlations', 'verified', 'signed', 'commands'])
  t.deepEqual(given.groups, groups)
})
