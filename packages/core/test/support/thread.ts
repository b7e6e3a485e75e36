import { createAudit, type ThreadAudit } from '../../src/audit.ts'
import type { Engine } from '../../src/engine.ts'
import { createHookChain, type HookChain } from '../../src/hooks.ts'
import type { Output } from '../../src/output.ts'
import type { Platform } from '../../src/platform.ts'
import type { Mode } from '../../src/policy.ts'
import { createRecorder, type Recorder } from '../../src/record/recorder.ts'
import type { Utf8Write } from '../../src/text-place.ts'

/** A thread's audit with everything that it did outwardly kept for the test. */
export interface TestThread {
  readonly audit: ThreadAudit
  readonly hooks: HookChain
  readonly recorder: Recorder
  readonly lines: { readonly line: string; readonly durable: boolean }[]
  readonly alerts: string[]
  readonly did: string[]
}

export function testThread(engine: Engine, options: { mode?: Mode; records?: number[]; lose?: () => number; record?: boolean; utf8Write?: Utf8Write } = {}): TestThread {
  const lines: { line: string; durable: boolean }[] = []
  const alerts: string[] = []
  const did: string[] = []
  const inside = new Set<number>()
  const platform: Platform = {
    runtime: 'test 1.0.0',
    utf8Write: options.utf8Write,
    pid: 7,
    thread: 0,
    enter(body, slot) {
      if (inside.has(slot)) return false
      inside.add(slot)
      try {
        body()
      } finally {
        inside.delete(slot)
      }
      return true
    },
    caller: () => '{"name":null,"reason":"unavailable"}',
    kill() {
      did.push('kill')
      throw new Error('killed')
    },
    fatal(message) {
      did.push('fatal')
      throw new Error(message)
    },
    alert: (line) => {
      alerts.push(line)
    },
  }
  const output: Output = {
    takeNotice: undefined,
    delay: 0,
    write(line, durable) {
      const lost = options.lose?.() ?? 0
      if (lost === 0) lines.push({ line, durable })
      return lost
    },
    flush: () => 0,
    sync: () => {
      did.push('sync')
    },
  }
  const hooks = createHookChain(platform, () => {
    did.push('promise')
  })
  const recorder = createRecorder('7.0.test', platform, engine, options.record === false ? undefined : output)
  const records = new Set(options.records)
  const policy = { mode: options.mode ?? 'monitor', outputFailure: 'fatal' as const, records: (event: number) => records.has(event) }
  return { audit: createAudit({ engine, hooks, policy, recorder, platform }), hooks, recorder, lines, alerts, did }
}
