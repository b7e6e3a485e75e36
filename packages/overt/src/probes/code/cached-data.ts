/** What V8 gets in place of a code cache that the application hands over. */
export type CachedData = (given: unknown) => unknown

const { isView } = ArrayBuffer
const nothing = new Uint8Array(16)

/** Without a manifest, and in monitor: what was given. */
export const asGiven: CachedData = (given) => given

/**
 * V8 compares a code cache with its source by the length only, so a cache can run in place of verified text. What V8 cannot use it refuses (`cachedDataRejected` is
 * true) and compiles the text.
 */
export const neverUsed: CachedData = (given) => (isView(given) ? nothing : given)
