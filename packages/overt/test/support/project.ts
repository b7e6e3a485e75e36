import { existsSync } from 'node:fs'

/**
 * The workspace's root. Tests name files from here (`new URL('packages/overt/dist/register.cjs', root)`), for on Node 20 they run from another folder than
 * the one that they were written in.
 */
export const root: URL = above(new URL('./', import.meta.url))

function above(folder: URL): URL {
  if (existsSync(new URL('Cargo.toml', folder)) && existsSync(new URL('schema/events.yaml', folder))) return folder
  const parent = new URL('../', folder)
  if (parent.href === folder.href) throw new Error(`no workspace above \`${import.meta.url}\``)
  return above(parent)
}
