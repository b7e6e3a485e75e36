/**
 * The name under which V8 knows the script that this is a part of. V8 of Node 20 keeps in a code cache where the cache was made, and names the script and its
 * frames so, whatever `filename` says: as code-cache/make.ts names it. Empty where the stack cannot be read.
 */
export function nameOfThisScript(): string {
  const before = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace')
  try {
    Error.prepareStackTrace = (_error, sites) => sites[0]?.getFileName() ?? ''
    const name: unknown = new Error().stack
    return typeof name === 'string' ? name : ''
  } catch {
    // Frozen by `--frozen-intrinsics` or by an earlier preload.
    return ''
  } finally {
    if (before !== undefined) Reflect.defineProperty(Error, 'prepareStackTrace', before)
    else Reflect.deleteProperty(Error, 'prepareStackTrace')
  }
}
