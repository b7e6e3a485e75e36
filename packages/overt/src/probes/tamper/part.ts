export { installTamper, installStack } from './probe.ts'
export type { LoadedLater } from './targets.ts'
