export { installLoader } from './load.ts'
export { createManifest } from './manifest.ts'
export { createWorkerHold } from './worker-code.ts'
