// Stands in for `import.meta.url` in the bundle of the preload.
exports.importMetaUrl = require('node:url').pathToFileURL(__filename).href
