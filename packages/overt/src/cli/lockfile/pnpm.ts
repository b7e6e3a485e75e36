import { OvertError } from '@overt/core'
import { unusableLock } from './json.ts'
import type { Locked } from './packages.ts'

const version = /^lockfileVersion: '?(\d+)/m
const key = /^ {2}'?\/?(@?[^@'\s]+)@([^:'()\s]+)(?:\([^']*\))?'?:$/
const integrity = /^ {4}resolution: \{.*\bintegrity: ([^,}\s]+)/
const script = /^ {4}requiresBuild: true$/

/**
 * The packages of a pnpm-lock.yaml (version 6 and later), in pnpm's own folder: `node_modules/.pnpm/NAME@VERSION...`. Only the section `packages` is read, in
 * the form that pnpm writes it.
 *
 * @param folders the names in `node_modules/.pnpm`: a package that was installed for several peers has several
 * @throws {OvertError} `OVERT_READ` for what is not in that form
 */
export function pnpmPackages(file: string, text: string, folders: readonly string[]): readonly Locked[] {
  const number = Number(version.exec(text)?.[1])
  if (!(number >= 6)) throw new OvertError('OVERT_READ', `\`${file}\` cannot be used: its \`lockfileVersion\` is below 6, or missing; write it anew with pnpm 8 or later`)
  const found: Locked[] = []
  let open: { name: string; version: string; integrity?: string | undefined; build?: boolean } | undefined
  const close = (): void => {
    if (open === undefined) return
    const folder = `${open.name.replace('/', '+')}@${open.version}`
    for (const place of folders.filter((one) => one === folder || one.startsWith(`${folder}_`) || one.startsWith(`${folder}(`))) {
      found.push({ name: open.name, version: open.version, place: `node_modules/.pnpm/${place}/node_modules/${open.name}`, integrity: open.integrity, hasInstallScript: open.build, optional: true })
    }
    open = undefined
  }
  for (const line of section(text, 'packages')) {
    const [, name, of] = key.exec(line) ?? []
    if (name !== undefined && of !== undefined) {
      close()
      open = { name, version: of }
    } else if (/^ {2}\S/.test(line)) throw unusableLock(file, `\`${line.trim()}\` is no package as pnpm writes it`)
    else if (open !== undefined) {
      open.integrity ??= integrity.exec(line)?.[1]
      if (script.test(line)) open.build = true
    }
  }
  close()
  return found
}

/** The lines below a key of the first level. */
function section(text: string, name: string): readonly string[] {
  const lines = text.split(/\r?\n/)
  const start = lines.indexOf(`${name}:`)
  if (start === -1) return []
  const end = lines.findIndex((line, at) => at > start && /^\S/.test(line))
  return lines.slice(start + 1, end === -1 ? undefined : end).filter((line) => line.trim() !== '')
}
