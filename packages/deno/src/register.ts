import { begin, filesOnDisk, importedFiles, isConfigured } from './main.ts'
import type { Started } from '@overt/surface'

// Either way the engine is compiled only when an event asks for it.
const started = begin(filesOnDisk(import.meta.url) ?? (await importedFiles(await import('./overt.packed.wasm'), isConfigured() ? await import('./overt.full.packed.wasm') : undefined)))

export const addAuditHook: Started['addAuditHook'] = started.addAuditHook
export const audit: Started['audit'] = started.audit
export { AuditError } from './main.ts'
