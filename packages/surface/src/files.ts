import { fileProblem, type RuleSource, unusable } from '@overt/core'
import type { Host } from './host.ts'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** @throws Unusable `OVERT_READ`, and `OVERT_CONFIG` where the file is not UTF-8 */
export function read(host: Host, path: string): string {
  return textOf(path, readBytes(host, path))
}

/** @throws Unusable `OVERT_READ` */
export function readBytes(host: Host, path: string): Uint8Array {
  try {
    return host.read(path)
  } catch (error) {
    throw unusable('OVERT_READ', fileProblem(path, 'read', error))
  }
}

/** The files of rules at some paths; those of a folder, and of the folders in it, in the order of their names. */
export function readRules(host: Host, paths: readonly string[]): readonly { readonly path: string; readonly bytes: Uint8Array }[] {
  return paths.flatMap((path) => {
    const files = below(host, path)
    if (files.length === 0) throw unusable('OVERT_READ', `the folder \`${path}\` holds no rules (.yml, .yaml); name one that does`)
    return files.map((file) => ({ path: file, bytes: readBytes(host, file) }))
  })
}

/** As the engine compiles them. */
export const sourceOf = ({ path, bytes }: { readonly path: string; readonly bytes: Uint8Array }): RuleSource => ({ name: path, text: textOf(path, bytes) })

function below(host: Host, path: string): readonly string[] {
  let names: readonly string[] | undefined
  try {
    names = host.list(path)
  } catch (error) {
    throw unusable('OVERT_READ', fileProblem(path, 'read', error, 'name a file or a folder of rules'))
  }
  return names === undefined ? [path] : names.filter((name) => name.endsWith('.yml') || name.endsWith('.yaml')).toSorted().map((name) => `${path}/${name}`)
}

function textOf(path: string, bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch {
    throw unusable('OVERT_CONFIG', `\`${path}\` is not UTF-8; store it as UTF-8`)
  }
}
