import { preloadScript, runPreload } from './code-cache/script.ts'

runPreload(preloadScript(import.meta.dirname), import.meta.dirname, require, module)
