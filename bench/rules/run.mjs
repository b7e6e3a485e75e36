// The rule engine against rsigma-eval and sigma-rust: see bench/README.md. Arguments go to the program: --lanes A,B,C --rounds N --corpus DIR --no-linear --json --demand.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'

const folder = import.meta.dirname
// rsigma-eval 0.26 names a newer Rust than the one that it builds with.
const built = spawnSync('cargo', ['build', '--release', '--locked', '--quiet', '--ignore-rust-version'], { cwd: folder, stdio: 'inherit' })
if (built.status !== 0) process.exit(built.status ?? 1)

const given = process.argv.slice(2)
const corpus = join(folder, '../../../shared/corpora/sigma')
const rules = given.includes('--corpus') || !existsSync(corpus) ? [] : ['--corpus', corpus]
const program = join(folder, 'target/release/rules-bench')
// One core, the last, where the system has a command for that.
const pinned = process.platform === 'linux' && spawnSync('taskset', ['--version']).status === 0
const cores = spawnSync('nproc', { encoding: 'utf8' })
const last = String(Math.max(0, Number(cores.stdout ?? 1) - 1))
const [command, args] = pinned ? ['taskset', ['-c', last, program]] : [program, []]
process.exit(spawnSync(command, [...args, ...rules, ...given], { stdio: 'inherit' }).status ?? 1)
