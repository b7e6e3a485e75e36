/** What another runtime is told before the program that it runs; after that, words are the program's. Tried with Bun 1.4.5 and Deno 2.9.6. */
export interface Runtime {
  /** Options with which it says something of itself and runs nothing, as the first word. */
  readonly asks: string
  readonly preloads: string
  /** Options whose value is the next word. */
  readonly valued: string
  /** Those of them whose value is what runs. */
  readonly evaluates: string
  /** Words before the program's name. */
  readonly subcommands: string
  /** Those of them behind which what runs need not look like a file. */
  readonly named: string
}
const bun: Runtime = {
  asks: ' --version -v --revision --help -h ',
  preloads: ' --preload --import --require -r ',
  valued: ' --cwd -c --config --env-file --tsconfig-override -d --define -l --loader --conditions --port --title -e --eval -p --print -F --filter --shell --drop --feature --install --console-depth --user-agent --main-fields --unhandled-rejections ',
  evaluates: ' -e --eval -p --print ',
  subcommands: ' run test ',
  named: ' test ',
}
/** `bunx` has no such option; what it runs reads the environment. */
const bunx: Runtime = { ...bun, asks: '', preloads: '' }
export const deno: Runtime = {
  asks: ' --version -V --help -h ',
  // Of Deno, `-r` is `--reload`.
  preloads: ' --preload --import --require ',
  valued: ' -c --config --import-map --ext --location --seed -L --log-level --cert --port --host ',
  evaluates: '',
  subcommands: ' run test bench serve eval repl ',
  named: ' test bench eval repl ',
}
/** Other runtimes, which read no NODE_OPTIONS: overt is in them where they are told its preload. */
export const runtimes: Readonly<Record<string, Runtime>> = { __proto__: null as never, bun, bunx, deno }
