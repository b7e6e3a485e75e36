import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { npm } from '../../scripts/run/command.mjs'
import { progress } from '../../scripts/run/progress.mjs'
import { app, home, records, source } from './places.mjs'

const modules = join(app, 'node_modules')
const manifest = JSON.parse(readFileSync(join(source, 'app/package.json'), 'utf8'))
const express = manifest.dependencies.express

/** Express from the registry, the demo's own two packages beside it, and an empty place for records. Express stays between runs. */
export async function installApplication() {
  mkdirSync(app, { recursive: true })
  if (installed() !== express) await progress(`express ${express} from the registry`, installExpress)
  for (const name of ['package.json', 'server.js']) cpSync(join(source, 'app', name), join(app, name))
  cpSync(join(source, 'packages/page-title'), join(modules, 'page-title'), { recursive: true })
  useSlugWords('slug-words')
  for (const folder of [home, records]) {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
  }
  writeFileSync(join(home, '.npmrc'), '//registry.example/:_authToken=made-up-for-the-demo\n')
}

/** Puts one of the two versions of slug-words in place. @param {'slug-words' | 'slug-words-clean'} name */
export function useSlugWords(name) {
  rmSync(join(modules, 'slug-words'), { recursive: true, force: true })
  cpSync(join(source, 'packages', name), join(modules, 'slug-words'), { recursive: true })
}

function installed() {
  const file = join(modules, 'express/package.json')
  return existsSync(file) && existsSync(join(app, '.installed')) ? JSON.parse(readFileSync(file, 'utf8')).version : undefined
}

async function installExpress() {
  rmSync(app, { recursive: true, force: true })
  mkdirSync(app, { recursive: true })
  // The registry knows nothing of the demo's own packages: Express alone is asked for.
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: manifest.name, private: true, dependencies: { express } }))
  await npm(['install', '--no-fund', '--no-audit', '--ignore-scripts', '--no-package-lock'], { cwd: app })
  writeFileSync(join(app, '.installed'), '')
}
