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
