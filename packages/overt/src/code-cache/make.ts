// `node make-code-cache.cjs [FOLDER]`: writes a code cache of the preload for the Node that runs this, beside the preload: that of starts with the rules that ship; with an
// empty folder, where it leaves what it needs, that of starts with a configuration (script.ts). `overt cache` starts it for both: what one process has compiled, the other must not have.
import { renameSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { configurationVariable } from '../configuration/variables.ts'
import { preloadScript, runPreload } from './script.ts'

// What this process has in its environment is not what the cache is made for.
for (const name of Object.keys(process.env)) if (name.startsWith('OVERT_')) Reflect.deleteProperty(process.env, name)

const [, , folder] = process.argv
if (folder !== undefined) {
  const configuration = join(folder, 'overt.yaml')
  writeFileSync(configuration, "log: record.jsonl\nrecord: ['*']\n")
  process.env[configurationVariable] = configuration
}

// Not where it lies: the path of a machine that builds has no business in a package, nor in the stack traces of Node 20, whose V8 takes the name from the cache.
const made = preloadScript(import.meta.dirname, 'overt/dist/preload.cjs')
const { cache, script } = made
const write = (data: Buffer): void => {
  const unfinished = `${cache}.${process.pid}`
  try {
    writeFileSync(unfinished, data)
    renameSync(unfinished, cache)
    writeSync(1, `${cache}\n`)
  } catch (error) {
    rmSync(unfinished, { force: true })
    throw error
  }
}

runPreload(made, import.meta.dirname, require, module)
// What every program does: it reads its environment, looks for files, and has a module read and compiled. So what judges an event is compiled too. (This one finds the
// first copy, and gives what that has.)
Reflect.get(process.env, 'PATH')
statSync(import.meta.dirname)
module.require(`${import.meta.dirname}/register.cjs`)
// Whoever writes to a pipe, as services do, has Node load this: what is patched then belongs to most starts.
process.getBuiltinModule('node:net')
// At the end, after what overt itself does then: the functions that a whole life needs are compiled by then, and V8 puts into the cache what is compiled.
const emit = process.emit.bind(process) as (...given: unknown[]) => boolean
Reflect.set(process, 'emit', (...given: unknown[]): boolean => {
  const answer = emit(...given)
  if (given[0] === 'exit') write(script.createCachedData())
  return answer
})
