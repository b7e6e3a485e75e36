import type { Audit } from './audit.ts'
import { AuditError } from './error.ts'
import type { ErrorCode } from './generated/errors.ts'
import type { Operation } from './operation.ts'
import type { Mode } from './policy.ts'
import { charCodeAt, indexOf, slice } from './primordials.ts'

/** One decision of a manifest about what is about to run. Every property its own, if undefined: nothing is looked up on `Object.prototype`. */
export interface Decision {
  /** Absolute path, or what names code that is in no file. */
  readonly path: string
  /** BLAKE3 of the bytes found, where they were read. */
  readonly digest: string | undefined
  readonly allowed: boolean
  /** One of those that the schema lists for `open.verify`. */
  readonly reason: string
  /** BLAKE3 that the manifest lists. */
  readonly expected: string | undefined
  /** The fs-verity digest of the file, where the file system protects it and somebody looks. */
  readonly verity: string | undefined
}

/** Says what a manifest decided, and holds to it. */
export interface Verification {
  /** `open.verify`. */
  readonly operation: Operation<Decision>
  /**
   * Raises `open.verify`, then refuses what may not run: in enforce by throwing, in monitor by a record that says `would_refuse`.
   *
   * @throws AuditError `OVERT_NOT_LISTED`, `OVERT_DIGEST`, `OVERT_NOT_REGULAR`, `OVERT_NOT_EXECUTABLE` or `OVERT_READ`, and what a hook or a rule refuses with
   */
  decide(decision: Decision): void
}

const block = 3

export function createVerification(audit: Audit, mode: Mode): Verification {
  const operation = audit.operation('open.verify', () => ({
    path: (decision: Decision) => decision.path,
    digest: (decision: Decision) => decision.digest,
    allowed: (decision: Decision) => decision.allowed,
    reason: (decision: Decision) => decision.reason,
    expected: (decision: Decision) => decision.expected,
    verity: (decision: Decision) => decision.verity,
  }))
  return {
    operation,
    decide(decision) {
      const { allowed } = decision
      if (allowed && operation.wanted === 0) return
      // What the manifest refuses is a block, whatever the rules say: it is on record before it is refused.
      const refusal = audit.raise(operation, decision, allowed ? 0 : block)
      if (allowed || mode === 'monitor') {
        if (refusal !== undefined) throw refusal.error
        return
      }
      throw refused(decision)
    },
  }
}

function refused({ path, reason, digest, expected }: Decision): AuditError {
  const error = (code: ErrorCode, what: string): AuditError => new AuditError('open.verify', '', `\`${path}\` is refused: ${what}`, code)
  switch (reason) {
    case 'digest':
    case 'size':
      return error(
        'OVERT_DIGEST',
        `its bytes are not those that the manifest lists (expected BLAKE3 ${expected ?? 'unknown'}, found ${digest ?? 'another size'}); restore the file, or make the manifest anew if the change is meant`,
      )
    case 'not_regular':
      return error('OVERT_NOT_REGULAR', 'it is not a regular file')
    case 'not_executable':
      return error('OVERT_NOT_EXECUTABLE', 'the system does not let it be executed; if it may run, mark it (`chmod +x`), and let no process have it open for writing')
    case 'unreadable':
      return error('OVERT_READ', `it cannot be read, or stands behind a link (expected BLAKE3 ${expected ?? 'unknown'}); restore the file, or let it be read`)
    case 'wrapped':
      return error('OVERT_DIGEST', '`Module.wrap` or `Module.wrapper` was replaced, so more would run than the file that the manifest lists; run such tools without a manifest, or in monitor')
    case 'not_compared':
      return error('OVERT_NOT_LISTED', 'Node would load it past everything that could compare it; use `module.registerHooks` instead of `module.register`, and a worker of `node:worker_threads` instead of the global one')
    case 'outside':
      return error('OVERT_NOT_LISTED', "it lies outside the manifest's root; move it into the application, or make the manifest for a folder above it")
    default:
      if (isArchived(path)) return error('OVERT_NOT_LISTED', 'it lies in an archive, which only the program itself looks into; have the package manager lay its packages out as files (Yarn: `nodeLinker: node-modules`, or `yarn unplug`), and make the manifest anew')
      if (digest !== undefined && !namesFile(path)) return error('OVERT_NOT_LISTED', `it is in no file; if it belongs to the application, list it with \`overt lock --allow-code ${digest}\``)
      return error('OVERT_NOT_LISTED', `the manifest does not list it${digest === undefined ? '' : ` (found BLAKE3 ${digest})`}; make the manifest anew if it belongs to the application`)
  }
}

/** A name below a zip, as Yarn's Plug'n'Play makes them: there is no such file. */
const isArchived = (path: string): boolean => indexOf(path, '.zip/') !== -1 || indexOf(path, '.zip\\') !== -1

/** An absolute path, on Windows from a drive on: every other name was given to code that is in no file. */
const namesFile = (path: string): boolean => charCodeAt(path, 0) === 0x2f || slice(path, 1, 2) === ':'
