import type { ErrorCode } from './generated/errors.ts'
import { defineProperty, ErrorCaptured, getOwnPropertyDescriptor } from './primordials.ts'

/** As a property of its own even where the application froze `Error.prototype`, or gave it a setter. */
function name(error: Error, value: string): void {
  defineProperty(error, 'name', { __proto__: null, value, writable: true, enumerable: false, configurable: true } as PropertyDescriptor)
}

function className(of: object, value: string): void {
  defineProperty(of, 'name', { __proto__: null, value, writable: false, enumerable: false, configurable: true } as PropertyDescriptor)
}

/** Functions of overt that a refusal goes through before it is one. */
const ownFrames = 12

/** Has that many frames more than the application wants: those of overt come first, and what asked is to be in the stack. */
function limitFrames(limit: PropertyDescriptor | undefined, more: number): void {
  const wanted: unknown = limit?.value
  if (typeof wanted !== 'number' || wanted <= 0 || limit?.writable !== true) return
  defineProperty(ErrorCaptured, 'stackTraceLimit', { __proto__: null, ...limit, value: wanted + more } as PropertyDescriptor)
}

/** An error of overt itself. `code` is one of a closed list (schema/errors.yaml). */
export class OvertError extends Error {
  readonly code: ErrorCode

  // The preload's classes have short names, and Node prints the class of an error that nothing caught.
  static {
    className(this, 'OvertError')
  }

  constructor(code: ErrorCode, message: string) {
    super(message)
    name(this, 'OvertError')
    this.code = code
  }
}

/**
 * Why a rule refused an operation. It is thrown, rejected or emitted as the platform's own error for that operation would be.
 *
 * @example
 * try { execSync('id') } catch (error) { if (error instanceof AuditError) console.log(error.event, error.rule) }
 */
export class AuditError extends OvertError {
  /** The event that was refused. */
  readonly event: string
  /** The id of the rule whose response was the strictest. */
  readonly rule: string

  static {
    className(this, 'AuditError')
  }

  constructor(event: string, rule: string, message: string, code: ErrorCode = 'OVERT_AUDIT') {
    const limit = getOwnPropertyDescriptor(ErrorCaptured, 'stackTraceLimit')
    limitFrames(limit, ownFrames)
    try {
      super(code, message)
    } finally {
      limitFrames(limit, 0)
    }
    name(this, 'AuditError')
    this.event = event
    this.rule = rule
  }
}
