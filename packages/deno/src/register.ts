import { begin, filesOnDisk, importedFiles, isConfigured } from './main.ts'
import type { EngineFiles } from './engine-files.ts'
import type { Started } from '@overt/surface'

async function imported(): Promise<EngineFiles> {
  const engine = await import('./overt.wasm.base64', { with: { type: 'text' } })
  const image = await import('./rules.image.base64', { with: { type: 'text' } })
  return importedFiles(engine, image, isConfigured() ? await import('./overt.compile.wasm.base64', { with: { type: 'text' } }) : undefined)
}

// Either way the engine is compiled only when an event asks for it.
const started = begin(filesOnDisk(import.meta.url) ?? (await imported()))

export const addAuditHook: Started['addAuditHook'] = started.addAuditHook
export const audit: Started['audit'] = started.audit
export { AuditError } from './main.ts'
