import { join, sep } from 'node:path'
import process from 'node:process'
import { engineOf } from './binding.ts'
import type { NativeBinding, Opening } from './native-binding.ts'
import { page } from './page.ts'

/** Which builds can run on a platform, likeliest first: one for the wrong libc fails to load, then the next is tried. */
const builds: Readonly<Record<string, readonly string[]>> = {
  'linux-x64': ['linux-x64-gnu', 'linux-x64-musl'],
  'linux-arm64': ['linux-arm64-gnu', 'linux-arm64-musl'],
  'darwin-x64': ['darwin-x64'],
  'darwin-arm64': ['darwin-arm64'],
  'win32-x64': ['win32-x64-msvc'],
  'win32-arm64': ['win32-arm64-msvc'],
}

const { dlopen } = process

/**
 * Opens the native build: the file beside the preload, else the one of the platform's package. The places are fixed; no variable of the environment and
 * no search chooses another. The binding gives its functions to the first load in a thread only.
 *
 * @param folder where the preload lies
 */
export function openNative(folder: string): Opening {
  const reasons: string[] = []
  for (const build of builds[`${process.platform}-${process.arch}`] ?? []) {
    const file = `overt.${build}.node`
    for (const place of ['', '../../@overt', '../node_modules/@overt']) {
      const path = place === '' ? folder + sep + file : join(folder, place, build, file)
      // Without a prototype V8 makes it a table: seventy functions would be seventy shapes of an object.
      const module = { exports: { __proto__: null } as Partial<NativeBinding> }
      try {
        dlopen(module, path)
      } catch (error) {
        const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
        // With `--no-addons` it is the same for each.
        if (!reasons.includes(reason)) reasons.push(reason)
        continue
      }
      if (module.exports.evaluate === undefined) return { kind: 'none', reasons: [`\`${path}\` was loaded before in this thread, and gives its functions once`] }
      return opened(module.exports as NativeBinding)
    }
  }
  return { kind: 'none', reasons: reasons.length > 0 ? reasons : [`there is no build for ${process.platform}-${process.arch}`] }
}

function opened(binding: NativeBinding): Opening {
  const buffer = page()
  binding.pin(buffer)
  const bytes = new Uint8Array(buffer)
  const { evaluate, evaluateText, evaluateLarge, pinLines, nameCaller, addLine } = binding
  return { kind: 'native', binding, engine: engineOf(binding, { kind: 'native', frame: () => bytes, evaluate, evaluateText, evaluateLarge, lines: { pin: pinLines, name: nameCaller, add: addLine } }) }
}
