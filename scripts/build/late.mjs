// Modules of the bundles for Deno and Bun that are made when one of their functions is first called (docs/design/start-up.md).
import { dirname, join } from 'node:path'
import { root } from '../run/root.mjs'

const entry = join(root, 'packages/core/src/commands/index.ts')
const importStatement = /^import \{([^}]*)\} from "([^"]+)";$/gm
const exportStatement = /^export \{([^}]*)\};$/m
const isPrimordials = /[\\/]primordials\.ts$/

/**
 * `@overt/core/commands` as one function, which runs when the first process is started: a start that starts none does not make the functions inside it. They run when the application has run: the part of
 * Node's preload that has them too is refused where it names a global (parts.mjs).
 *
 * @type {import('esbuild').Plugin}
 */
export const late = {
  name: 'late',
  setup({ onResolve, onLoad, esbuild: { build } }) {
    onResolve({ filter: /^@overt\/core\/commands$/ }, () => ({ path: entry, namespace: 'late' }))
    onLoad({ filter: /.*/, namespace: 'late' }, async () => {
      const { outputFiles: [file] } = await build({
        bundle: true,
        format: 'esm',
        platform: 'neutral',
        target: 'esnext',
        write: false,
        logLevel: 'silent',
        entryPoints: [entry],
        plugins: [{ name: 'primordials', setup: ({ onResolve: resolve }) => { resolve({ filter: isPrimordials }, ({ path, resolveDir }) => ({ path: join(resolveDir, path), external: true })) } }],
      })
      return { contents: made(file?.text ?? ''), loader: 'js', resolveDir: dirname(entry) }
    })
  },
}

/** @param {string} text */
function made(text) {
  const names = (exportStatement.exec(text)?.[1] ?? '').split(',').map((name) => name.trim())
  if (names.some((name) => !/^\w+$/.test(name))) throw new Error(`\`${entry}\` must export functions, each by its own name: ${names.join()}`)
  const body = text.replaceAll(importStatement, '').replace(exportStatement, '')
  return [
    ...[...text.matchAll(importStatement)].map(([statement]) => statement),
    'let functions',
    `const make = () => functions ??= (() => {\n${body}\nreturn { ${names.join(', ')} }\n})()`,
    ...names.map((name) => `export const ${name} = (first, second) => make().${name}(first, second)`),
  ].join('\n')
}
