import { begin, filesOnDisk, importedFiles, isConfigured } from './main.ts'
import type { Started } from '@overt/surface'

// Where they may be read, the files of the engine are, and are compiled only when an event asks for it; modules are compiled when they are imported.
const started = begin(filesOnDisk(import.meta.url) ?? importedFiles(await import('./embedded.ts'), isConfigured() ? await import('./embedded-full.ts') : undefined))

export const addAuditHook: Started['addAuditHook'] = started.addAuditHook
export const audit: Started['audit'] = started.audit
export { AuditError } from './main.ts'
