import test from 'ava'
import { findPreloads } from '../../../core/src/preloads.ts'

const none = { node: undefined, bun: undefined, deno: undefined }
/** What is found where these files are there, and their folders. */
const found = (files: readonly string[], own: string | undefined, main?: string): unknown =>
  findPreloads(own, main, { runtime: undefined, preload: '' }, { isFile: (path) => files.includes(path), isFolder: (path) => files.some((file) => file.startsWith(`${path}/`)) })

const at = (folder: string): readonly string[] => ['/overt/dist/register.cjs', '/@overt/bun/dist/register.cjs', '/@overt/deno/dist/register.js'].map((file) => folder + file)
const all = (folder: string): unknown => Object.fromEntries(['node', 'bun', 'deno'].map((name, index) => [name, at(folder)[index]]))

test('the packages beside the own one', (t) => {
  t.deepEqual(found(at('/app/node_modules'), '/app/node_modules/@overt/bun/dist/register.cjs'), all('/app/node_modules'))
  t.deepEqual(found(at('/node_modules'), '/node_modules/@overt/bun/dist/register.cjs'), all('/node_modules'))
})

test('where each package has a folder of its own, those of the outermost', (t) => {
  t.deepEqual(found(at('/app/node_modules'), '/app/node_modules/.pnpm/@overt+bun@0.1.0/node_modules/@overt/bun/dist/register.cjs'), all('/app/node_modules'))
})

test('in the sources, those of the folder of packages', (t) => {
  t.deepEqual(found(['/s/packages/overt/dist/register.cjs', '/s/packages/deno/dist/register.js'], '/s/packages/bun/dist/register.cjs'), { ...none, node: '/s/packages/overt/dist/register.cjs', deno: '/s/packages/deno/dist/register.js' })
})

test('no other folder is asked where the own package lies on this disk', (t) => {
  for (const folder of ['/node_modules', '/app/node_modules', '/app/lib/node_modules']) t.deepEqual(found(at(folder), '/opt/overt/dist/register.js', '/app/lib/main.ts'), none)
  t.deepEqual(found(at('/app/node_modules'), '/app/lib/node_modules/@overt/bun/dist/register.cjs'), none)
})

test('what lies on no disk has those of the nearest `node_modules`, and of no other', (t) => {
  t.deepEqual(found(at('/app/node_modules'), undefined, '/app/src/main.ts'), all('/app/node_modules'))
  t.deepEqual(found([...at('/app/node_modules'), '/app/src/node_modules/x/index.js'], undefined, '/app/src/main.ts'), none)
  t.deepEqual(found(at('/app/node_modules'), undefined, undefined), none)
  t.deepEqual(found(at('/node_modules'), undefined, 'https://host/main.ts'), none)
})
