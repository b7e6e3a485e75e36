import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import test from 'ava'
import { preloadOption, withOption } from '@overt/core'
import { scratch } from './support/command.ts'

const withPreload = (preload: string, before: string | undefined): string => withOption(preloadOption(preload), before)

test('the preload comes before what is there, once', (t) => {
  t.is(withPreload('/o/register.cjs', undefined), '--require=/o/register.cjs')
  t.is(withPreload('/o/register.cjs', '--require ./trace.cjs --max-old-space-size=64'), '--require=/o/register.cjs --require ./trace.cjs --max-old-space-size=64')
  t.is(withPreload('/o/register.cjs', '--require=/o/register.cjs --trace-warnings'), '--require=/o/register.cjs --trace-warnings')
})

test('Node reads every path as it was meant', (t) => {
  const folder = join(scratch(t), 'a "quoted" \\ folder')
  mkdirSync(folder)
  const preload = join(folder, 'register.cjs')
  writeFileSync(preload, "console.log('preload')")
  const said = spawnSync(process.execPath, ['-e', "console.log('main')"], { encoding: 'utf8', env: { NODE_OPTIONS: withPreload(preload, '') } })
  t.is(said.stdout, 'preload\nmain\n', said.stderr)
})
