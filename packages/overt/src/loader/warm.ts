import process from 'node:process'
import nodeUrl from 'node:url'
import { cachedCode, patchFinding, patchRunning } from './warm/commonjs.ts'
import { createCompiler } from './warm/compile.ts'
import { createHooked } from './warm/hooked.ts'
import { createImportTable, type ImportTable } from './warm/import-table.ts'
import { decode, type Known } from './warm/layout.ts'
import { mismatch } from './warm/made-for.ts'
import { createRequireTable, hasGlobalPathBelow } from './warm/require-table.ts'
import type { Requests } from './requests.ts'
import type { Supply } from './supply.ts'

/** What `overt lock --warm` kept, verified and made for this process. */
export interface Warm {
  /** How `import` resolves; undefined where nothing is known of it. */
  readonly imports: ImportTable | undefined
  /** Patches the CommonJS loader. */
  install(supply: Supply, requests: Requests): void
}

/** A start-up cache that serves this process, or why it does not, in words. */
export type WarmOpening = Warm | string

/**
 * Opens a start-up cache whose bytes were compared with the manifest's head. Nobody but this module may have the bytes: V8 runs them.
 *
 * @param root the manifest's root: absolute, without links
 */
export function openWarm(bytes: Uint8Array, root: string): WarmOpening {
  const { known, start } = decode(bytes)
  const why = mismatch(known.madeFor, root)
  if (why !== undefined) return why
  if (hasGlobalPathBelow(root)) return 'a folder in which Node looks for packages of every application lies in this one'
  // Before a probe replaces anything in it: what is compiled here is the loader's, and claims no name.
  const { compileFunction, constants } = process.getBuiltinModule('node:vm')
  return {
    imports: importsOf(known, root),
    install(supply, requests) {
      patchFinding(createRequireTable(known, root))
      if (known.code.length === 0) return
      const hooked = createHooked()
      const compiler = createCompiler({ compileFunction, constants }, () => !hooked())
      if (compiler !== undefined) patchRunning(supply, requests, compiler, cachedCode(known, root, bytes, start), hooked)
    },
  }
}

/** A resolve hook makes each `require` dearer: it has to pay. */
function importsOf(known: Known, root: string): ImportTable | undefined {
  const imports = createImportTable(known, nodeUrl.pathToFileURL(root).href)
  return imports.size > Object.keys(known.commonjs).length ? imports : undefined
}
