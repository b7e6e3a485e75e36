import process from 'node:process'
import test from 'ava'
import { unauditedReason } from '../../../src/probes/process/unaudited.ts'

const reasonOf = (...args: readonly [string, ...string[]]): string | undefined => unauditedReason({ file: args[0], args, environment: [], configuration: '' })
const shell = (line: string): string | undefined => reasonOf('/bin/sh', '-c', line)

/** Each starts a node that does not load the preload. */
const lost: readonly (readonly [string, ...string[]])[] = [
  ['env', '-i', 'node', 'app.js'],
  ['/usr/bin/env', '-', 'node'],
  ['env', '--ignore-environment', 'PATH=/bin', '/opt/bin/nodejs'],
  ['env', '-u', 'NODE_OPTIONS', 'npm', 'test'],
  ['env', '--unset=OVERT_LAUNCH', 'node'],
  ['env', '-uNODE_OPTIONS', 'npx', 'x'],
  ['env', 'NODE_OPTIONS=--max-old-space-size=8192', 'next', 'build'],
  ['env', 'A=b', 'NODE_OPTIONS=', 'node'],
  ['env', '-iS', 'node app.js'],
  ['timeout', '5', 'env', '-i', 'node'],
  ['env', '-i', 'sh', '-c', 'cd /; node app.js'],
  ['env', '-i', 'PATH=/tmp', 'ls', 'node', 'app.js'],
  ['env', '-S', 'NODE_OPTIONS= node app.js'],
  ['sudo', 'node', 'app.js'],
  ['sudo', '-u', 'nobody', 'npm', 'start'],
  ['pkexec', 'node', 'app.js'],
  ['systemd-run', '--user', 'node', 'app.js'],
  ['docker', 'run', 'image', 'node', 'app.js'],
  ['su', '-', 'nobody', '-c', 'node app.js'],
  ['runuser', '-l', 'nobody', '-c', 'cd /; node app.js'],
  // Options in one word, cut short, or with their value in the same word.
  ['env', '-vu', 'NODE_OPTIONS', 'node'],
  ['env', '-iu', 'HOME', 'node'],
  ['env', '--unse', 'NODE_OPTIONS', 'node'],
  ['env', '--uns=NODE_OPTIONS', 'node'],
  ['env', '--ignore-env', 'node'],
  ['env', '-iSnode app.js'],
  ['env', '--split=NODE_OPTIONS= node app.js'],
  ['sh', '-ce', 'env -i node'],
  ['bash', '-c', '-o', 'pipefail', 'env -i node'],
  ['su', 'nobody', '--command=env -i node'],
  ['script', '-qc', 'env -i node', '/dev/null'],
  ['bwrap', '--clearenv', '--', 'node'],
  ['setpriv', '--reset-env', 'node'],
  // No shell puts anything in the place of these.
  ['env', 'NODE_OPTIONS=--title=$NODE_OPTIONS', 'node'],
  ['env', 'NODE_OPTIONS=%NODE_OPTIONS%', 'node'],
  // The line's own words.
  ['sh', '-c', 'env -i "$@"', 'sh', 'node', 'app.js'],
  ['sh', '-c', 'shift; env -i $1', 'sh', 'a', 'node'],
]
const snapshots: readonly (readonly [string, ...string[]])[] = [['node', '--snapshot-blob', 'x', '--build-snapshot', 'a.js'], ['/bin/sh', '-c', 'cd x && node --build-snapshot-config=c.json'], ['node', '--build_snapshot', 'a.js'], ['node', '--run', 'dev'], ['sh', '-c', 'exec node --run=dev']]
for (const args of snapshots) test(`no preload: ${args.join(' ')}`, (t) => t.regex(reasonOf(...args) ?? '', /^`--(build.snapshot|run).*` after `node`: it will not load overt$/))
const lostLines = [
  'env -i node',
  'NODE_OPTIONS= node',
  "NODE_OPTIONS='' A=1 node",
  'NODE_OPTIONS="--require ./x.js" next build',
  'cd /tmp && exec env -i PATH=/bin /usr/bin/node x',
  'unset NODE_OPTIONS; node x',
  'export NODE_OPTIONS=; true; node x',
  'NODE_OPTIONS=; node x',
  'true|env -i node',
  'bash -c "env -i node x"',
  "env -i bash -lc 'true && node x'",
  '(OVERT_LAUNCH={} node x)',
  'x=$(env -i node -p 1)',
  'x=`env -i node -p 1`',
  'exec -c node x',
  'exec -lc -a b node x',
  'export -n NODE_OPTIONS; node x',
  'declare +x NODE_OPTIONS && node x',
  'readonly NODE_OPTIONS=; node x',
  'su - nobody -c "node x"',
  'env -i 2>/dev/null node x',
  '2>&1 env -i node x',
  'NODE_OPTIONS= >o node x',
  'if NODE_OPTIONS= node x; then :; fi',
  'time NODE_OPTIONS= node x',
  'command unset NODE_OPTIONS; node x',
  'builtin export NODE_OPTIONS=; node x',
  'unset NODE_OPTIONS; A= env -u B node x',
  'export -n A NODE_OPTIONS; node x',
  'read NODE_OPTIONS </dev/null; node x',
  'for NODE_OPTIONS in 1; do node x; done',
  'let "NODE_OPTIONS = 0"; node x',
  'NODE_OPTIONS+=/../x.cjs node x',
  "NODE_OPTIONS='$NODE_OPTIONS' node x",
  'NODE_OPTIONS=--title=$NODE_OPTIONS node x',
  'NODE_OPTIONS=$NODE_OPTIONS_X node x',
  'NODE_OPTIONS=${NODE_OPTIONS:+} node x',
  '\\env -i node x',
  '$SUDO env -i node x',
  'echo "$(env -i node x)"',
  "cat <<E\ndon't\nE\nenv -i node x",
  'eval "unset NODE_OPTIONS"; node x',
  'env -i sh -c "sh -c \'node x\'"',
  'env -u NODE_OPTIONS vite',
  'env --unset=NODE_OPTIONS A=1 ./tool.js',
  'f() { local NODE_OPTIONS; node x; }; f',
  'NODE_OPTIONS[0]=; node x',
  // What a program finds is started, or what looks like its name is another's: of a user, of an option, of a file.
  'sudo $(which node) x',
  'sudo `command -v node` x',
  'sudo -u ls node x',
  'sudo --not-known ls node x',
  'sudo $FLAGS ls node x',
  'env -i ./ls node x',
  'docker --context images run image node x',
  'docker $X images node x',
  'docker exec images node x',
  'sudo apt-get -o images install node',
  'sudo systemctl restart node',
  'env -i ls; env -i node x',
  'docker images; docker run x node',
  'sudo sh -c "ls; node x"',
  'sudo find . -exec ls {} + -exec node {} \\;',
  // What prints where it is stands in a line of its own.
  'sudo $(sh -c "which node") x',
  'sudo `bash -c "command -v node"` x',
  'sudo $(eval which node) x',
  'sudo $(sh -c "eval which node") x',
  // The name may be another program's: of a file, of a function, or of what PATH leads to; or what is printed is run.
  'env -i /tmp/ls node x',
  'env -i ../bin/ls node x',
  'unset NODE_OPTIONS; ls() { "$@"; }; ls node x',
  'unset NODE_OPTIONS; ls ( \t) ("$@"); ls node x',
  'unset NODE_OPTIONS; function ls { "$@"; }; ls node x',
  'unset NODE_OPTIONS; alias ls=env; ls node x',
  'unset NODE_OPTIONS; hash -p /usr/bin/env ls; ls node x',
  'unset NODE_OPTIONS; PATH=/tmp; ls node x',
  'env -i PATH=/tmp ls node x',
  'sudo which node | sudo xargs -I{} {} x',
  'sudo which node | while read n; do sudo $n x; done',
  'sudo which node | { mapfile -t found; sudo "${found[0]}" x; }',
  'sudo which node | sudo parallel {} x',
  `eval 'ls(' ') { "$@"; }; unset NODE_OPTIONS; ls node x'`,
  'unset NODE_OPTIONS; ls (\\\n) { "$@"; }; ls node x',
  'unset NODE_OPTIONS; for PATH in /tmp; do ls node x; done',
  'unset NODE_OPTIONS; printf -v PATH /tmp; ls node x',
  'unset NODE_OPTIONS; path=(/tmp); ls node x',
]
for (const args of lost) test(`lost: ${args.join(' ')}`, (t) => t.regex(reasonOf(...args) ?? '', /^`.+` before `.+`: it will not load overt$/))
for (const line of lostLines) test(`lost in a shell line: ${line}`, (t) => t.regex(shell(line) ?? '', /^`.+` before `.+`: it will not load overt$/))

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

test('variables that are lines, and what a program of many names is called', (t) => {
  const reason = (environment: readonly string[], file = 'true', args: readonly string[] = [file]): string => unauditedReason({ file, args, environment, configuration: '' }) ?? ''
  for (const variable of ['GIT_SSH_COMMAND=bun x', 'BASH_ENV=$(bun x >&2)', "PS4='$(bun x)", 'BASH_FUNC_ls%%=() { bun x; }', 'EDITOR=nohup bun x', 'LESSOPEN=|bun x %s']) t.regex(reason(['A=b', variable]), /^`bun` without a preload/, variable)
  t.regex(reason(['GIT_EXTERNAL_DIFF=env -i node x']), /^`env -i` before `node`/)
  for (const variable of ['A=bun x', 'BASH_ENV=bun x', 'EDITOR=vim bun', 'BASH_FUNC_ls%%=() { ls -l "$@"; }', 'PAGER=']) t.is(reason([variable]), '', variable)
  // A function that bash takes out of the environment is not what its name says.
  const named = ['bash', '-c', 'unset NODE_OPTIONS; ls node x'] as const
  t.is(reason(['A=b'], 'bash', named), '')
  t.regex(reason(['BASH_FUNC_ls%%=() { "$@"; }'], 'bash', named), /^`unset NODE_OPTIONS` before `node`/)
  t.regex(reason([], '/bin/busybox', ['env', '-i', 'node', 'x']), /^`env -i` before `node`/)
  t.regex(reason([], '/bin/busybox', ['sh', '-c', 'bun x']), /^`bun` without/)
  t.is(reason([], 'node', ['a title', 'app.js']), '')
})

test('what is read is bounded by what is said, and all of it is read in one go', (t) => {
  const cut = /^lines within more than 8 others, or of more than 1048576 characters: the rest is not read/
  for (const piece of ['$(', '"$(', '((', '`\\`', '<<a\n$(', 'true;'] as const) t.regex(shell(piece.repeat(600_000)) ?? '', cut, piece)
  let nested = 'true'
  for (let i = 0; i < 9; i++) nested = `sh -c ${nested.replaceAll(/[\\ ]/g, '\\$&')}`
  t.regex(shell(nested) ?? '', cut)
  t.is(shell(nested.slice('sh -c '.length).replaceAll('\\\\', '\\')), undefined)
  // Each of these took a time that grew with the square of its length: hours, at this one.
  for (const piece of ['${', '${a}', '"${a}"', '{a}', 'a\\ ']) {
    const long = piece.repeat(100_000)
    t.regex(shell(`bun ${long}`) ?? '', /^`bun` without/, piece)
    if (piece !== '${') t.regex(shell(`: ${long}\nbun x`) ?? '', /^`bun` without/, piece)
  }
})

/** None of these loses the preload for a node. */
const kept: readonly (readonly [string, ...string[]])[] = [
  ['node', 'app.js', 'NODE_OPTIONS=', 'node'],
  ['env', 'node'],
  ['env', 'A=b', 'node'],
  ['env', '-u', 'HOME', 'node'],
  ['env', '-i', 'ls'],
  ['echo', 'env -i node'],
  ['sudo', 'ls'],
  ['docker', 'ps'],
  ['docker', 'images', 'node'],
  ['kubectl', 'get', 'node'],
  ['sudo', 'which', 'node'],
  ['su', 'nobody', '-c', 'node app.js'],
  ['git', 'push', '-c', 'NODE_OPTIONS= node'],
  ['sh', 'script.sh', 'env', '-'],
  ['tool', '--build-snapshot'],
]
const keptLines = [
  'node app.js',
  'exec node -c app.js',
  'exec -a clever node app.js',
  'export -n HOME; node app.js',
  'env -i ls; node app.js',
  'NODE_ENV=production node app.js',
  'NODE_OPTIONS="$NODE_OPTIONS --trace-warnings" node',
  'NODE_OPTIONS="--trace-warnings ${NODE_OPTIONS}" node',
  "NODE_OPTIONS+=' --trace-warnings' node",
  'printenv NODE_OPTIONS; node',
  'if true; then node app.js; fi 2>&1 | tee log',
  'export NODE_OPTIONS; node',
  'cross-env NODE_OPTIONS=--max-old-space-size=8192 next build',
  'export NODE_OPTIONS="$NODE_OPTIONS -r x"; node',
  'unset HOME; node',
  'echo ${HOME} && node',
  '',
  '$HOME/bin/x bun',
  'timeout $T x',
  'env -u NODE_OPTIONS',
  'env -u FOO vite',
  'A[0]=NODE_OPTIONS; node x',
  // `node` is the name of an image, a kind of object, a package, a file, a process.
  'docker images node',
  'docker pull node && docker image inspect -f x node:22',
  'sudo docker images node',
  'kubectl get node -o wide | wc -l',
  'for n in $(kubectl get node -o name); do echo $n; done',
  'sudo apt-get install nodejs',
  'sudo -E DEBIAN_FRONTEND=noninteractive apt-get -y -qq install --no-install-recommends nodejs npm',
  'sudo -u nobody which node',
  'env -i which node',
  'sudo sh -c "command -v node"',
  'sudo ls -l /usr/bin/node',
  'sudo pkill -f node',
  'sudo apk add --no-cache nodejs npm',
]
for (const args of kept) test(`kept: ${args.join(' ')}`, (t) => t.is(reasonOf(...args), undefined))
for (const line of keptLines) test(`kept in a shell line: ${line}`, (t) => t.is(shell(line), undefined))

test('a `PATH` of the application\'s own gives the names of programs another meaning', (t) => {
  const of = (path: string): string | undefined => unauditedReason({ file: '/bin/sh', args: ['sh', '-c', 'unset NODE_OPTIONS; ls node x'], environment: ['A=b', `PATH=${path}`], configuration: '' })
  t.is(of(process.env['PATH'] ?? ''), undefined)
  t.regex(String(of('/tmp')), /node/)
})
