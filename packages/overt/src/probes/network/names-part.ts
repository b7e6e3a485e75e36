export { installDns } from './dns.ts'
export { installLookupService, installResolve } from './resolve.ts'
