import test from 'ava'
import { unauditedReason } from '../../../src/probes/process/unaudited.ts'

// What of another runtime a command starts, and whether that is told its preload.

const reasonOf = (...args: readonly [string, ...string[]]): string | undefined => unauditedReason({ file: args[0], args, environment: [], configuration: '' })

/** Each starts another runtime, which is not told to load overt. */
const untold: readonly (readonly [string, ...string[]])[] = [
  // Bun 1.4.5 runs it.
  ['bun', 'run', '--version', './app.ts'],
  ['bun', '--smol', '-v', 'app.ts'],
  ['bun', 'app.ts'],
  ['/opt/bin/deno', 'run', '-A', 'app.ts'],
  ['bunx', 'vite'],
  ['deno', 'run', '-r', 'app.ts'],
  ['env', 'A=b', 'bun', 'app.ts'],
  ['sudo', 'deno', 'run', 'app.ts'],
  ['/bin/sh', '-c', 'cd x && exec bun app.ts | tail'],
  ['/bin/sh', '-c', 'deno task dev'],
  ['nohup', 'bun', 'app.ts'],
  ['/usr/bin/timeout', '5', 'deno', 'run', 'app.ts'],
  ['timeout', '-k', '1', '--signal=KILL', '5s', 'bun', 'app.ts'],
  ['timeout', '--not-known', '5', 'bun', 'app.ts'],
  ['nice', 'deno', 'run', 'app.ts'],
  ['nice', '-n', '5', 'nohup', 'bun', 'app.ts'],
  ['nice', '-10', 'bun', 'app.ts'],
  ['ionice', '-c2', '-n', '0', 'bun', 'app.ts'],
  ['taskset', '-c', '1', 'bun', 'app.ts'],
  ['stdbuf', '-oL', '-e', '0', 'bun', 'app.ts'],
  ['setsid', '-fw', 'bun', 'app.ts'],
  ['/usr/bin/time', '-o', 'out', '-v', 'bun', 'app.ts'],
  ['xargs', '-0', '-n', '1', 'bun'],
  ['xargs', '-I', '{}', 'deno', 'run', '{}'],
  ['env', '-u', 'HOME', 'A=b', 'timeout', '5', 'bun', 'app.ts'],
  ['env', '-S', 'nohup bun app.ts'],
  ['sudo', '-u', 'nobody', 'A=b', 'bun', 'app.ts'],
  ['docker', 'run', '--rm', 'image', 'bun', 'app.ts'],
  ['npx', 'bun', 'app.ts'],
  ['npx', '-y', '-p', 'bun@1', 'bun', 'app.ts'],
  ['npx', '--yes', 'deno@2.1', 'run', 'app.ts'],
  ['npx', '-c', 'cd x && bun app.ts'],
  ['npm', 'exec', '--', 'bun', 'app.ts'],
  ['npm', 'exec', '--call', 'bun app.ts'],
  ['npm', '--prefix', 'x', 'x', 'bun', 'app.ts'],
  ['pnpm', 'dlx', 'bun', 'app.ts'],
  ['pnpm', '--dir', 'x', 'exec', 'deno', 'run', 'app.ts'],
  ['pnpm', 'bun', 'app.ts'],
  ['yarn', 'dlx', '-q', 'bun', 'app.ts'],
  ['corepack', 'pnpm', 'dlx', 'bun'],
  ['/bin/sh', '-c', 'if true; then nohup bun app.ts & fi'],
  ['/bin/sh', '-c', 'ls | xargs -n1 bun'],
  ['/bin/sh', '-c', 'time ! bun app.ts'],
  ['timeout', '5', 'sh', '-c', 'exec bun app.ts'],
  // What stands behind the program's name is the program's.
  ['bun', 'app.ts', '--preload', 'x'],
  ['bun', 'run', 'app.ts', '--preload=x'],
  ['bun', 'app.ts', '-r', 'x'],
  ['bun', '--', 'app.ts', '--preload', 'x'],
  ['bun', '-e', '1', 'argument', '--preload', 'x'],
  // `bunx` has no such option, and what runs a script of package.json does not hand it on.
  ['bunx', '--preload', 'x', 'vite'],
  ['bun', 'x', '--preload', 'x', 'vite'],
  ['bun', 'run', '--preload', 'x', 'dev'],
  ['bun', '--preload', 'x', 'dev'],
  ['deno', 'run', '--preload', 'x', 'dev'],
  ['bun', 'exec', '--preload', 'x', 'bun app.ts'],
  ['deno', 'task', '--preload', 'x', 'dev'],
  ['sh', '-c', 'bun x --preload y'],
  // Redirections and words of the language before the program.
  ...['2>/dev/null bun x', '>o bun x', '<o 2>&1 bun x', '{fd}>o bun x', 'true &>o bun x', 'bun>o', 'A=1 >o B=2 bun x', 'if bun x; then :; fi', 'while ! bun x; do :; done', '{ bun x; }', '( bun x )', 'f() { bun x; }; f', 'function f { bun x; }; f', 'coproc N { bun x; }', 'coproc bun x',
    'case a in a) bun x;; esac', 'echo $(case a in a) bun x;; esac)', 'echo $( (true) ; bun x)', 'exec bun x', 'command bun x', 'builtin command -p bun x', 'time -p bun x', '{bun,x}', '$SUDO bun x', 'true|bun x', 'true\nbun x', 'true # don\'t\nbun x', 'x=$((1 << 2))\nbun x', '((1 << 2)); bun x', 'bu\\\nn x', '\\bun x', "b'u'n x",
    'echo "$(bun x)"', 'echo `bun \\`true\\``', 'cat <(bun x)', '${ bun x; }', 'echo ${A:-$(bun x)}', "cat <<E\ndon't $(bun x)\nE", "cat <<-E\n\tdon't\n\tE\nbun x", 'sh <<E\nbun x\nE', 'sh <<< "bun x"', 'eval "bun x"', 'eval true \\; bun', 'trap "bun x" EXIT', "sh -ce 'bun x'", "su -c'bun x'", "env -Sbun\\ x", 'bash -c -- "bun x"', '"$@"'].map((line) => ['sh', '-c', line, 'sh', 'bun', 'x'] as const),
  ['env', '-Sbun x'],
  ['env', '-vS', 'A=; bun x'],
  ['env', '--split-string=bun x'],
  ['env', '-a', 'x', 'bun'],
  ['strace', '-f', 'bun', 'x'],
  ['chroot', '/x', 'bun', 'x'],
  ['flock', '-n', 'x', 'bun', 'x'],
  ['flock', 'x', '-c', 'bun x'],
  ['/lib64/ld-linux-x86-64.so.2', '--argv0', 'x', '/usr/bin/bun', 'x'],
  ['find', '.', '-name', 'x', '-exec', 'bun', '{}', ';'],
  ['watch', '-n1', 'bun x'],
  ['script', '-c', 'bun x'],
  ['npm', 'exec', '--call=bun x'],
  ['fish', '-c', 'bun x'],
  ['pwsh', '-NoProfile', '-Command', 'bun', 'x'],
  ['cmd.exe', '/d', '/s', '/c', '"cd x & b^un x"'],
  ['sh', '-c', 'exec "$@"', 'sh', 'bun', 'x'],
  ['sh', '-c', '$0 x', 'bun'],
  ['deno', 'run', '-A', 'app.ts', '--preload', 'x'],
  ['deno', 'app.ts', '--preload', 'x'],
  // What the shell puts somewhere is an option's value, or one of the words before the program; or only the folder that it is in.
  ...['sudo -u $USER bun x', 'nice -n $N bun x', 'timeout -s $S 5 bun x', 'timeout $T bun x', 'timeout "$T" bun x', 'timeout $OPTIONS 5 bun x', 'flock "$LOCK" bun x', 'xargs -n $N bun', '$HOME/.bun/bin/bun x', '"$HOME"/.bun/bin/bun x', '${DENO_INSTALL:-/opt/d}/bin/deno x', '$(npm prefix)/bin/bun x',
    '$SHELL -c "bun x"', '"${BASH}" -c "bun x"', 'sh ${DEBUG:+-x} -c "bun x"', 'trap -- "bun x" EXIT', '{,bun} x', 'runuser -u a -- bun x', 's6-setuidgid a bun', '/lib64/ld-linux-x86-64.so.2 /usr/bin/bun x'].map((line): readonly [string, ...string[]] => ['/bin/sh', '-c', line]),
]
for (const args of untold) test(`not told: ${args.join(' ')}`, (t) => t.regex(reasonOf(...args) ?? '', /^`.*(?:bunx?|deno)(?:@[\d.]+)?` without a preload: it will not load overt$/))
const told: readonly (readonly [string, ...string[]])[] = [['bun', '--preload', '@overt/bun/register', 'app.ts'], ['deno', 'run', '--preload=jsr:@overt/deno/register', 'app.ts'], ['/bin/sh', '-c', 'bun -r x app.ts'], ['npm', 'install', 'bun'], ['echo', 'deno'],
  // They say something of themselves, and run nothing.
  ['bun', '--version'], ['/bin/sh', '-c', 'deno -V || bun --help app.ts'],
  ['bun', 'run', '--preload', 'x', 'app.ts'], ['bun', '--cwd', 'y', '--smol', '--preload=x', 'app.ts'], ['bun', '--import', 'x', 'app.ts'], ['bun', '-e', '1', '--require', 'x'], ['bun', '-r./x', 'app.ts'],
  ['bun', 'test', 'a.test.ts', '--preload', 'x'], ['deno', 'test', '-A', 'a_test.ts', '--preload', 'x'], ['deno', '--config', 'deno.json', '--preload', 'x', 'app.ts'], ['deno', 'eval', '--import=x', '1'],
  ['nohup', 'bun', '--preload', 'x', 'app.ts'], ['timeout', '5', 'deno', 'run', '--preload', 'x', 'app.ts'],
  // Words that are no program's name.
  ['timeout', '--foreground', '5', 'grep', 'bun', 'x'], ['timeout', '-k', 'bun', '5', 'ls'], ['nice', '-n', '5', 'grep', 'deno'], ['xargs', '-0', 'grep', 'bun'], ['xargs', '-I', 'bun', 'echo', 'bun'], ['nohup', 'tar', 'x', 'bun'],
  ['deno', 'run', '--preload', 'x', 'https://x/y'], ['deno', 'test', '--preload', 'x', 'folder'], ['bun', '--preload', 'x', '-'],
  ['sudo', 'apt-get', 'install', 'deno'], ['sudo', '-u', 'bun', 'ls'], ['npx', 'eslint', 'bun'], ['npx', '-p', 'bun', 'ls'], ['npm', '-g', 'install', 'bun'], ['npm', '--no-audit', 'install', 'deno'], ['pnpm', 'add', 'bun'], ['yarn', 'add', 'deno'],
  ['/bin/sh', '-c', 'command -v bun >x'], ['/bin/sh', '-c', 'which bun || exit 1'], ['find', '.', '-name', 'bun'], ['sh', '-c', 'echo x > bun; cat < deno'], ['sh', '-c', 'true # bun x'], ['sh', '-c', 'ls "$@"', 'sh', 'bun'], ['sh', '-c', "echo 'a; bun x'"],
]
for (const args of told) test(`told, or none: ${args.join(' ')}`, (t) => t.is(reasonOf(...args), undefined))
const withBunOptions = (...args: readonly [string, ...string[]]): string | undefined => unauditedReason({ file: args[0], args, environment: ['BUN_OPTIONS=--preload x'], configuration: '' })
test('told by the environment', (t) => {
  t.is(withBunOptions('bun', 'app.ts'), undefined)
  t.is(withBunOptions('bunx', 'vite'), undefined)
  const alone: readonly (readonly [string, ...string[]])[] = [['deno', 'run', 'app.ts'], ['env', '-i', 'bun', 'app.ts'], ['env', '-u', 'BUN_OPTIONS', 'bun', 'app.ts'], ['sh', '-c', 'BUN_OPTIONS= bun x'], ['sudo', 'bun', 'x'],
    // Without the configuration it would judge by other rules.
    ['env', '-u', 'OVERT_CONFIG', 'bun', 'x'], ['sh', '-c', 'OVERT_CONFIG= bun x']]
  for (const args of alone) t.regex(withBunOptions(...args) ?? '', /without a preload/, args.join(' '))
})

const granted: readonly (readonly string[])[] = [['run', '-A'], ['run', '--allow-all'], ['run', '-ER'], ['run', '-WER=/srv'], ['test', '--allow-env', '--allow-read'], ['run', '--allow-env=HOME,OVERT_CONFIG', '--allow-read=/tmp,/srv/overt.yml'], ['run', '--allow-env=OVERT_*', '-R=/srv/'], ['run', '-E', '--allow-read=.'], ['run', '--config', 'deno.json', '-P']]
const ungranted: readonly (readonly string[])[] = [['run'], ['run', '--allow-env'], ['run', '--allow-read', '--allow-write'], ['run', '--allow-env=HOME', '--allow-read'], ['run', '-E', '--allow-read=/srv/app'], ['run', '--config', '-A'], ['bench', '-RE=HOME'], ['run', '--', '-A']]
test('a Deno that may not read the configuration that it is handed', (t) => {
  const words = (options: readonly string[], configuration = '/srv/overt.yml'): string | undefined => unauditedReason({ file: '/opt/deno', args: ['deno', ...options.slice(0, 1), '--preload', '/x/register.js', ...options.slice(1), 'app.ts'], environment: [], configuration })
  for (const options of granted) t.is(words(options), undefined, options.join(' '))
  for (const options of ungranted) t.regex(words(options) ?? '', /^deno without `--allow-env=OVERT_CONFIG` and `--allow-read`/, options.join(' '))
  t.is(words(['run'], ''), undefined)
  t.is(unauditedReason({ file: 'deno', args: ['deno', '--version'], environment: [], configuration: '/srv/overt.yml' }), undefined)
})
