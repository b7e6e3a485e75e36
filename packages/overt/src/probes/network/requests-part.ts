export { installHttpClient } from './http-client.ts'
export { installHttp2 } from './http2.ts'
export { installUndici } from './undici.ts'
