// `node scripts/semver.mjs`: whether the crates of the registry keep what their last tagged version promised (cargo-semver-checks). `--baseline REV` compares with
// another revision than the newest tag `v*` before this commit. Without a tag there is nothing to keep, and it says so.
import { parseArgs } from 'node:util'
import { command, must } from './run/command.mjs'
import { entry } from './run/progress.mjs'

const crates = ['overt-engine', 'overt-integrity']
const version = '0.51.0'

/** The newest tag before this commit, which may be the one that is about to be released. */
async function newestTag() {
  const { status, output } = await command('git', ['describe', '--tags', '--abbrev=0', '--match', 'v*', 'HEAD^'])
  return status === 0 ? output.trim() : undefined
}

await entry(async () => {
  const { values } = parseArgs({ options: { baseline: { type: 'string' } } })
  const baseline = values.baseline ?? (await newestTag())
  if (baseline === undefined) return console.log('skipped: no version is tagged yet, so there is none to compare with')
  const { status } = await command('cargo', ['semver-checks', '--version'])
  if (status !== 0) throw new Error(`it needs cargo-semver-checks: \`cargo install --locked cargo-semver-checks@${version}\` (Rust 1.93 or later)`)
  console.log(`${crates.join(', ')} against ${baseline}`)
  await must('cargo', ['semver-checks', '--baseline-rev', baseline, ...crates.flatMap((name) => ['--package', name])], { show: true })
})
