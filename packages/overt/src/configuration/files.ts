import fs from 'node:fs'
import { join } from 'node:path'
import { fileProblem, type RuleSource, unusable } from '@overt/core'

/** A file that decides what overt does, read once. */
export interface File {
  readonly path: string
  readonly bytes: Uint8Array
}

/** One of which only the digest is needed any more. */
export interface Digested {
  readonly path: string
  readonly digest: string
}

const unreadable = (path: string, error: unknown, missing?: string): Error => unusable('OVERT_READ', fileProblem(path, 'read', error, missing))

/** @throws Unusable `OVERT_READ` */
export function readFile(path: string): File {
  try {
    return { path, bytes: fs.readFileSync(path) }
  } catch (error) {
    throw unreadable(path, error)
  }
}

/** The head of a manifest. @throws Unusable `OVERT_MANIFEST` */
export function readHead(manifest: string): File {
  const path = `${manifest}.head`
  try {
    return { path, bytes: fs.readFileSync(path) }
  } catch (error) {
    throw unusable('OVERT_MANIFEST', fileProblem(path, 'read', error, 'make a manifest with `overt lock`'))
  }
}

/** The files of rules at some paths; those of a folder, and of the folders in it, in the order of their names. @throws Unusable `OVERT_READ` */
export function readRules(paths: readonly string[]): readonly File[] {
  const files: File[] = []
  for (const path of paths) {
    const before = files.length
    for (const name of isFolder(path) ? below(path) : [path]) files.push(readFile(name))
    if (files.length === before) throw unusable('OVERT_READ', `the folder \`${path}\` holds no rules (.yml, .yaml); name one that does`)
  }
  return files
}

function isFolder(path: string): boolean {
  try {
    const found = fs.statSync(path)
    if (!found.isCharacterDevice() && !found.isBlockDevice()) return found.isDirectory()
  } catch (error) {
    throw unreadable(path, error, 'name a file or a folder of rules')
  }
  // One like `/dev/zero` has no end.
  throw unusable('OVERT_READ', `\`${path}\` is a device; name a file or a folder`)
}

function below(folder: string): readonly string[] {
  try {
    return fs
      .readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.yml') || name.endsWith('.yaml'))
      .sort()
      .map((name) => join(folder, name))
  } catch (error) {
    throw unreadable(folder, error)
  }
}

/** As the engine compiles it. */
export const sourceOf = (file: File): RuleSource => ({ name: file.path, text: textOf(file, 'OVERT_RULE_YAML') })

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** @throws Unusable where the bytes are not UTF-8 */
export function textOf({ path, bytes }: File, code: 'OVERT_CONFIG' | 'OVERT_RULE_YAML'): string {
  try {
    return decoder.decode(bytes)
  } catch {
    throw unusable(code, `\`${path}\` is not UTF-8; store it as UTF-8`)
  }
}
