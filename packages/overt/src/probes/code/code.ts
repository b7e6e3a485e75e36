import { type Answer, type Audit, type Gap, primordials, type Probe, type Readers, wantedByHooks, wantedByRecord } from '@overt/core'

const { append } = primordials

/** What native code offers to see strings become code (crates/binding). */
export interface CodeBinding {
  /** `answer`: the words of an answer as in a frame; undefined where rules read what native code does not know, and nothing was judged. The callback returns undefined to allow, or the message of the refusal. Null, or the symbol that is missing. */
  watchCode(callback: (source: string, kind: string, answer: Uint32Array | undefined, packageJson: string | undefined) => string | undefined): string | null
  /** Bit 0: the record, bit 1: a hook wants each string whatever the rules say. */
  setCodeWanted(wanted: number): void
}

interface Code {
  readonly code: string
  readonly kind: string
}

const fields = (): Readers<'code.eval', Code> => ({
  code: (call: Code) => call.code,
  length: (call: Code) => call.code.length,
  kind: (call: Code) => call.kind,
})

/**
 * `code.eval`: `eval`, `Function` and their kin, in every context of the thread. Native code judges the string; JavaScript is called where a rule matched,
 * or a hook or the record wants it. A refusal is V8's EvalError with the message of the refusal.
 */
export function createCodeProbe(binding: CodeBinding | undefined): Probe {
  return {
    events: ['code.eval'],
    capturable: false,
    bindings: [],
    install(audit: Audit): readonly Gap[] {
      if (binding === undefined) return [{ event: 'code.eval', reason: 'unavailable', detail: 'only the native engine sees strings become code' }]
      const operation = audit.operation('code.eval', fields)
      const missing = binding.watchCode((code, kind, words, packageJson) => {
        const call = { code, kind }
        const refusal = words === undefined ? audit.raise(operation, call) : audit.settle(operation, call, answerOf(words, packageJson ?? ''))
        return refusal === undefined ? undefined : messageOf(refusal.error)
      })
      if (missing !== null) return [{ event: 'code.eval', reason: 'unavailable', detail: `this build of the runtime lacks \`${missing}\`` }]
      const { setCodeWanted } = binding
      operation.changed = (wanted) => {
        setCodeWanted(((wanted & wantedByRecord) !== 0 ? 1 : 0) | ((wanted & wantedByHooks) !== 0 ? 2 : 0))
      }
      operation.changed(operation.wanted)
      return []
    },
  }
}

/** docs/design/frame.md */
function answerOf(words: Uint32Array, packageJson: string): Answer {
  const head = words[0] ?? 0
  const matched = words[1] ?? 0
  const rules: number[] = []
  const allowedBy: number[] = []
  for (let i = 0; i < matched; i++) append(rules, words[4 + i] ?? 0)
  for (let i = 0; i < (words[3] ?? 0); i++) append(allowedBy, words[4 + matched + i] ?? 0)
  return { response: head & 0xff, rules, allowedBy, package: packageJson, final: false, malformed: (head & (1 << 9)) !== 0, forgot: false, stale: false }
}

/** V8 takes no error, only its message. */
function messageOf(error: unknown): string {
  if (typeof error === 'string') return error
  if (typeof error === 'object' && error !== null) {
    try {
      const { message } = error as { message?: unknown }
      if (typeof message === 'string') return message
    } catch {
      // An accessor of the application: the refusal stands, without its words.
    }
  }
  return '`code.eval` was refused'
}
