const innermost = 1

/**
 * The name under which V8 knows the script that this is a part of. V8 of Node 20 keeps in a code cache where the cache was made, and names the script and its
 * frames so, whatever `filename` says: as code-cache/make.ts names it. Empty where the stack cannot be read.
 */
export const nameOfThisScript = (): string => scriptsOnStack(innermost)[0] ?? ''

/**
 * The names of the scripts on the stack, the nearest first; none where the stack cannot be read. For the start, when nobody has replaced anything. (The text of a stack would name
 * them too, but for that V8 looks for the lines of each of them.)
 *
 * @param most how many frames are looked at
 */
export function scriptsOnStack(most: number): readonly string[] {
  const before = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace')
  const { stackTraceLimit } = Error
  try {
    Error.stackTraceLimit = most
    Error.prepareStackTrace = (_error, sites) => sites.map((site) => site.getFileName() ?? '')
    const names: unknown = new Error().stack
    return Array.isArray(names) ? (names as readonly string[]) : []
  } catch {
    // Frozen by `--frozen-intrinsics` or by an earlier preload.
    return []
  } finally {
    if (before !== undefined) Reflect.defineProperty(Error, 'prepareStackTrace', before)
    else Reflect.deleteProperty(Error, 'prepareStackTrace')
    Reflect.set(Error, 'stackTraceLimit', stackTraceLimit)
  }
}
