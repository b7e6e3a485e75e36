// A preload before overt's: keeps the runtime's own `openSync`, for `unwanted.mjs`.
import process from 'node:process'

Reflect.set(globalThis, 'ownOpenSync', Reflect.get(process.getBuiltinModule('node:fs'), 'openSync'))
