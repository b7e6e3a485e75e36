/** The version of this package; a test holds it to package.json. Read by the preload, which reads no further file. */
export const version = '0.1.0'
