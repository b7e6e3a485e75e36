// Puts parts of a bundle into functions of their own, which run when they are first asked for (packages/overt/src/preload-parts.ts, docs/design/start-up.md).
import { basename, join } from 'node:path'

/** Where the outputs of the first pass are said to lie. */
const folder = '/parts'
/** The module that the sources import, and that is made here. */
const asked = /(?:^|\/)preload-parts\.ts$/
const importStatement = /^import (?:\{([^}]*)\} from )?"([^"]+)";$/gm
const exportStatement = /^export \{([^}]*)\};$/m

/** What nobody can give another value. */
const constants = new Set(['undefined', 'NaN', 'Infinity'])
/** The modules whose own properties probes replace. */
const patched = /^node_(?:fs|module|process)_/
/** The parts that run at the start, before the application, or not at all. */
const atStart = ['guards', 'hotSwap', 'received', 'recordFile', 'run', 'warm', 'witness']

/** A file of the first pass. @typedef {{ text: string, imports: { from: string, names: Names }[], exports: Names }} File */
/** Names by the names that they have outside. @typedef {Readonly<Record<string, string>>} Names */

/**
 * The two passes: esbuild divides the sources into what the whole and its parts share and what is a part's own, then bundles the whole with each part as a
 * function in it. V8 compiles such a function when it is first called, and until then has none of those inside.
 *
 * @param {import('esbuild').BuildOptions} options of the bundle, with one entry point
 * @param {Readonly<Record<string, string>>} entries the parts' files by the parts' names
 * @returns {Promise<{ entryPoints: string[], plugins: import('esbuild').Plugin[] }>} for the second pass
 */
export async function divided(options, entries) {
  const files = await firstPass(options, entries)
  const own = reached(files, 'whole.js')
  const parts = [...files.keys()].filter((name) => !own.has(name))
  const { Linter } = await import('eslint')
  const late = new Set(Object.keys(entries).filter((name) => !atStart.includes(name)).flatMap((name) => [...reached(files, `${name}.js`)]))
  for (const name of parts) if (late.has(name)) refuseGlobals(new Linter(), name, /** @type {File} */ (files.get(name)))
  return {
    entryPoints: [join(folder, 'whole.js')],
    plugins: [
      {
        name: 'parts',
        setup(build) {
          build.onResolve({ filter: /.*/ }, ({ path }) => ({ path: join(folder, asked.test(path) ? 'parts.js' : basename(path)), namespace: 'parts' }))
          build.onLoad({ filter: /.*/, namespace: 'parts' }, ({ path }) => {
            const name = path.slice(folder.length + 1)
            return { contents: name === 'parts.js' ? joined(files, own, parts, Object.keys(entries)) : (files.get(name)?.text ?? ''), loader: 'js' }
          })
        },
      },
    ],
  }
}

/** @param {import('esbuild').BuildOptions} options @param {Readonly<Record<string, string>>} entries @returns {Promise<Map<string, File>>} */
async function firstPass({ entryPoints, ...options }, entries) {
  const { build } = await import('esbuild')
  const [whole] = /** @type {string[]} */ (entryPoints)
  const { outputFiles } = await build({
    ...options,
    format: 'esm',
    splitting: true,
    minify: false,
    // For the second pass, which makes one map of both: of a part there is none.
    sourcemap: 'inline',
    write: false,
    outdir: folder,
    entryPoints: { whole: /** @type {string} */ (whole), ...entries },
  })
  return new Map(outputFiles.map(({ path, text }) => [path.slice(folder.length + 1), fileOf(text)]))
}

/** @param {string} text @returns {File} */
function fileOf(text) {
  const imports = [...text.matchAll(importStatement)].map(([, names = '', from = '']) => ({ from: from.replace('./', ''), names: namesOf(names) }))
  const exports = Object.fromEntries(Object.entries(namesOf(exportStatement.exec(text)?.[1] ?? '')).map(([local, outside]) => [outside, local]))
  return { text, imports, exports }
}

/**
 * A part may run when the application has run: what it would find under a global's name, or on a module of the runtime that is not what it patches, need not be
 * the runtime's own any more.
 *
 * @param {import('eslint').Linter} linter @param {string} name @param {File} file
 */
function refuseGlobals(linter, name, { text, imports }) {
  const globals = Object.fromEntries(Object.getOwnPropertyNames(globalThis).filter((one) => !constants.has(one)).map((one) => [one, /** @type {const} */ ('off')]))
  const [found] = linter.verify(text, { languageOptions: { globals }, rules: { 'no-undef': 'error' } })
  if (found !== undefined) throw new Error(`the part \`${name}\` may run late: ${found.message} (${text.split('\n')[found.line - 1]?.trim()}); take it from \`primordials\` or captured.ts`)
  for (const { names } of imports) {
    const builtin = Object.keys(names).find((one) => /^node_\w+_default\d*$/.test(one) && !patched.test(one))
    if (builtin !== undefined) throw new Error(`the part \`${name}\` may run late, and reads \`${builtin}\`: import by name what it needs of this module`)
  }
}

/** `a, b as c`. @param {string} text @returns {Names} */
const namesOf = (text) =>
  Object.fromEntries(
    text
      .split(',')
      .map((one) => one.trim().split(' as '))
      .filter(([name]) => name !== '')
      .map(([name = '', other = name]) => [name, other]),
  )

/** @param {Map<string, File>} files @param {string} name @param {Set<string>} [found] */
function reached(files, name, found = new Set()) {
  found.add(name)
  for (const { from } of files.get(name)?.imports ?? []) if (files.has(from) && !found.has(from)) reached(files, from, found)
  return found
}

/**
 * The module `parts`. What a part takes from the whole it has under its own names: those of two parts can be the same.
 *
 * @param {Map<string, File>} files @param {Set<string>} own what the whole is made of @param {readonly string[]} names the other files @param {readonly string[]} entries
 */
function joined(files, own, names, entries) {
  /** @type {Map<string, Map<string, string>>} */
  const taken = new Map()
  let count = 0
  /** @param {string} from @param {string} name */
  const shared = (from, name) => {
    const table = taken.get(from) ?? new Map()
    taken.set(from, table)
    if (!table.has(name)) table.set(name, `shared${count++}`)
    return table.get(name)
  }
  const id = (/** @type {string} */ name) => `part${names.indexOf(name)}`
  const bodies = names.map((name) => {
    const { text, imports, exports } = /** @type {File} */ (files.get(name))
    const given = imports.map(({ from, names: wanted }) => {
      if (asked.test(from)) throw new Error(`the part \`${name}\` asks for parts`)
      const list = Object.entries(wanted)
      if (!own.has(from)) return list.length === 0 ? `${id(from)}()` : `const { ${list.map(([outside, local]) => `${outside}: ${local}`).join(', ')} } = ${id(from)}()`
      return list.length === 0 ? '' : `const ${list.map(([outside, local]) => `${local} = ${shared(from, outside)}`).join(', ')}`
    })
    const body = text.replaceAll(importStatement, '').replace(exportStatement, '').replace(/^\/\/# sourceMappingURL=.*$/m, '')
    return `const ${id(name)} = once(() => {
${given.join('\n')}
${body}
return { ${Object.entries(exports).map(([outside, local]) => `${outside}: ${local}`).join(', ')} }
})`
  })
  return [
    ...[...taken].map(([from, table]) => `import { ${[...table].map(([name, as]) => `${name} as ${as}`).join(', ')} } from './${from}'`),
    'function once(make) { let made; return () => made ??= make() }',
    ...bodies,
    `export const parts = { ${entries.map((name) => `${name}: ${id(`${name}.js`)}`).join(', ')} }`,
  ].join('\n')
}
