import type { EventFields } from './generated/events.ts'
import type { Platform } from './platform.ts'
import type { Policy } from './policy.ts'
import type { Recorder } from './record/recorder.ts'

/** The events that overt raises about itself. They are recorded; rules and hooks do not decide about them. */
export type OwnEvent = 'overt.start' | 'overt.stop' | 'overt.gap' | 'overt.swap'

/** Records one of overt's own events, and has it written before it returns. */
export type Own = <Name extends OwnEvent>(event: Name, fields: EventFields[Name]) => void

export function createOwn(recorder: Recorder, policy: Policy, platform: Platform): Own {
  return (event, fields) => {
    const written = recorder.write({ event, fields, response: 0, rules: [], allowedBy: [], package: '', phase: undefined, request: undefined, outcome: 'allowed', hook: false }, true)
    if (!written && event !== 'overt.stop' && policy.mode === 'enforce' && policy.outputFailure === 'fatal') {
      platform.fatal('OVERT_OUTPUT: the record cannot be written, and `output_failure` is `fatal`')
    }
  }
}
