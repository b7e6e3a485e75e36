/** Lets what is watched look as it is, and returns what undoes that. Undefined while nothing is watched. */
let suspend: (() => () => void) | undefined

/** To be called before the first property is watched. */
export function whenPatching(suspending: () => () => void): void {
  suspend = suspending
}

/**
 * Does what overt itself changes: meanwhile every watched property is what it looks like, so that it is patched as any other, and no event is raised.
 * No code of the application runs in between.
 */
export function unwatched<Result>(body: () => Result): Result {
  if (suspend === undefined) return body()
  const resume = suspend()
  try {
    return body()
  } finally {
    resume()
  }
}
