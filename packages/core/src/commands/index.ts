// A module of its own, which index.ts does not name: what names it has all of it in its bundle.
export type { Circumstances } from './circumstances.ts'
export { createDenoArguments } from './deno-arguments.ts'
export { nameOf } from './program-name.ts'
export { type Starting, unauditedReason } from './unaudited.ts'
