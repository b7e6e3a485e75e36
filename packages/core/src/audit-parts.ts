import type { Engine } from './engine.ts'
import type { HookChain } from './hooks.ts'
import type { Platform } from './platform.ts'
import type { Policy } from './policy.ts'
import type { Recorder } from './record/recorder.ts'

/** What an audit is made of. */
export interface AuditParts {
  readonly engine: Engine
  readonly hooks: HookChain
  readonly policy: Policy
  readonly recorder: Recorder
  readonly platform: Platform
}
