// `node bench/capi/run.mjs`: the C interface against the same calls in Rust, one process, in turn. See bench/README.md.
import { join } from 'node:path'
import process from 'node:process'
import { buildCapi, prefix } from '../../scripts/build/capi.mjs'
import { must } from '../../scripts/run/command.mjs'
import { entry } from '../../scripts/run/progress.mjs'

await entry(async () => {
  await buildCapi()
  const library = join(prefix, 'lib', process.platform === 'darwin' ? 'libovert.dylib' : 'libovert.so')
  await must('cargo', ['bench', '--locked', '--quiet', '--package', 'overt-capi', '--bench', 'capi', '--', library], { show: true })
})
