import Module from 'node:module'
import { primordials } from '@overt/core'
import { named } from '../commonjs-patches.ts'
import { loadOf } from '../operation.ts'
import type { Requests } from '../requests.ts'
import { textOf } from '../source.ts'
import type { Supply } from '../supply.ts'
import { type CommonJsModule, type Compiler, isMain } from './compile.ts'
import { alignment, type Known } from './layout.ts'
import type { Parent, RequireTable } from './require-table.ts'

const { apply } = primordials
const subarray: (bytes: Uint8Array, start: number, end: number) => Uint8Array = Function.prototype.bind.bind(Function.prototype.call)(Uint8Array.prototype.subarray) as never

type Extension = (this: unknown, module: CommonJsModule, filename: string) => unknown
type ResolveFilename = (this: unknown, request: string, parent: Parent | null | undefined, isMain: boolean, options?: object) => string

interface Internals {
  readonly _extensions: Record<string, Extension>
  _resolveFilename: ResolveFilename
}

const internals = Module as unknown as Internals

/** Answers Node's question which file a `require` means from the table, where the table means the same. Whoever replaces the function later stands before it. */
export function patchFinding(table: RequireTable): void {
  const original = internals._resolveFilename
  internals._resolveFilename = named(function find(this: unknown, request, parent, _isMain, options) {
    if (options === undefined && parent !== null && typeof parent === 'object' && typeof request === 'string') {
      const found = table.find(request, parent)
      if (found !== undefined) return found
    }
    return apply<string>(original, this, arguments)
  }, original)
}

/** The code cache of each file that has one. */
export function cachedCode({ code, files }: Known, root: string, bytes: Uint8Array, start: number): (filename: string) => Uint8Array | undefined {
  const places = { __proto__: null } as unknown as Record<string, readonly [number, number] | undefined>
  for (let i = 0; i < code.length; i++) {
    const place = code[i]
    if (place !== undefined && place[1] % alignment === 0) places[`${root}/${files[place[0]] ?? ''}`] = [start + place[1], start + place[1] + place[2]]
  }
  return (filename) => {
    const place = places[filename]
    return place === undefined ? undefined : subarray(bytes, place[0], place[1])
  }
}

/**
 * Runs the files that have a code cache with it: verified source, verified cache. Everything else, and each file in whose loading the application has a hand,
 * goes Node's way.
 */
export function patchRunning(supply: Supply, requests: Requests, compiler: Compiler, codeOf: (filename: string) => Uint8Array | undefined, hooked: (module: object) => boolean): void {
  const original = internals._extensions['.js']
  if (original === undefined) return
  internals._extensions['.js'] = named(function load(this: unknown, module: CommonJsModule, filename: string): unknown {
    const code = codeOf(filename)
    if (code === undefined || isMain(module) || hooked(module)) return apply(original as never, this, arguments)
    const source = supply.load(loadOf(filename, 'commonjs', requests.take(filename)), true)
    if (source === undefined) return apply(original as never, this, arguments)
    return compiler.run(compiler.compile(textOf(source), filename, code), module, filename)
  }, original)
}
