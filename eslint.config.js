import js from '@eslint/js'
import { defineConfig, globalIgnores } from 'eslint/config'
import typescript from 'typescript-eslint'

/**
 * A zone: what its files may import. The arrows of docs/architecture.md are held here.
 *
 * @param {string} name
 * @param {string[]} files
 * @param {{ regex: string, message: string }[]} patterns each names what may not be imported, and why
 * @param {string[]} [ignores]
 */
function zone(name, files, patterns, ignores = []) {
  /** @type {['error', { patterns: { regex: string, message: string }[] }]} */
  const rule = ['error', { patterns }]
  return { name, files, ignores, rules: { 'no-restricted-imports': rule } }
}

const foreign = { regex: '^(?!node:|\\.{1,2}/|@overt/core(?:/commands)?$)', message: 'packages/overt has no dependency but @overt/core: what is imported here is paid for by every application.' }
const command = { regex: '(^|/)cli/', message: 'The command is the top floor: it imports, nothing imports it.' }
const probes = { regex: '(^|/)probes/', message: 'What runs after a probe knows nothing of probes: the way of an event is probes -> core.' }
const outward = (/** @type {string} */ allowed) => ({
  regex: `^(?!@overt/core(?:/commands)?$|node:|${allowed})`,
  message: 'A probe knows its domain, what probes share (../patch.ts, ../path.ts, ...) and @overt/core. Two probes that need each other are one domain; the rest comes through `Audit`.',
})

const iterators = 'uses an iterator, and the application can replace %ArrayIteratorPrototype%.next: '
const replaceable = [
  { selector: 'ForOfStatement', message: `\`for..of\` ${iterators}count with an index.` },
  { selector: ':matches(CallExpression, NewExpression) > SpreadElement', message: `A spread argument ${iterators}call \`apply\` of primordials.ts.` },
  { selector: 'ArrayExpression > SpreadElement', message: `A spread in an array ${iterators}copy with an index and \`append\` of primordials.ts.` },
  { selector: 'ArrayPattern', message: `Array destructuring ${iterators}read the elements by index.` },
  {
    selector: ':function CallExpression[callee.name=/^(Array|BigInt|Boolean|Number|Object|String|Symbol|isFinite|isNaN|parseFloat|parseInt)$/]',
    message: 'The application can give the name to another function: take what primordials.ts has (`NumberCaptured`), or `!!value`.',
  },
]

export default defineConfig(
  // crates/*/tests/cases holds programs that are run as cases: they are odd on purpose.
  globalIgnores(['crates/*/tests/cases/', '**/dist/', '**/node_modules/', 'target/', '.node20/', '.runtimes/', '.demo/', 'scripts/package-suites/builds/']),
  js.configs.recommended,
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    name: 'typescript',
    files: ['packages/*/src/**/*.ts', 'packages/*/test/**/*.ts'],
    extends: [typescript.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: ['packages/*/tsconfig.json', 'tsconfig.test.json'], tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // Digits and booleans in a text read as they are.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // `() => expression` is how a callback without a result is written here.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // What the application hands over is thrown on as it came, an Error or not.
      '@typescript-eslint/only-throw-error': ['error', { allowThrowingUnknown: true, allowThrowingAny: false }],
      // An index below `length` is written with `?? ''`: noUncheckedIndexedAccess does not know the bound; and what comes from outside may not be what its type says.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // A cast at a boundary is a generic function whose parameter appears once (`uncurry` of primordials.ts).
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // An event without fields of its own is `{}` in the generated types.
      '@typescript-eslint/no-empty-object-type': ['error', { allowObjectTypes: 'always' }],
      // primordials.ts takes methods from prototypes, which is its whole purpose; they are called with `this` through Reflect.apply.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    name: 'captured before the application',
    files: ['packages/core/src/**/*.ts', 'packages/overt/src/{probes,loader,output}/**/*.ts', 'packages/{surface,deno,bun}/src/probes/**/*.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...replaceable],
      // A rest parameter is made anew for each call, and handing it on needs its iterator or a list: `arguments` goes to `apply` as it came.
      'prefer-rest-params': 'off',
      // for..of is what this rule would ask for.
      '@typescript-eslint/prefer-for-of': 'off',
    },
  },
  zone('core', ['packages/core/src/**/*.ts'], [
    { regex: '^(?!\\.{1,2}/)', message: '@overt/core knows no runtime: it imports nothing but its own files.' },
    { regex: '^\\.\\./\\.\\./', message: '@overt/core imports nothing outside packages/core/src.' },
  ]),
  zone('overt', ['packages/overt/src/**/*.ts'], [foreign, command], ['packages/overt/src/cli/**', 'packages/overt/src/engine/wasi*.ts', 'packages/overt/src/engine/wasi/**']),
  zone('overt, the command', ['packages/overt/src/cli/**/*.ts'], [foreign]),
  zone('overt, the engine for WASI', ['packages/overt/src/engine/wasi*.ts', 'packages/overt/src/engine/wasi/**/*.ts'], [
    { regex: '^(?!node:|\\.{1,2}/|@overt/core$|@napi-rs/wasm-runtime$)', message: 'The engine for WASI needs @napi-rs/wasm-runtime and nothing else.' },
    command,
  ]),
  zone('overt, what serves', ['packages/overt/src/{engine,output,loader}/**/*.ts'], [foreign, command, probes], ['packages/overt/src/engine/wasi*.ts', 'packages/overt/src/engine/wasi/**']),
  zone('overt, what probes share', ['packages/overt/src/probes/*.ts'], [outward('\\./|\\.\\./captured\\.ts$')]),
  zone('overt, a probe', ['packages/overt/src/probes/*/**/*.ts'], [outward('\\./|\\.\\./[a-z-]+\\.ts$|\\.\\./\\.\\./captured\\.ts$')]),
  zone('surface', ['packages/surface/src/**/*.ts'], [
    { regex: '^(?!\\.{1,2}/|@overt/core(?:/commands)?$)', message: 'What Deno and Bun share imports no runtime: what it needs of one is handed to it.' },
  ]),
  zone('deno', ['packages/deno/src/**/*.ts'], [
    { regex: '^(?!\\.{1,2}/|@overt/core$|@overt/surface$)', message: 'An import of a builtin here would keep its originals for everybody: take it by `process.getBuiltinModule`.' },
  ]),
  zone('bun', ['packages/bun/src/**/*.ts'], [
    { regex: '^(?!\\.{1,2}/|@overt/core$|@overt/surface$)', message: 'An import of a builtin here would keep its originals for everybody: take it by `process.getBuiltinModule`.' },
  ]),
  {
    name: 'scripts',
    files: ['**/*.{js,mjs,cjs}'],
    // tsconfig.scripts.json type-checks these: the compiler knows every global.
    rules: { 'no-undef': 'off' },
  },
)
