export { installTamper, installStack } from './probe.ts'
