/** What this package uses of Bun. The types of Bun itself clash with the library that the other packages are checked by. */
declare const Bun: {
  readonly version: string
  readonly main: string
  readonly isMainThread: boolean
  readonly dns: object
  readonly FFI: object
  readonly $: object
  readonly inspect: (value: object) => string
  readonly file: (path: string) => { readonly size: number }
  readonly SHA256: { readonly hash: (bytes: Uint8Array, encoding: 'hex') => string }
  readonly mmap: (path: string, options: { readonly shared: boolean }) => Uint8Array
  readonly fileURLToPath: (url: string) => string
  readonly resolveSync: (specifier: string, folder: string) => string
  readonly plugin: ((plugin: { readonly name: string; setup(build: BunBuild): void }) => void) & { clearAll: () => void }
  readonly JSONC: { parse(text: string): unknown }
  readonly TOML: { parse(text: string): unknown }
  readonly YAML: { parse(text: string): unknown }
  readonly Transpiler: new (options: { readonly loader: string }) => {
    scan(text: string): { readonly exports: readonly string[]; readonly imports: readonly { readonly kind: string }[] }
    transformSync(text: string): string
  }
}

declare const Buffer: { readonly prototype: object }

interface BunBuild {
  onResolve(which: { readonly filter: RegExp; readonly namespace?: string }, work: (asked: { readonly path: string; readonly importer: string }) => undefined): void
  onLoad(which: { readonly filter: RegExp }, work: (asked: { readonly path: string }) => { readonly contents: string; readonly loader: string } | { readonly loader: 'object'; readonly exports: Readonly<Record<string, unknown>> }): void
}
