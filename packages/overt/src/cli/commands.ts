import { start } from './start.ts'

// Each is run when it is asked for, and not before: what replays an archive is nothing to `overt run`.
start({
  run: async () => (await import('./run.ts')).run,
  rules: async () => (await import('./rules.ts')).rules,
  replay: async () => (await import('./replay.ts')).replay,
  lock: async () => (await import('./lock.ts')).lock,
  verify: async () => (await import('./verify.ts')).verify,
  key: async () => (await import('./key.ts')).key,
  events: async () => (await import('./events.ts')).events,
  log: async () => (await import('./log.ts')).log,
  cache: async () => (await import('./cache.ts')).cache,
  report: async () => (await import('./report.ts')).report,
  broker: async () => (await import('./broker.ts')).broker,
})
