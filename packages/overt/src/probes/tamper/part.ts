export { installTamper, installStack } from './probe.ts'
export type { TamperedModule } from './targets.ts'
