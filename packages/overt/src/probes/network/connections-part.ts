export { installNet } from './net.ts'
export { installTls } from './tls.ts'
