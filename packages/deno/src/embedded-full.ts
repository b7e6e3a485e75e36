// What a start of `embedded.ts` needs where it has a configuration.
import * as exports from './overt.full.wasm'

export { exports }
