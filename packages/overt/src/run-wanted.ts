import { eventId, type ThreadAudit } from '@overt/core'

/** Whether anybody asks for what this process is about to run (run-events.ts). */
export const isRunWanted = (audit: ThreadAudit): boolean =>
  (audit.wanted(eventId('run.file')) | audit.wanted(eventId('run.eval')) | audit.wanted(eventId('run.stdin')) | audit.wanted(eventId('run.repl')) | audit.wanted(eventId('run.preload'))) !== 0
