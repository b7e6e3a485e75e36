import type { Mode } from '@overt/core'
import type { Seals } from './sealed.ts'
import type { Warm } from './warm.ts'

/** What native code says about a file that is about to run, and the file itself where it may. */
export interface VerifiedRead {
  readonly allowed: boolean
  /** `listed`, `not_listed`, `digest`, `size`, `not_regular`, `not_executable`, `unreadable`, `outside`, `wrapped` or `not_compared` */
  readonly reason: string
  /** BLAKE3 of the bytes found, where they were read. */
  readonly digest?: string | null
  /** BLAKE3 that the manifest names, where it lists the file. */
  readonly expected?: string | null
  /** Bytes found, where the file was opened. */
  readonly size?: number | null
  /** The fs-verity digest of a file that may run, where that was asked for and the file is protected. */
  readonly verity?: string | null
  /** The file as text (one byte a character where it is ASCII), or as bytes, as asked for. Neither where the file may not run. */
  readonly text?: string | null
  readonly bytes?: Uint8Array | null
}

/** A manifest that native code has opened and believes. Every property its own, if undefined: nothing is looked up on `Object.prototype`, where the application could allow itself anything. */
export interface Manifest {
  /** Reads a file once, hashes it and compares it. `path` is absolute. Never throws for what is wrong with the file. */
  verifiedRead(path: string, asBytes: boolean, measures?: boolean): VerifiedRead
  /** The same for text, where nobody looks at digest and size; null for what may not run. */
  readonly verifiedText: ((path: string) => string | null) | undefined
  /** Whether the manifest lists code that is in no file (`data:`, generated code) under this BLAKE3 digest; undefined where it lists none. */
  readonly allowsCode: ((digest: string) => boolean) | undefined
  /** Sealed copies of native addons, where the binding makes them. */
  readonly seals: Seals | undefined
}

/** Sees the absolute path of a file about to run; what it returns runs instead; `undefined`: the file itself. What it throws refuses (PEP 578). */
export type OpenHook = (path: string) => string | Uint8Array | undefined

/** Keeps the loader's own reading of one file from being raised as an operation of the application. */
export interface Mute {
  begin(path: string): void
  end(): void
}

/** What the loader's probe is made of. */
export interface LoaderParts {
  readonly mode: Mode
  /** The manifest, where the launcher gave one. */
  readonly manifest: Manifest | undefined
  /** What a warm run kept, where it serves this process. */
  readonly warm?: Warm | undefined
  /** The open hook of this thread as it is now. */
  readonly openHook: () => OpenHook | undefined
  /** BLAKE3, 64 hexadecimal digits. */
  readonly digest: (bytes: Uint8Array) => string
  readonly mute: Mute
  /** Whether somebody would see the loader's own reading now. */
  readonly mutes: () => boolean
  /** The nearest script on the stack that is not overt's, where it is certainly the runtime's own; else empty. */
  readonly runtimeScript?: () => string
  /** A binding of the runtime's own, by its name, where it can be had. Node 20. */
  readonly bindingOf?: (name: string) => object | undefined
  /** Says that addons are opened by their path, since there is no sealed memory, and why. */
  readonly unsealed?: (why: string) => void
}
