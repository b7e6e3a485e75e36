import process from 'node:process'
import { type Audit, type Gap, primordials } from '@overt/core'
import { patchAddons } from './addons.ts'
import { patchExtensions, patchResolution } from './commonjs-patches.ts'
import { holdCompile } from './compile-check.ts'
import { patchDataUrls } from './data-urls.ts'
import { closeCompileCache } from './compile-cache.ts'
import { holdRegister, refuseHookThread } from './hook-thread.ts'
import { installLoadHook } from './hooks.ts'
import { installLoadAlone } from './hooks-alone.ts'
import { hasHooks, hooksFailHere } from '../captured.ts'
import { muteOwnReads } from './own-reads.ts'
import type { LoaderParts } from './parts.ts'
import { patchReads, type Pending } from './read-patches.ts'
import { createRequests } from './requests.ts'
import { createSupply } from './supply.ts'

const { append } = primordials
const noScript = (): string => ''

/**
 * Installs the loader's probe (probe.ts).
 *
 * @throws Unusable `OVERT_MANIFEST` where the process cannot be verified (compile-cache.ts, hook-thread.ts)
 */
export function installLoader(given: LoaderParts, audit: Audit): readonly Gap[] {
  const parts = { ...given, mute: muteOwnReads(given.mute) }
  const gaps: Gap[] = parts.manifest === undefined ? [] : closeCompileCache(parts.mode)
  const unseen = parts.manifest === undefined ? undefined : refuseHookThread(parts.mode)
  if (unseen !== undefined) append(gaps, unseen)
  const supply = createSupply(parts, audit)
  const requests = createRequests()
  patchAddons(supply, requests)
  if (supply.check !== undefined) holdCompile(supply.check, parts.runtimeScript ?? noScript)
  const isAlone = hasHooks && hooksFailHere()
  if (isAlone && (parts.manifest === undefined || parts.mode === 'monitor')) {
    const detail = 'this is the thread in which Node 22 runs what `module.register` names; it cannot load anything where a hook is registered in it'
    append(gaps, { event: 'module.load', reason: 'unavailable', detail })
    if (parts.manifest !== undefined) append(gaps, { event: 'open.verify', reason: 'unavailable', detail })
    return gaps
  }
  if (hasHooks) {
    if (isAlone) installLoadAlone(supply, requests)
    else {
      installLoadHook(supply, requests, parts.mute, parts.warm?.imports)
      parts.warm?.install(supply, requests)
    }
    return gaps
  }
  const pending: Pending = { file: undefined, detected: new primordials.SafeSet() }
  if (supply.check !== undefined) holdRegister(supply.check)
  patchReads(supply, pending, parts.mute)
  if (!patchDataUrls(supply, parts.bindingOf?.('url'))) append(gaps, { event: 'module.load', reason: 'partial', detail: 'code that is in its URL (`data:`) is not seen: the bindings of this Node cannot be had' })
  patchExtensions(supply, requests, pending)
  patchResolution(supply, requests)
  parts.warm?.install(supply, requests)
  if (moduleLoaderIsLoaded()) {
    append(gaps, { event: 'module.load', reason: 'late', detail: 'the loader of ES modules was in use before: modules that it loads for `require` are not seen; preload with `--require`' })
  }
  return gaps
}

/** Whether Node 20's loader of ES modules has kept `fs.readFileSync` already: `--import`, or a late installation. */
function moduleLoaderIsLoaded(): boolean {
  const { moduleLoadList } = process as unknown as { readonly moduleLoadList: readonly string[] }
  return moduleLoadList.includes('NativeModule internal/modules/esm/load') || moduleLoadList.includes('NativeModule internal/modules/esm/translators')
}
