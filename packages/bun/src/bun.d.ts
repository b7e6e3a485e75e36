/** What this package uses of Bun. The types of Bun itself clash with the library that the other packages are checked by. */
declare const Bun: {
  readonly version: string
  readonly main: string
  readonly isMainThread: boolean
  readonly dns: object
  readonly fileURLToPath: (url: string) => string
  readonly resolveSync: (specifier: string, folder: string) => string
  readonly plugin: (plugin: { readonly name: string; setup(build: BunBuild): void }) => void
}

interface BunBuild {
  onResolve(which: { readonly filter: RegExp }, work: (asked: { readonly path: string; readonly importer: string }) => undefined): void
}
