// The preload of `overt lock --warm`: writes down, while the application runs, how requests resolve and what V8 compiled. Nothing is judged or verified here.
import fs from 'node:fs'
import process from 'node:process'
import { openNative } from '../engine/native.ts'
import { createCompiler } from '../loader/warm/compile.ts'
import { createHooked } from '../loader/warm/hooked.ts'
import { thisProcess } from '../loader/warm/made-for.ts'
import { recordCode } from './code.ts'
import { encode } from './encode.ts'
import { recordImports } from './imports.ts'
import { createNumbering, recordRequires } from './requires.ts'

/** The manifest's root, and the files that are written at the end. */
interface Orders {
  readonly root: string
  readonly cache: string
  readonly sources: string
}

const variable = 'OVERT_WARM'
const text = process.env[variable]
// What the application starts is not recorded.
Reflect.deleteProperty(process.env, variable)
if (text !== undefined) record(JSON.parse(text) as Orders)

function record({ root, cache, sources }: Orders): void {
  const { writeFileSync } = fs
  const opening = openNative(import.meta.dirname)
  if (opening.kind !== 'native') throw new Error(`no native engine can be loaded: ${opening.kind === 'none' ? opening.reasons.join('; ') : ''}`)
  const { binding } = opening
  const { codeCache } = binding.commands()
  const madeFor = thisProcess(root)
  const files = createNumbering()
  const commonjs = recordRequires(root, files)
  const imports = recordImports(root)
  const hooked = createHooked()
  const compiler = createCompiler(process.getBuiltinModule('node:vm'), () => !hooked())
  const recorded = compiler === undefined ? [] : recordCode(root, files, compiler, hooked, binding.digest)

  process.on('exit', () => {
    const code: (readonly [number, Uint8Array])[] = []
    const digests: Record<string, string> = {}
    for (const { file, digest, compiled } of recorded) {
      const made = codeCache(compiled)
      if (made === null) continue
      code.push([file, made])
      digests[files.list[file] ?? ''] = digest
    }
    writeFileSync(cache, encode({ madeFor, files: files.list, commonjs, ...imports }, code))
    writeFileSync(sources, JSON.stringify(digests))
  })
  // A server ends when it is told to, by itself where it listens for that.
  for (const [signal, status] of [['SIGINT', 130], ['SIGTERM', 143]] as const) {
    process.once(signal, () => {
      if (process.listenerCount(signal) === 0) process.exit(status)
    })
  }
}
