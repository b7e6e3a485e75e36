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
const hookThread = 'packages/overt/test/loader/hook-thread.test.ts'
const forms = 'packages/overt/test/verified/forms.test.ts'
const unverified = 'packages/overt/test/runtime/unverified.test.ts'
const sealed = 'packages/overt/test/loader/sealed.test.ts'

export const otherForms: readonly Form[] = [
  { name: '`-e`, `-p`, standard input, the REPL', outcome: 'refused', test: [unverified, 'what runs from no file is refused in enforce'] },
  { name: 'a snapshot (`--snapshot-blob`)', outcome: 'refused', test: [forms, 'a snapshot is refused'] },
  { name: 'what a single executable embeds', outcome: 'refused', test: [forms, 'what a single executable embeds is refused'] },
  { name: 'a worker of a text, `data:` by `import` (22 and later)', outcome: 'refused, unless listed by digest', test: [compiled, 'code in no file runs where its digest is listed'] },
  { name: '`cachedData` of `vm.Script`, `vm.compileFunction`', outcome: 'dropped', test: [unverified, "a code cache that is not its source's does not run in enforce"] },
  { name: '`NODE_COMPILE_CACHE`, `module.enableCompileCache`', outcome: 'stops the start; disabled', test: ['packages/overt/test/loader/verified.test.ts', 'no compile cache beside a manifest'], since: 22 },
  { name: '`Module.prototype._compile`, also with a false name', outcome: 'listed text only', test: [compiled, '_compile runs the listed text of a listed name, and nothing else'] },
  { name: '`require.extensions`, `Module.wrap`', outcome: 'listed text only', test: [compiled, 'require.extensions that the application replaces or adds run listed bytes, or nothing'] },
  { name: 'hooks that are added later', outcome: 'listed text only', test: [compiled, 'load hooks that the application adds answer with listed bytes, or nothing runs'], since: 22 },
  { name: 'the thread of `module.register` and `--experimental-loader`', outcome: 'listed files only (22), refused (20, 24, 26)', test: [hookThread, "in the thread for module.register, and by a loader's option, no unlisted code runs"] },
  { name: 'the global `Worker` (`--experimental-web-worker`)', outcome: 'refused', test: ['packages/overt/test/runtime/web-workers.test.ts', 'with a manifest in enforce a global Worker is refused'], since: 26 },
  { name: '`ShadowRealm` (`--experimental-shadow-realm`)', outcome: 'stops the start', test: [unverified, 'where a module can be imported into a ShadowRealm, which Node reads by itself, enforce does not start'] },
  { name: 'a virtual file system (`--experimental-vfs`): modules in it, `--vfs-load`', outcome: 'refused', test: [unverified, 'what lies in a virtual file system is in no file that is listed: refused in enforce, and runs in monitor'], since: 26 },
  { name: 'options of Node in a file (`--experimental-config-file`)', outcome: 'refused', test: [forms, 'a snapshot is refused'], since: 22 },
  { name: 'real addons, and the shared libraries beside them: changed, exchanged, swapped in a loop', outcome: 'refused', test: [sealed, 'an addon or a library beside it that was changed, exchanged, or has no name is refused'] },
  { name: 'a symbolic link, a folder, a path out of the root', outcome: 'refused', test: ['packages/overt/test/loader/verified.test.ts', "a link in a file's place, a folder in its place, a path out of the root"] },
  { name: 'a FIFO, a device', outcome: 'refused, without waiting', test: [forms, 'a pipe or a device in the place of a file is refused without waiting'] },
  { name: 'a name in another case', outcome: 'not the listed file', test: ['crates/integrity/src/open/tests.rs', 'what_is_not_listed_is_refused'] },
  { name: 'the same where the file system does not tell them apart (exFAT)', outcome: 'refused', test: ['packages/overt/test/verified/case.test.ts', 'a listed file under a name in another case is not the listed file'] },
  { name: 'a file that grows while it is read', outcome: 'listed bytes or none', test: ['crates/integrity/src/open/tests.rs', 'a_file_that_grows_and_shrinks_while_it_is_read'] },
  { name: 'listed code that the system would not execute, where it is asked', outcome: 'refused', test: [forms, 'what the system would not execute is refused'] },
  { name: 'the same under SECBIT_EXEC_RESTRICT_FILE; `-e` under SECBIT_EXEC_DENY_INTERACTIVE', outcome: 'refused', test: [forms, 'what a process is held to by its securebits is obeyed unasked'] },
]

const integrity = (file: string, title: string): readonly [string, string] => [`crates/integrity/${file}`, title]
const commandTests = (file: string, title: string): readonly [string, string] => [`packages/overt/test/cli/${file}`, title]

/** What holds for `overt lock`, `overt verify` and the files of a manifest, and the test of it. */
export const reliability: readonly { readonly name: string; readonly test: readonly [file: string, title: string] }[] = [
  { name: 'a lock that is interrupted, after each step', test: integrity('src/manifest/replace.rs', 'after_each_step_the_old_manifest_or_the_new_one_is_whole') },
  { name: 'a lock that is killed, at any moment', test: commandTests('tree.test.ts', 'a lock that is killed at any moment leaves a whole manifest') },
  { name: 'text and index always agree', test: integrity('src/manifest/tests.rs', 'text_and_index_say_the_same') },
  { name: 'text and index that do not agree are refused', test: integrity('src/lock/tests.rs', 'a_text_that_says_something_else_than_the_index_is_refused') },
  { name: 'changed manifests: none is believed', test: integrity('tests/mutations.rs', 'a_changed_manifest_is_refused') },
  { name: 'any bytes as text, index, head: an answer', test: integrity('src/manifest/tests.rs', 'any_bytes_are_answered') },
  { name: 'the same, guided by coverage', test: ['fuzz/fuzz_targets/manifest_text.rs', 'fuzz_target!'] },
  { name: 'the same of the index', test: ['fuzz/fuzz_targets/manifest_index.rs', 'fuzz_target!'] },
  { name: 'the same of a signature', test: ['fuzz/fuzz_targets/manifest_signature.rs', 'fuzz_target!'] },
  { name: 'files and folders that cannot be read', test: commandTests('tree.test.ts', 'what cannot be read: lock names it and writes nothing, verify finds it') },
  { name: '10,000 folders in each other', test: integrity('src/tree/tests.rs', 'a_tree_of_ten_thousand_levels') },
  { name: 'names with line breaks', test: commandTests('tree.test.ts', 'names with line breaks and control characters: listed, verified, and printed harmlessly') },
  { name: 'names that are not UTF-8: lock refuses them and says which', test: commandTests('tree.test.ts', 'a name that is not UTF-8 is refused, and said') },
  { name: 'files that grow and shrink while they are hashed', test: integrity('src/read/hashed/tests.rs', 'a_file_that_grows_and_shrinks_has_the_digest_of_a_length_that_it_had') },
  { name: 'pipes and devices among the files', test: integrity('src/read/hashed/tests.rs', 'what_is_no_regular_file_has_no_digest') },
  { name: '`minisign -V` accepts our signature, and we accept its', test: commandTests('signature.test.ts', 'minisign checks our signature, signs with our key, and its own signature is accepted') },
  { name: '`b3sum --check` accepts the text of any names', test: commandTests('signature.test.ts', 'b3sum accepts the text of any names that a manifest can hold, and finds a change') },
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

/** What holds for the commands and the files, with its tests. */
export const reliabilityTable = (): string => table(['what', 'test'], reliability.map(({ name, test: [file, title] }) => [name, `${file.split('/').slice(-2).join('/')}: ${title}`]))
