export { installContextEngines, installCryptoEngine } from './crypto-engine.ts'
export { installFfi } from './ffi.ts'
export { installWasi } from './wasi.ts'
