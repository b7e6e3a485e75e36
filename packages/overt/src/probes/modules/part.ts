export { installBuiltinModule } from './builtin-module.ts'
export { installModuleHook } from './module-hook.ts'
