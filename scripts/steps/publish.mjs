import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { command } from '../run/command.mjs'
import { root } from '../run/root.mjs'
import { denoAndBun } from '../setup/runtimes.mjs'
import { fail, pass, skip } from './outcome.mjs'

/** @typedef {import('./outcome.mjs').Step} Step */

/** What packages/deno may hold when it is published: nothing else, and all of it. */
const files = ['README.md', 'deno.json', 'dist/main.js', 'dist/native-engine.js', 'dist/native.js', 'dist/overt.compile.wasm', 'dist/overt.compile.wasm.base64', 'dist/overt.wasm', 'dist/overt.wasm.base64', 'dist/register.js', 'dist/rules.image', 'dist/rules.image.base64', 'mod.ts', 'register.d.ts']

/** What the modules may weigh, after wasm-opt, as they are and gzipped; as text they are a third larger. */
const mostBytes = { 'overt.wasm': [825_000, 340_000], 'overt.compile.wasm': [1_000_000, 430_000] }

/** `deno publish --dry-run`: types, slow types, and that exactly these files are in it. @type {Step} */
export const publishDeno = {
  name: 'publish-deno',
  needs: ['hosts'],
  run: async () => {
    const deno = denoAndBun().find(({ name }) => name === 'deno')?.path ?? ''
    if (!existsSync(deno)) return skip('Deno is not installed: `npm run setup` installs it')
    const { status, output } = await command(deno, ['publish', '--dry-run', '--allow-dirty'], { cwd: join(root, 'packages/deno'), env: { NO_COLOR: '1' } })
    if (status !== 0) {
      console.log(output)
      return fail('`deno publish --dry-run` failed')
    }
    const found = [...output.matchAll(/packages\/deno\/(\S+) \(/g)].map(([, name]) => name).sort()
    if (JSON.stringify(found) !== JSON.stringify(files)) return fail(`packages/deno would be published with ${found.join(', ')}`)
    for (const [module, most] of Object.entries(mostBytes)) {
      const bytes = readFileSync(join(root, 'packages/deno/dist', module))
      const sizes = [bytes.length, gzipSync(bytes, { level: 9 }).length]
      if (sizes.some((size, at) => size > (most[at] ?? 0))) return fail(`${module} has ${sizes[0]} bytes, gzipped ${sizes[1]}: more than ${most.join(' and ')}`)
    }
    // Types that are written, and every public symbol described.
    const documented = await command(deno, ['doc', '--lint', 'mod.ts', 'register.d.ts'], { cwd: join(root, 'packages/deno'), env: { NO_COLOR: '1' } })
    if (documented.status !== 0) {
      console.log(documented.output)
      return fail('`deno doc --lint` found something undocumented')
    }
    return pass()
  },
}
