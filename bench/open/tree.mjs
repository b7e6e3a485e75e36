// A generated tree of installed packages: the same each time.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const folders = ['', 'lib', 'lib/internal', 'dist', 'dist/esm', 'dist/cjs', 'types', 'src', 'src/util']
const filesOfPackage = 83

/**
 * Writes `count` files of about 7 KB on average, log-normal as in real trees (half of them below 1.5 KB, a few of more than 1 MB), nine folders a package.
 *
 * @param {string} root
 * @param {number} count
 */
export function makeTree(root, count) {
  const random = generator(1)
  let made = 0
  for (let number = 0; made < count; number++) {
    for (const folder of folders) {
      const path = join(root, 'node_modules', `package-${number}`, folder)
      mkdirSync(path, { recursive: true })
      const files = folder === '' ? filesOfPackage - 9 * (folders.length - 1) : 9
      for (let file = 0; file < files && made < count; file++, made++) {
        const normal = Math.sqrt(-2 * Math.log(Math.max(1e-9, random()))) * Math.cos(2 * Math.PI * random())
        const size = Math.min(2e6, Math.floor(Math.exp(7.3 + 1.7 * normal)))
        writeFileSync(join(path, `module-${file}.js`), Buffer.alloc(size, `/* ${made} */ exports.value = ${made}\n`))
      }
    }
  }
}

/** Bytes without a pattern, the same each time. @param {number} length */
export function bytesOfLength(length) {
  const words = new Uint32Array(Math.ceil(length / 4))
  const random = generator(2)
  for (let i = 0; i < words.length; i++) words[i] = random() * 2 ** 32
  return new Uint8Array(words.buffer, 0, length)
}

/** @param {number} seed @returns {() => number} between 0 and 1 */
function generator(seed) {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
