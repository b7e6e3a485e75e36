// What a start needs that may read no file, or that was loaded from a URL: modules need no permission.
import * as exports from './overt.wasm'

export { exports }
export { default as image } from './rules.image'
