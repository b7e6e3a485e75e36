// `npm test`: everything, on a machine that has Node, npm and Rust. `-- --only NAME` runs one step, taking those before it as done; `-- --list` names them.
// The last line is `N passed, N failed`; the exit code is 1 when anything failed.
import process from 'node:process'
import { parseArgs } from 'node:util'
import { runPlan } from './run/plan.mjs'
import { entry } from './run/progress.mjs'
import { ava, avaHosts } from './steps/ava.mjs'
import { built, builtCapi, builtHosts, builtWasm, setUp } from './steps/build.mjs'
import { conformance } from './steps/conformance.mjs'
import { binding, demo, examples, install, nodeSuite, soak } from './steps/programs.mjs'
import { agreement, cargoTest, clippy, deny, rustdoc, rustfmt } from './steps/rust.mjs'
import { publishDeno } from './steps/publish.mjs'
import { tracked } from './steps/tracked.mjs'
import { eslint, generated, publint, tsc } from './steps/typescript.mjs'

const steps = [setUp, tracked, generated, rustfmt, clippy, rustdoc, cargoTest, agreement, deny, built, builtWasm, builtHosts, builtCapi, eslint, tsc, publint, publishDeno, binding, ...ava, avaHosts, conformance, demo, install, examples, soak, nodeSuite]

await entry(async () => {
  const { values } = parseArgs({ options: { only: { type: 'string', multiple: true }, list: { type: 'boolean' } } })
  if (values.list === true) return console.log(steps.map(({ name }) => name).join('\n'))
  const unknown = values.only?.find((name) => !steps.some((step) => step.name === name))
  if (unknown !== undefined) throw new Error(`there is no step \`${unknown}\`: \`npm test -- --list\` names them`)
  const { failed } = await runPlan(steps.filter(({ name }) => values.only?.includes(name) ?? true))
  process.exitCode = failed > 0 ? 1 : 0
})
