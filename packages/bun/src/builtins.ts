import { like, primordials } from '@overt/core'
import { type Asked, type RaiseBuiltin, watchFilenames } from '@overt/surface'

const { apply, getOwnPropertyDescriptor, getPrototypeOf } = primordials
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null

/** The part of `node:module` that every `require` goes through, of CommonJS, of `createRequire` and of `import.meta`. */
interface Requiring {
  readonly prototype: { require: (this: unknown, request: string) => unknown }
  readonly isBuiltin: (request: string) => boolean
  new (id: string): object
}

const namespaces = ['node', 'bun'] as const

/** Has `requested`, and then `asked`, called before a builtin is imported or required. Bun tells plugins of an `import`, and of a `require` only where its request begins with `node:`. */
export function watchBuiltins(addPlugin: (plugin: Parameters<typeof Bun.plugin>[0]) => void, modules: Requiring, asked: Asked, requested: RaiseBuiltin): void {
  const { isBuiltin, prototype } = modules
  const filename = getOwnPropertyDescriptor(getPrototypeOf(new modules('')) ?? prototype, 'filename')?.get as never
  /** What a `require` was told of: the plugin is told of it too where it begins with `node:`, and takes it out, for a deadline of `vm` goes past every `finally`. */
  let requiring: string | undefined
  addPlugin({
    name: 'overt builtins',
    setup(build) {
      // Bun calls this again when plugins were cleared: a list's iterator may be the application's then.
      for (let i = 0; i < namespaces.length; i++) {
        const namespace = namespaces[i] ?? 'node'
        build.onResolve({ filter: /./, namespace }, ({ path, importer }) => {
          const name = namespace === 'node' ? path : `bun:${path}`
          if (requiring === name || requiring === `node:${name}`) requiring = undefined
          else requested(name, importer)
          asked(path)
          return undefined
        })
      }
    },
  })
  watchFilenames(modules, {
    begin() {
      // Bun asks it once for each name.
    },
    before(name) {
      if (requiring !== name && requiring !== `node:${name}`) requested(name, undefined)
      asked(name)
    },
  })
  const { require } = prototype
  prototype.require = like({
    require(this: unknown, request: string): unknown {
      if (!isBuiltin(request)) return apply(require, this, [request])
      const file = isObject(this) ? apply<unknown>(filename, this, []) : undefined
      requested(request, typeof file === 'string' ? file : undefined)
      asked(request)
      requiring = request
      try {
        return apply(require, this, [request])
      } finally {
        requiring = undefined
      }
    },
  }.require, require)
}
