import { like, primordials } from '@overt/core'
import type { Asked } from '@overt/surface'

const { apply } = primordials

/** The part of `node:module` that every `require` goes through, of CommonJS, of `createRequire` and of `import.meta`. */
interface Requiring {
  readonly prototype: { require: (this: unknown, request: string) => unknown }
  readonly isBuiltin: (request: string) => boolean
}

/** Has `asked` called before a builtin is imported or required. Bun tells plugins of an `import`, and of a `require` only where its request begins with `node:`. */
export function watchBuiltins(addPlugin: (plugin: Parameters<typeof Bun.plugin>[0]) => void, { prototype, isBuiltin }: Requiring, asked: Asked): void {
  addPlugin({
    name: 'overt builtins',
    setup(build) {
      for (const namespace of ['node', 'bun']) {
        build.onResolve({ filter: /./, namespace }, ({ path }) => {
          asked(path)
          return undefined
        })
      }
    },
  })
  const { require } = prototype
  prototype.require = like({
    require(this: unknown, request: string): unknown {
      if (isBuiltin(request)) asked(request)
      return apply(require, this, [request])
    },
  }.require, require)
}
