// `npm run lint`: what can be said without building or running anything.
import process from 'node:process'
import { runPlan } from './run/plan.mjs'
import { entry } from './run/progress.mjs'
import { setup } from './setup.mjs'
import { clippy, rustdoc, rustfmt } from './steps/rust.mjs'
import { tracked } from './steps/tracked.mjs'
import { eslint, generated, tsc } from './steps/typescript.mjs'

await entry(async () => {
  await setup({ runtimes: false })
  const { failed } = await runPlan([tracked, generated, tsc, eslint, rustfmt, clippy, rustdoc])
  process.exitCode = failed > 0 ? 1 : 0
})
