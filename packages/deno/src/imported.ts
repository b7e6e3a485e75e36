// What a start needs that may read no file, or that was loaded from a URL: modules need no permission. Deno looks at every module that may be imported before the preload runs, whether it is imported or not; at
// text only when it is.

/** A file in base64, imported as text. */
export interface Imported {
  readonly default: string
}

/**
 * The file. It is for the start: what it uses of the runtime is not captured.
 *
 * @throws TypeError where the text is damaged
 */
export function decoded({ default: text }: Imported): Uint8Array {
  try {
    return Uint8Array.fromBase64(text)
  } catch {
    throw new TypeError('a file of overt is damaged: install the package anew')
  }
}
