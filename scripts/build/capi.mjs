// The library for C and what links to C: `target/capi`, laid out as an installation is (include, lib, lib/pkgconfig).
import { copyFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { must } from '../run/command.mjs'
import { entry, isMain, progress } from '../run/progress.mjs'
import { root } from '../run/root.mjs'

/** Where Cargo builds. */
export const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target')
/** Where it is installed. */
export const prefix = join(target, 'capi')

const libraries = /** @type {Record<string, { built: string, name: string, links: readonly string[] }>} */ ({
  linux: { built: 'libcapi.so', name: 'libovert.so.1', links: ['libovert.so'] },
  darwin: { built: 'libcapi.dylib', name: 'libovert.dylib', links: [] },
})

/** Builds the shared and the static library, and writes the file for pkg-config. */
export async function buildCapi() {
  const library = libraries[process.platform]
  if (library === undefined) throw new Error(`the library for C is laid out for Linux and macOS, not for \`${process.platform}\``)
  await must('cargo', ['build', '--release', '--locked', '--package', 'overt-capi'])
  rmSync(prefix, { recursive: true, force: true })
  const lib = join(prefix, 'lib')
  mkdirSync(join(lib, 'pkgconfig'), { recursive: true })
  mkdirSync(join(prefix, 'include'), { recursive: true })
  copyFileSync(join(root, 'crates/capi/include/overt.h'), join(prefix, 'include/overt.h'))
  copyFileSync(join(target, 'release', library.built), join(lib, library.name))
  copyFileSync(join(target, 'release/libcapi.a'), join(lib, 'libovert.a'))
  for (const link of library.links) symlinkSync(library.name, join(lib, link))
  const version = /^version = "(.*)"$/m.exec(readFileSync(join(root, 'Cargo.toml'), 'utf8'))?.[1] ?? ''
  const text = readFileSync(join(root, 'crates/capi/overt.pc.in'), 'utf8').replace('@prefix@', prefix).replace('@version@', version)
  writeFileSync(join(lib, 'pkgconfig/overt.pc'), text)
}

if (isMain(import.meta.filename)) await entry(() => progress('the library for C', buildCapi))
