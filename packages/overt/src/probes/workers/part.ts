export { installWorker } from './worker.ts'
export { installWebWorker } from './web-worker.ts'
