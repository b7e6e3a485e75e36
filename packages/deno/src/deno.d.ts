/** What this package uses of Deno. The types of Deno itself bring all of its library, which clashes with the one that the other packages are checked by. */
declare namespace Deno {
  interface FsFile {
    writeSync(bytes: Uint8Array): number
    syncDataSync(): void
    readSync(into: Uint8Array): number | null
    seekSync(offset: number, whence: number): number
    close(): void
  }
  const FsFile: { readonly prototype: FsFile }
  const permissions: { querySync(permission: object): object }
  const env: { get(name: string): string | undefined; has(name: string): boolean; set(name: string, value: string): void; delete(name: string): void; toObject(): Record<string, string> }
  const version: { readonly deno: string }
  const build: { readonly os: string }
  const pid: number
  const args: readonly string[]
  const mainModule: string
  const stderr: { writeSync(bytes: Uint8Array): number }
  const internal: symbol
  function cwd(): string
  function execPath(): string
  function exit(code: number): never
  function kill(pid: number, signal: string): void
  function readFileSync(path: string): Uint8Array
  function readDirSync(path: string): Iterable<{ readonly name: string; readonly isDirectory: boolean }>
  function readLinkSync(path: string): string
  function realPathSync(path: string): string
  function statSync(path: string): { readonly isFile: boolean; readonly isDirectory: boolean; readonly mode: number | null }
  function openSync(path: string, options?: { readonly append: boolean; readonly create: boolean; readonly mode: number }): FsFile
  interface ForeignFunction {
    readonly parameters: readonly ('usize' | 'u8' | 'u32' | 'i64')[]
    readonly result: 'usize' | 'u8' | 'u32' | 'i32' | 'void'
  }
  function dlopen(path: string, functions: Readonly<Record<string, ForeignFunction>>): { readonly symbols: Readonly<Record<string, unknown>> }
  const UnsafePointer: { create(address: bigint): object | null }
  const UnsafePointerView: { getArrayBuffer(pointer: object, length: number): ArrayBuffer }
}
