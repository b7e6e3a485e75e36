// Every package carries the licences: npm takes no file from outside a package's folder.
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../run/root.mjs'

/** Copies the licences into the packages that npm publishes. */
export function copyLicences() {
  for (const name of ['core', 'overt', 'bun']) {
    for (const licence of ['LICENSE-APACHE', 'LICENSE-MIT']) copyFileSync(join(root, licence), join(root, 'packages', name, licence))
  }
}
