import { loaded, started } from './kinds.ts'
import { ways } from './tree.ts'

/** What runs without being a file, or is named in another way than by its path, and the test that holds it to the manifest. */
export interface Form {
  readonly name: string
  readonly outcome: string
  /** A file of tests below the workspace, and a part of its test's title. */
  readonly test: readonly [file: string, title: string]
  readonly since?: 22 | 26
}

const compiled = 'packages/overt/test/loader/compiled.test.ts'
const forms = 'packages/overt/test/verified/forms.test.ts'
const unverified = 'packages/overt/test/runtime/unverified.test.ts'
const sealed = 'packages/overt/test/loader/sealed.test.ts'

export const otherForms: readonly Form[] = [
  { name: '`-e`, `-p`, standard input, the REPL', outcome: 'refused', test: [unverified, 'what runs from no file is refused in enforce'] },
  { name: 'a snapshot (`--snapshot-blob`)', outcome: 'refused', test: [forms, 'a snapshot is refused'] },
  { name: 'what a single executable embeds', outcome: 'refused', test: [forms, 'what a single executable embeds is refused'], since: 26 },
  { name: 'a worker of a text, `data:` by `import` (22 and later)', outcome: 'refused, unless listed by digest', test: [compiled, 'code in no file runs where its digest is listed'] },
  { name: '`cachedData` of `vm.Script`, `vm.compileFunction`', outcome: 'dropped', test: [unverified, "a code cache that is not its source's does not run in enforce"] },
  { name: '`NODE_COMPILE_CACHE`, `module.enableCompileCache`', outcome: 'stops the start; disabled', test: ['packages/overt/test/loader/verified.test.ts', 'no compile cache beside a manifest'], since: 22 },
  { name: '`Module.prototype._compile`, also with a false name', outcome: 'listed text only', test: [compiled, '_compile runs the listed text of a listed name, and nothing else'] },
  { name: '`require.extensions`, `Module.wrap`', outcome: 'listed text only', test: [compiled, 'require.extensions that the application replaces or adds run listed bytes, or nothing'] },
  { name: 'hooks that are added later', outcome: 'listed text only', test: [compiled, 'load hooks that the application adds answer with listed bytes, or nothing runs'], since: 22 },
  { name: 'real addons, and the shared libraries beside them: changed, exchanged, swapped in a loop', outcome: 'refused', test: [sealed, 'an addon or a library beside it that was changed, exchanged, or has no name is refused'] },
  { name: 'a symbolic link, a folder, a path out of the root', outcome: 'refused', test: ['packages/overt/test/loader/verified.test.ts', "a link in a file's place, a folder in its place, a path out of the root"] },
  { name: 'a FIFO, a device', outcome: 'refused, without waiting', test: [forms, 'a pipe or a device in the place of a file is refused without waiting'] },
  { name: 'a name in another case', outcome: 'not the listed file', test: ['crates/integrity/src/open/tests.rs', 'what_is_not_listed_is_refused'] },
  { name: 'a file that grows while it is read', outcome: 'listed bytes or none', test: ['crates/integrity/src/open/tests.rs', 'a_file_that_grows_and_shrinks_while_it_is_read'] },
  { name: 'listed code that the system would not execute, where it is asked', outcome: 'refused', test: [forms, 'what the system would not execute is refused'] },
  { name: 'the same under SECBIT_EXEC_RESTRICT_FILE; `-e` under SECBIT_EXEC_DENY_INTERACTIVE', outcome: 'refused', test: [forms, 'what a process is held to by its securebits is obeyed unasked'] },
]

/** The lines of Node that the tests run on. */
const lines = [20, 22, 24, 26] as const

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n')
const since = (oldest: number): readonly string[] => lines.map((line) => (line >= oldest ? 'yes' : 'no'))

/** The kinds and the ways of matrix.test.ts, as docs/verified-open.md has them. */
export const kindsTable = (): string => table(['kind', ...lines.map(String), 'tampered with'], [...started, ...loaded].map((kind) => [kind.name, ...since(kind.since), kind.readByNode === true ? 'refused; exchanged while Node reads it, it can lead to another listed file' : 'refused']))

export const waysList = (): string => ways.map(({ name }) => `- ${name}`).join('\n')

/** Everything else, with its tests. */
export const formsTable = (): string =>
  table(['what', ...lines.map(String), 'in enforce', 'test'], otherForms.map(({ name, outcome, since: oldest = 20, test: [file, title] }) => [name, ...since(oldest), outcome, `${file.split('/').at(-1) ?? ''}: ${title}`]))
