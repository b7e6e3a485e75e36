export { installListen } from './listen.ts'
export { installAccept } from './accept.ts'
