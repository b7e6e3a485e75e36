import { join } from 'node:path'
import process from 'node:process'
import { type ApplicationFields, contextGap, createAddHook, createApplicationAudit, eventId, type Hook, type HookOptions, preloadOption, unusable } from '@overt/core'
import { applicationRoot } from './application-root.ts'
import { resolveConfiguration } from './configuration/resolve.ts'
import { launchVariable } from './configuration/variables.ts'
import { createCircumstances } from './context/circumstances.ts'
import { isInstalling, phaseInstall, phaseVariable } from './context/phase.ts'
import { openEngine } from './engine/open.ts'
import type { HotSwap } from './hot-swap.ts'
import { createInstaller } from './install.ts'
import { nothingOpened, openManifest } from './manifest.ts'
import { createOpenHook, type OpenHook } from './open-hook.ts'
import { nameOfThisScript } from './own-script.ts'
import { parts } from './preload-parts.ts'
import { earlierModules, type ModuleCache } from './preloads.ts'
import { listProbes } from './probe-list.ts'
import { findOtherPreloads } from './other-preloads.ts'
import type { Handover } from './probes/children.ts'
import { mute } from './probes/open/muted.ts'
import { isRunWanted } from './run-wanted.ts'
import { runtimeSources } from './runtime-sources.ts'
import { parentVariable, share, shared } from './share.ts'
import { keptCorrelations } from './correlations.ts'
import { checkGaps, recordStart, refuseConditions, refuseFaulty, refuseWithoutAddons, sayCold, sayCompileCache, sayUnguarded } from './start-conditions.ts'
import { installStop } from './stop.ts'
import { createThread } from './thread-audit.ts'
import { guardTransferred } from './transferred.ts'

/** Where overt starts from. */
export interface Place {
  /** The folder of the preload. */
  readonly folder: string
  /** The file that `--require` names. */
  readonly file: string
  /** The script that this code is in. */
  readonly script: string
  /** A copy of Node's cache of CommonJS modules, made before overt loads anything. */
  readonly cache: ModuleCache
  /** Whether nothing but the runtime has run in this thread. */
  readonly nothingRan: boolean
}

/** What the application can call. */
export interface Started {
  readonly addAuditHook: (hook: Hook, options?: HookOptions) => boolean
  readonly audit: (name: string, fields?: ApplicationFields) => void
  readonly setOpenHook: (hook: OpenHook) => void
}

/**
 * Starts overt in this thread: engine, settings, record, probes, in this order.
 *
 * @throws Unusable for whatever stops the start
 */
export function start({ folder, file, script, cache, nothingRan }: Place): Started {
  const opened = openEngine(folder)
  if (!('kind' in opened)) throw unusable('OVERT_ENGINE', `no engine can be loaded: ${opened.join('; ')}`)
  const { binding, engine } = opened
  const native = opened.kind === 'native' ? opened.binding : undefined
  const before = shared(binding)
  const { settings, changed, launch, told } = before === undefined ? resolveConfiguration(binding, engine, folder) : { told: undefined, ...before, changed: [] }
  const others = before?.others ?? findOtherPreloads(file)
  const found = { opened, changed, earlier: earlierModules(cache, file, settings.preloads) }
  refuseConditions(found, settings)
  if (native?.ownScript(script) === false) native.ownScript(nameOfThisScript())
  const sources = native === undefined ? undefined : runtimeSources()
  if (sources !== undefined) native?.runtimeSources(sources)
  const application = before === undefined ? applicationRoot() : before.application
  if (application !== undefined) native?.root(application.root, application.beside)
  if (native !== undefined && before === undefined && settings.transformers.length > 0) native.transformed(parts.witness().startWitness(join(folder, 'transformers.cjs'), settings.transformers, application?.root ?? folder))
  const { manifest, warm } = native === undefined ? nothingOpened : openManifest(native, settings, mute)

  const installing = before?.installing ?? isInstalling()
  const { follow, ...circumstances } = createCircumstances(native, installing, settings.hot_swap !== undefined)
  const swap = native === undefined || settings.hot_swap === undefined ? undefined : parts.hotSwap().createHotSwap(native, engine, settings, launch)
  const thread = createThread(settings, binding, swap?.engine ?? engine, (path, calls) => parts.recordFile().openFileOutput(path, calls), circumstances)
  const { audit } = thread
  if (before === undefined) share(binding, { settings, launch, ...(told === undefined ? {} : { told }), others, stream: thread.recorder.stream, installing, ...(application === undefined ? {} : { application }) })
  if (settings.correlation?.time === 'event') binding.correlations().correlateByEventTime()
  recordStart(thread, found, settings, before?.stream ?? process.env[parentVariable], swap?.serial)
  sayCompileCache(thread, settings)
  if (!guardTransferred()) sayUnguarded(thread)
  const unknown = audit.context === 0 ? 0 : follow(audit.context, thread.recorder.stream)
  if (unknown !== 0) thread.own('overt.gap', contextGap(engine.interest(), unknown))
  if (typeof warm === 'string' && before === undefined) sayCold(thread, warm)

  const openHook = createOpenHook(audit, () => {
    installer.refresh('late')
  })
  const log = settings.log !== undefined
  const fsOpen = eventId('fs.open')
  const opensAreWanted = (): boolean => audit.wanted(fsOpen) !== 0
  const children = {
    option: preloadOption(file),
    preload: file,
    told,
    others: { bun: others.bun, deno: others.deno },
    flush: thread.recorder.flush,
    variables: [swap === undefined ? { name: launchVariable, value: launch } : launchOf(swap), { name: parentVariable, value: thread.recorder.stream }, ...(installing ? [{ name: phaseVariable, value: phaseInstall }] : [])],
    unaudited: (detail: string): void => {
      thread.own('overt.gap', { event: 'process.spawn', reason: 'unaudited_child', detail })
    },
    withoutAddons: native === undefined ? undefined : () => { refuseWithoutAddons(thread, settings) },
  }
  const unsealed = (detail: string): void => {
    thread.own('overt.gap', { event: 'open.verify', reason: 'unavailable', detail })
  }
  const installer = createInstaller(audit, listProbes({ mode: settings.mode, native, log, manifest, warm: typeof warm === 'string' ? undefined : warm, openHook: openHook.current, digest: engine.digest, opensAreWanted, unsealed, children }), thread.own, (probe) => {
    refuseFaulty(thread, probe)
  })
  const gaps = installer.refresh(found.earlier.length > 0 ? 'late' : nothingRan ? 'first' : 'early')
  swap?.begin({ thread, installer, follow, isFirst: before === undefined })
  installStop({ ...thread, last: before === undefined ? keptCorrelations(thread, binding, settings) : () => {} })
  checkGaps(gaps, thread, found, settings)
  if (isRunWanted(audit)) parts.run().raiseRun(audit, file)
  const changedHooks = (): void => {
    installer.refresh('late')
  }
  return {
    addAuditHook: createAddHook({ ...thread, changed: changedHooks }),
    audit: createApplicationAudit(audit),
    setOpenHook: openHook.set,
  }
}

/** Asked at each start of a process. */
const launchOf = (swap: HotSwap): Handover['variables'][number] => ({
  name: launchVariable,
  get value() {
    return swap.launch()
  },
})
