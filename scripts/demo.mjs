// `npm run demo`: on a machine with Node, npm and Rust, builds overt and shows it on a real Express application with a compromised dependency.
// `-- --act NAME` shows one act: monitor, enforce, verified-open or cost. Exit code 1 when anything is not as it should be.
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { cost } from '../demo/acts/cost.mjs'
import { enforce } from '../demo/acts/enforce.mjs'
import { monitor } from '../demo/acts/monitor.mjs'
import { verifiedOpen } from '../demo/acts/verified-open.mjs'
import { installApplication } from '../demo/support/install.mjs'
import { command, records, short } from '../demo/support/places.mjs'
import { bold, failed, green, red, say } from '../demo/support/screen.mjs'
import { build } from './build.mjs'
import { entry } from './run/progress.mjs'
import { setup } from './setup.mjs'

const acts = { monitor, enforce, 'verified-open': verifiedOpen, cost }

await entry(async () => {
  const { values } = parseArgs({ options: { act: { type: 'string', multiple: true } } })
  const unknown = values.act?.find((name) => !Object.hasOwn(acts, name))
  if (unknown !== undefined) throw new Error(`there is no act \`${unknown}\`; there are ${Object.keys(acts).join(', ')}`)
  say(bold('overt makes what a Node process does visible, and stoppable.'))
  await setup({ runtimes: false })
  await build()
  await installApplication()
  for (const [name, act] of Object.entries(acts)) if (values.act?.includes(name) ?? true) await act()
  process.exitCode = failed() > 0 ? 1 : 0
  say(failed() > 0 ? `\n${red(`${failed()} checks failed.`)}` : `\n${green('All checks hold.')}`)
  say(`The records lie in ${short(records)}/. Try next:`)
  say(`  node ${short(command)} log verify ${short(join(records, 'enforce.jsonl'))}`)
  say(`  node ${short(command)} run --record 'process.*,net.*' --log my.jsonl YOUR_SCRIPT.js`)
})
