import { type Audit, type Method, type Operation, primordials, type Probe, replace } from '@overt/core'
import { type Form, type GivenPath, givenPath, type Opening, openOperation, opens, refuse } from '@overt/surface'
import { fileName } from './file-name.ts'
import { createSinkGuard } from './file-sinks.ts'

const { apply } = primordials
const writing = opens.write | opens.create | opens.truncate

const openers: readonly { readonly name: string; readonly form: Form; readonly flags: number }[] = [
  // A file that is named, not opened yet: what is read through it is native, so this is the last place where it can be seen.
  { name: 'file', form: 'sync', flags: opens.read },
  { name: 'mmap', form: 'sync', flags: opens.readWrite },
  { name: 'write', form: 'promise', flags: writing },
]

/** Methods of what `Bun.file` gives that write: the file is opened once more. */
const writers = [
  { name: 'writer', form: 'sync' },
  { name: 'write', form: 'promise' },
] as const

/** `fs.open` of `Bun.file`, `Bun.write` and `Bun.mmap`. */
export const createBunFilesProbe = (bun: object, folder: () => string): Probe => ({
  events: ['fs.open'],
  capturable: true,
  bindings: [],
  install(audit) {
    const operation = openOperation(audit, folder)
    const guard = createSinkGuard(audit, folder)
    for (let i = 0; i < openers.length; i++) {
      const opener = openers[i]
      if (opener !== undefined) replace(bun, opener.name, (original) => opening(audit, operation, original, opener.form, opener.flags, (given) => givenPath(given) ?? nameOf(given)))
    }
    for (let i = 0; i < writers.length; i++) {
      const writer = writers[i]
      if (writer !== undefined) replace(Blob.prototype, writer.name, (original) => writingBlob(audit, operation, original, writer.form, guard))
    }
    return []
  },
})

function opening(audit: Audit, operation: Operation<Opening>, original: Method, form: Form, flags: number, pathOf: (given: unknown) => GivenPath | undefined): Method {
  return {
    open(this: unknown, given: unknown): unknown {
      const path = operation.wanted === 0 ? undefined : pathOf(given)
      // A descriptor, or no file at all.
      if (path === undefined) return apply(original, this, arguments)
      const refusal = audit.raise(operation, { path: path.text, flags })
      if (refusal !== undefined) return refuse(refusal.error, form, [], run)
      arguments[0] = path.value
      return apply(original, this, arguments)
    },
  }.open
}

function writingBlob(audit: Audit, operation: Operation<Opening>, original: Method, form: Form, guard: (sink: unknown) => void): Method {
  return {
    write(this: unknown): unknown {
      const path = operation.wanted === 0 ? undefined : nameOf(this)
      const refusal = path === undefined ? undefined : audit.raise(operation, { path: path.text, flags: writing })
      if (refusal !== undefined) return refuse(refusal.error, form, [], run)
      const sink = apply(original, this, arguments)
      guard(sink)
      return sink
    },
  }.write
}

const run = (work: () => void): void => {
  work()
}

/** The path of a file of Bun's. */
function nameOf(value: unknown): GivenPath | undefined {
  const text = fileName(value)
  return text === undefined ? undefined : { text, value }
}
