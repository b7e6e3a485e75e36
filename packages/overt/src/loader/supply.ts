import fs from 'node:fs'
import { type Audit, bitsOf, looksAt, primordials } from '@overt/core'
import { type Load, loadOperation } from './operation.ts'
import { createPackageFiles } from './package-files.ts'
import type { LoaderParts, VerifiedRead } from './parts.ts'
import { bytesOf, type Source, sizeOf } from './source.ts'
import { type CodeCheck, createCodeCheck } from './code-check.ts'
import { contentOf, createVerifier } from './verified.ts'
import { isUint8Array, resolve } from '../captured.ts'

const { apply, TypeErrorCaptured } = primordials

/** Whether the runtime takes the file's bytes and not its text. */
export function wantsBytes(format: string | undefined): boolean {
  switch (format) {
    case undefined:
    case 'module':
    case 'commonjs':
    case 'json':
    case 'typescript':
    case 'module-typescript':
    case 'commonjs-typescript':
      return false
    default:
      return true
  }
}

/** A native addon that was decided about. */
export interface Addon {
  /** The name to open. */
  readonly open: string
  /** The file that it stands for. */
  readonly path: string
}

/** Decides about each module, and supplies what runs. */
export interface Supply {
  /** Whether anything is to be done for a module now. */
  active(): boolean
  /** Whether specifier, parent or `dynamic` are looked at now. */
  wantsRequest(): boolean
  /** Has `then` called when somebody begins to look at them, and now where somebody does. */
  whenRequestWanted(then: () => void): void
  /**
   * Raises `module.load` and `open.verify`, asks the open hook, and returns what is to run; undefined: the runtime reads the file itself.
   * `isFile` is false for code that is in no file (`data:`), `given` its content; `again`: this load was raised before, and only what refuses is said once more.
   *
   * @throws what refuses: a rule, a hook, the open hook, the manifest
   */
  load(load: Load, isFile: boolean, again?: boolean, given?: Source): Source | undefined
  /** Holds what runs in the end to the manifest; undefined without one. */
  readonly check: CodeCheck | undefined
  /** Raises `module.load` alone. */
  raise(load: Load): void
  /** Decides about a native addon: in enforce, what is opened is what was decided about. */
  addon(name: string): Addon
  /** The file's content without any event, for what only looks at its text; undefined where there is no manifest, or it does not list these bytes. */
  peek(path: string): VerifiedRead | undefined
  /** Whether the text of a file that the manifest refuses may be looked at all the same: in monitor it runs, too. */
  readonly showsUnverified: boolean
}

export function createSupply(parts: LoaderParts, audit: Audit): Supply {
  const { manifest, openHook, mute, mutes, mode } = parts
  const operation = loadOperation(audit)
  const contentBits = bitsOf(operation, 'size', 'digest')
  const requestBits = bitsOf(operation, 'specifier', 'parent', 'dynamic')
  const verifier = manifest === undefined ? undefined : createVerifier(parts, manifest, audit)
  const check = verifier === undefined ? undefined : createCodeCheck(parts, verifier)
  const verifyPackageFiles = verifier === undefined ? undefined : createPackageFiles(verifier, mute)
  let asking = false

  /** Read as Node's loader would: by the function that stands in `fs` now (a virtual file system may have replaced it). What is read here is what runs. */
  function readWhole(path: string): Source {
    mute.begin(path)
    try {
      return { text: undefined, bytes: apply(fs.readFileSync as never, fs, [path]) }
    } finally {
      mute.end()
    }
  }

  function raise(load: Load): void {
    const refusal = audit.raise(operation, load)
    if (refusal !== undefined) throw refusal.error
  }

  /** What the open hook has for this file. A hook that loads modules itself is not asked about those. */
  function fromHook(path: string): Source | undefined {
    const hook = openHook()
    if (hook === undefined || asking) return undefined
    asking = true
    let given: unknown
    try {
      given = hook(path)
    } finally {
      asking = false
    }
    if (given === undefined || given === null) return undefined
    if (typeof given === 'string') return { text: given, bytes: undefined }
    if (isUint8Array(given)) return { text: undefined, bytes: given }
    throw new TypeErrorCaptured(`the open hook returned neither bytes nor text nor undefined for \`${path}\``)
  }

  /** Where the sealed copy of an addon is, with everything open that it needs; undefined where this system has no sealed memory. */
  function sealedAddon(path: string): string | undefined {
    const libraries = manifest?.seals?.seal(path)
    if (libraries === undefined) return undefined
    if (typeof libraries === 'string') {
      parts.unsealed?.(libraries)
      return undefined
    }
    verifyPackageFiles?.(path)
    for (let i = 0; i < libraries.length; i++) {
      const library = libraries[i]
      if (library !== undefined) verifier?.decide(library.path, library.read)
    }
    let open: string | null = null
    for (let i = 0; i < libraries.length; i++) {
      const library = libraries[i]
      if (library === undefined) continue
      manifest?.seals?.open(library)
      open = library.open
    }
    return open ?? undefined
  }

  return {
    check,
    raise(load) {
      if (operation.wanted !== 0) raise(load)
    },
    addon(name) {
      if (verifier === undefined) return { open: name, path: name }
      const path = resolve(name)
      const open = mode === 'enforce' ? sealedAddon(path) : undefined
      if (open !== undefined) return { open, path }
      const read = verifier.read(path, true)
      verifyPackageFiles?.(path)
      verifier.decide(path, read)
      // The system looks for a bare name elsewhere, and follows a link before the `..` behind it.
      const opened = mode === 'enforce' ? path : name
      return { open: opened, path: opened }
    },
    active: () => operation.wanted !== 0 || verifier !== undefined || openHook() !== undefined || mutes(),
    wantsRequest: () => looksAt(operation, requestBits),
    whenRequestWanted(then) {
      operation.changed = () => {
        if (looksAt(operation, requestBits)) then()
      }
      operation.changed(operation.wanted)
    },
    showsUnverified: mode === 'monitor',
    peek: (path) => verifier?.read(path, false),
    load(load, isFile, again = false, given?) {
      const { path, specifier, parent, format, dynamic } = load
      let source = isFile ? fromHook(path) : given
      if (verifier !== undefined && isFile && source === undefined && operation.wanted === 0 && !wantsBytes(format)) {
        const text = verifier.unseen(path)
        if (typeof text === 'string') {
          verifyPackageFiles?.(path)
          source = { text, bytes: undefined }
          check?.decided(path, source)
          return source
        }
      }
      let read: VerifiedRead | undefined
      if (verifier !== undefined) {
        if (!isFile) read = given === undefined || check === undefined ? verifier.unlisted : check.withoutFile(given)
        else read = source === undefined ? verifier.read(path, wantsBytes(format)) : verifier.supplied(path, parts.digest(bytesOf(source)))
        source ??= contentOf(read)
      } else if (isFile && source === undefined && (operation.mask & contentBits) !== 0) source = readWhole(path)
      if (operation.wanted !== 0 && !again) {
        const content = read !== undefined || (operation.mask & contentBits) !== 0
        if (!content) raise(load)
        else {
          const size = read?.size ?? (source === undefined ? undefined : sizeOf(source))
          const digest = read?.digest ?? (source === undefined ? undefined : parts.digest(bytesOf(source)))
          raise({ path, specifier, parent, format, dynamic, size, digest })
        }
      }
      if (verifier !== undefined && read !== undefined) {
        if (isFile) verifyPackageFiles?.(path)
        if (!again || !read.allowed) verifier.decide(path, read)
        // Enforce has thrown for everything else. Without content nothing verified could run.
        if (source === undefined && mode === 'enforce') throw new TypeErrorCaptured(`no verified content for \`${path}\``)
        check?.decided(path, source)
      }
      return source
    },
  }
}
