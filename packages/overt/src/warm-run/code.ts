import fs from 'node:fs'
import Module from 'node:module'
import { type CommonJsModule, type Compiler, isMain } from '../loader/warm/compile.ts'
import { mayImport } from './may-import.ts'
import { below, type Numbering } from './requires.ts'

type Extension = (this: unknown, module: CommonJsModule, filename: string) => unknown
const extensions = (Module as unknown as { readonly _extensions: Record<string, Extension> })._extensions

type Compiled = ReturnType<Compiler['compile']>

/** What was compiled from a file. */
export interface Recorded {
  readonly file: number
  /** BLAKE3 of the file that was read. */
  readonly digest: string
  readonly compiled: Compiled
}

/** Compiles CommonJS as a verified start-up will, and keeps what was compiled; V8 makes the code caches of it at the end, when it is known what was used. */
export function recordCode(root: string, files: Numbering, compiler: Compiler, hooked: (module: object) => boolean, digest: (bytes: Uint8Array) => string): readonly Recorded[] {
  const recorded: Recorded[] = []
  const original = extensions['.js']
  if (original === undefined) return recorded
  const isCommonJs = createFormats(root)

  extensions['.js'] = function load(module, filename) {
    const file = below(root, filename)
    if (file === undefined || isMain(module) || hooked(module) || !isCommonJs(filename)) return original.call(this, module, filename)
    const bytes = fs.readFileSync(filename)
    const source = bytes.toString('utf8')
    const compiled = mayImport(source) ? undefined : tried(() => compiler.compile(source, filename, undefined))
    if (compiled === undefined) return original.call(this, module, filename)
    recorded.push({ file: files.number(file), digest: digest(bytes), compiled })
    return compiler.run(compiled, module, filename)
  }
  return recorded
}

/** What does not compile as CommonJS is Node's to judge: an ES module without a sign of it, or an error. */
function tried(compile: () => Compiled): Compiled | undefined {
  try {
    return compile()
  } catch {
    return undefined
  }
}

/** Whether a file's name and its package.json leave it to be CommonJS. */
function createFormats(root: string): (filename: string) => boolean {
  const types = new Map<string, string | undefined>()

  function typeOf(folder: string): string | undefined {
    if (types.has(folder)) return types.get(folder)
    const found = typeIn(folder)
    const type = found === undefined && folder.length > root.length ? typeOf(folder.slice(0, folder.lastIndexOf('/'))) : (found ?? undefined)
    types.set(folder, type)
    return type
  }

  return (filename) => filename.endsWith('.cjs') || (filename.endsWith('.js') && (typeOf(filename.slice(0, filename.lastIndexOf('/'))) ?? 'commonjs') === 'commonjs')
}

/** `type` of the package.json in a folder; null where it names none, undefined where there is no package.json. */
function typeIn(folder: string): string | null | undefined {
  if (folder.endsWith('/node_modules')) return null
  try {
    const { type } = JSON.parse(fs.readFileSync(`${folder}/package.json`, 'utf8')) as { readonly type?: string }
    return type ?? null
  } catch {
    return undefined
  }
}
