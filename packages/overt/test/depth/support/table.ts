/** What is promised of Node in depth, and the tests, benches and commands that show it. */
export interface Row {
  readonly what: string
  /** Each a file below the workspace and a part of it: of a test its title. */
  readonly shown: readonly (readonly [file: string, part: string])[]
}

/** Rows under one heading. */
export interface Part {
  readonly heading: string
  readonly rows: readonly Row[]
}

const probe = (path: string): string => `packages/overt/test/probes/${path}.test.ts`
const runtime = (path: string): string => `packages/overt/test/runtime/${path}.test.ts`
const loader = (path: string): string => `packages/overt/test/loader/${path}.test.ts`
const row = (what: string, ...shown: Row['shown']): Row => ({ what, shown })

export const parts: readonly Part[] = [
  {
    heading: 'Events',
    rows: [
      row('every event of the schema is raised by a probe; the list of those to come is empty', ['packages/overt/test/schema.test.ts', 'the list of those to come only shrinks']),
      row('what a version cannot raise is a gap, and `overt events` says it', [runtime('install'), 'an event that is first wanted after the start'], ['packages/overt/test/cli/main.test.ts', 'events']),
      row('files, in every form, once, with every field', [probe('open/fs'), 'every form of opening is raised once, with its fields'], [probe('files/files'), 'every form of looking at and changing files is raised once']),
      row('processes and what they become', [probe('process/process'), 'every form of starting a process is raised once'], [runtime('execve'), 'what a process becomes by execve']),
      row('connections, names, requests, TLS, listening, datagrams', [probe('network/net'), 'every connection is raised once'], [probe('network/resolve'), 'each question to a name server is raised once'], [probe('network/http'), 'each request is raised once, before its connection'], [probe('network/tls'), 'a session of TLS is raised once'], [probe('network/listen'), 'listening is raised once']),
      row('strings that become code, `vm`, WebAssembly', [probe('code/code'), 'each string that becomes code is raised once'], [probe('code/compile'), 'code.compile is raised once for each'], [probe('code/wasm'), 'WebAssembly is raised once when it is compiled']),
      row('modules, builtins, native code, SQLite, FFI, WASI', [loader('events'), 'each load is raised once, whoever asks'], [probe('modules/modules'), 'each request for a module of the runtime is raised once'], [probe('native/native'), 'module.native is raised once for each library'], [probe('sqlite/sqlite'), 'each database is raised once']),
      row('environment, inspector, reports, workers, uncaught errors', [probe('environment/env'), 'the object behaves as before'], [probe('diagnostics/inspector'), 'each session of the inspector is raised once'], [probe('inside'), 'is raised once in every form, and refused']),
      row('from `process.binding`, `getBuiltinModule`, `import`; captured before or after', [runtime('install'), 'asking for a binding patches it first'], [runtime('es-imports'), 'imported after the start or before'], [probe('late'), 'a gap says that it is late']),
    ],
  },
  {
    heading: 'Refusal',
    rows: [
      row("arrives as the platform's own error would", [probe('open/fs'), "a refusal arrives as the runtime's own error would, once"], [probe('files/files'), "a refusal is told as the platform's own error, once"], [probe('process/process'), 'a refusal is thrown, once, and nothing is started']),
      row('of a connection and of a datagram it is no uncaught exception', [probe('network/net'), 'a refusal destroys the socket with the very error'], [probe('network/listen'), 'a datagram that is refused is not sent']),
      row('`AuditError` has code, event, rule and message', [runtime('hooks'), 'rules refuse in enforce only, hooks in both modes'], [runtime('uncaught-refusal'), 'a refusal that nobody catches ends the process with its name and message']),
      row('`kill`: the record is on the disk, and no handler runs', [runtime('install'), 'kill: the record is on the disk']),
    ],
  },
  {
    heading: 'Shell lines, workers, children',
    rows: [
      row('one `process.command` for each simple command; a rule on one refuses the line', [probe('process/command'), 'every simple command of a shell line is raised once'], [probe('process/command'), 'a rule on the image of one refuses the whole line']),
      row('what cannot be parsed is said', [probe('process/command'), 'what is not known is said'], ['crates/shell/tests/any_line.rs', '#[test]']),
      row('a worker with any options', [runtime('workers'), 'every worker is audited under the same rules, whatever its options are'], [runtime('workers'), 'the native class behind a worker is out of reach'], [runtime('web-workers'), 'a global Worker is audited under the same rules']),
      row('a child that is node, whatever its environment; `npm run`, `npx`, cluster', [runtime('children'), 'every child that is node is audited with the same settings'], [runtime('children'), 'what `npm run` and `npx` start is audited'], [runtime('children'), 'the workers of a cluster are audited']),
      row('configuration by digest', [runtime('children'), 'a file that changed between parent and child']),
      row('a child that cannot be audited is a gap', [runtime('children'), 'what can be seen to go without is a gap'], [probe('process/unaudited'), 'lost in a shell line']),
      row('a child that is Deno or Bun gets its preload and the configuration, from Node, Deno and Bun; one that is not told them is a gap', [probe('process/other-runtimes'), 'not told: '], ['packages/surface/test/hosts/settings-told.test.ts', 'a thread below it starts is given the same configuration'], ['packages/surface/test/hosts/handover.test.ts', 'test('], ['packages/surface/test/hosts/other-runtimes.test.ts', 'is audited, whatever its environment is'], ['packages/surface/test/hosts/other-runtimes-held.test.ts', 'a worker hands its children']),
      row('several processes and threads write one record, and it verifies', [runtime('record'), 'workers and processes append to one file'], ['packages/overt/test/cli/log-verify.test.ts', 'two streams, mixed, are whole']),
    ],
  },
  {
    heading: 'Ways round',
    rows: [
      row('what was judged is what is done, whatever the arguments are made of, and where the working folder changes meanwhile', [probe('files/files-property'), 'what was judged is what is done'], [probe('odd-arguments'), 'who is asked and what is started is what was judged'], [probe('cut-by-nul'), 'what native code cuts off at a NUL'], [probe('files/working-folder'), 'a working folder that changes while an operation']),
      row('prototypes, globals and bindings that are replaced', [runtime('copies'), 'what the application does to prototypes and globals neither changes nor sees a record'], [runtime('copies'), 'the addon gives nothing to a second load']),
      row('what is put on `Object.prototype`: an accessor for every name that the preload reads, or that the runtime looks for in its bindings', [runtime('object-prototype'), "nothing of overt's own is looked up on `Object.prototype`"], [loader('object-prototype'), "nothing of overt's own is looked up on"], [runtime('transferred'), 'an accessor on `Object.prototype` for a name that a binding']),
      row('an object sent between threads, or cloned, whose class is forged: it gives none of the functions of the runtime', [runtime('transferred'), 'an object whose class is forged gives code none']),
      row('what lies behind a proxy of overt: neither the class of workers nor the environment is had by looking through one', [runtime('behind-proxies'), 'what stands behind a proxy of overt'], [runtime('behind-proxies'), 'nor is it the environment']),
      row('an exhausted stack, a deadline of `vm`, a termination', [runtime('ends'), 'an exhausted stack in a hook or in overt refuses'], [runtime('ends'), 'a vm timeout inside a hook leaves the guard clear']),
      row('re-entry: rules judge inside hooks', [runtime('hooks'), 'inside a hook rules still judge']),
      row('compile caches and `cachedData`', [runtime('unverified'), "a code cache that is not its source's does not run"], [loader('verified'), 'no compile cache beside a manifest']),
      row('the record and its descriptor', [runtime('own-record'), 'reaches the record']),
      row('a preload before overt', [runtime('workers'), 'what a worker runs before overt is a gap']),
      row('`core.tamper`: seen, refused, and not visible', [probe('tamper/tamper'), 'replacing a function of the list is raised once, and works'], [probe('tamper/tamper'), 'each function of the list is watched']),
    ],
  },
  {
    heading: 'Who did it',
    rows: [
      row("the package from V8's stack; evaluated and claimed code is nobody's", ['crates/binding/tests/cases/attribution.cjs', 'Neither a limit on traces nor a prepared one changes anything'], [probe('code/compile'), "code under the name of another package's file is not named as that package"]),
      row('stacks that are kept name whom reading names', ['crates/binding/tests/cases/kept.cjs', 'exports'], ['crates/binding/tests/cases/kept-addresses.cjs', 'exports']),
      row('npm, pnpm, Yarn unplugged, Plug\'n\'Play and its archives, workspaces, links, bundles with maps', [probe('code/layouts'), 'packages of npm, pnpm and yarn, of a workspace and of a bundle'], [probe('code/layouts'), 'a package in an archive of Yarn']),
      row('code that a tool changes while it is loaded', [probe('code/transformed'), "code that a listed transformer changed is its file's package's; forged code is not"], [probe('code/transformed'), "the thread of the transformers is out of the application's reach"]),
      row('tools, `npx`, pm2 and hosts of functions are not the application', [runtime('application-root'), 'the host of a function runs the application that it says it loads'], [runtime('application-root'), 'pm2 runs the application that it names']),
      row('`phase`', [runtime('phase'), 'a script of an installation is']),
      row('`request.route`, `request.id`; what they cost', [runtime('requests'), 'has its route and its id'], ['bench/cases/await.cjs', 'await']),
    ],
  },
  {
    heading: 'Cost',
    rows: [
      row('real programs, four set-ups', ['bench/workloads/run.mjs', 'setups']),
      row('instructions and allocations, with a snapshot', ['bench/cost/run.mjs', 'snapshot.json']),
      row('nothing is patched or loaded where nobody asks', [probe('untouched'), 'what nobody asks for keeps its original functions, and loads nothing'], [runtime('builtin-loads'), 'a start loads no module of the runtime']),
      row('the verdict cache answers what the engine would', [runtime('known-calls'), 'what is known of a call is known of no other'], ['packages/core/test/cache.test.ts', 'test(']),
      row('prefilters let nothing go that matches', ['packages/overt/test/engine/prefilter.test.ts', 'what a rule matches is never let go']),
    ],
  },
  {
    heading: 'It never breaks the application',
    rows: [
      row("Node's own tests", ['scripts/node-suite.mjs', "Node's own tests as the oracle"], ['.github/workflows/nightly.yml', 'node scripts/node-suite.mjs']),
      row('the suites of widely used packages', ['scripts/package-suites.mjs', 'The test suites of widely used packages']),
      row("the stacks of the platform's errors have no frame of overt's, nor what is printed of one that nobody catches (frames that are left out count towards `Error.stackTraceLimit`)", [runtime('own-frames'), "the stacks of the platform's errors are what they are without overt"], [runtime('stack-traces'), 'what is printed of errors while modules are loaded is what it is without overt']),
      row('the same output, with hooks of the loader too', [loader('transparency'), 'the same output as without']),
      row('load, an output that blocks or fills, SIGKILL at any moment', ['scripts/soak.mjs', 'is killed (SIGKILL) at a random moment'], [runtime('record'), 'a full disk: monitor goes on'], [runtime('output'), 'a write that is taken in parts, or waits']),
      row('a one-liner that downloads, decodes and runs code is one readable chain (PEP 551)', [runtime('pep551'), 'a line that downloads, decodes and runs code is one readable chain']),
    ],
  },
]

const cell = (shown: Row['shown']): string => [...new Set(shown.map(([file]) => `\`${file.replace('packages/overt/test/', '').replace('.test.ts', '')}\``))].join(', ')

/** The tables, as docs/depth.md has them. */
export const tables = (): string => parts.map(({ heading, rows }) => `## ${heading}\n\n| what | shown by |\n| --- | --- |\n${rows.map(({ what, shown }) => `| ${what} | ${cell(shown)} |`).join('\n')}`).join('\n\n')
