import Module from 'node:module'
import { primordials } from '@overt/core'
import type { CodeCheck } from './code-check.ts'
import { named } from './commonjs-patches.ts'
import { createWrapping } from './wrapping.ts'

const { apply, endsWith, startsWith, StringCaptured } = primordials

type Compile = (this: unknown, content: unknown, filename: unknown, ...more: unknown[]) => unknown
const prototype = (Module as unknown as { readonly prototype: { _compile: Compile } }).prototype
const original = prototype._compile
const loader = 'node:internal/modules/cjs/loader'

/** What Node has `_compile` run before code that is in no file, on all four lines. */
const wrapper = `
      globalThis.module = module;
      globalThis.exports = exports;
      globalThis.__dirname = __dirname;
      globalThis.require = require;
      return (main) => main();
    `

/**
 * `Module.prototype._compile`, which everything passes that runs as a CommonJS module, whoever has its text: Node's loader, `require.extensions` that the application
 * replaced, tools that transform. The text must be the one that the manifest lists under that name. One frame of ours stands below a module's own in stack traces.
 */
export function holdCompile(check: CodeCheck, runtimeScript: () => string): void {
  const isWrapped = createWrapping()
  prototype._compile = named(function _compile(this: unknown, content, filename): unknown {
    // An object could be another text each time that it is asked.
    const text = StringCaptured(content)
    const name = typeof filename === 'string' ? filename : ''
    if (isWrapped()) check.wrapped(name)
    // Node has taken the types out of a file that was decided about just now.
    const stripped = (endsWith(name, 'ts') && startsWith(runtimeScript(), loader)) && check.take(name)
    // Node's own, around code that is in no file (`--eval` in monitor, a worker's text): that code is decided about by itself.
    const isNodes = text === wrapper && endsWith(name, '-wrapper')
    if (!stripped && !isNodes) check.check(name, { text, bytes: undefined })
    arguments[0] = text
    return apply(original, this, arguments)
  }, original)
}
