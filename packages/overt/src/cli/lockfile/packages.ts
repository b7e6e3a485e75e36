/** A package that a lock file names. */
export interface Locked {
  readonly name: string
  readonly version: string
  /** Its folder below the root, with `/`. */
  readonly place: string
  /** What the registry promised of its tarball, as Subresource Integrity. Absent where it did not come as a tarball from a registry. */
  readonly integrity: string | undefined
  /** Whether the lock file says that it has an install script; undefined where it does not tell. */
  readonly hasInstallScript: boolean | undefined
  /** Whether it may be missing: another platform's, for example. */
  readonly optional: boolean
}
