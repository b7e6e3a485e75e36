import { pathToFileURL } from 'node:url'

/** Stands in for `import.meta.url` in the bundle of the preload, which is CommonJS. Left out where nothing uses it. */
export const importMetaUrl = /* @__PURE__ */ pathToFileURL(__filename).href
