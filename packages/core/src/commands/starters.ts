import { indexOf, slice, startsWith } from '../primordials.ts'


/** How a program that starts another is told which one: `timeout -k 1 5 bun app.ts`. */
export interface Starter {
  /** Options whose value is the next word, each between blanks. */
  readonly valued: string
  /** Options without a value, or with one that is part of the word. */
  readonly flags: string
  /** Words that are no options, before the one that names a program. */
  readonly before: number
  /** Whether `NAME=value` may stand before the program. */
  readonly assigns: boolean
  /** Options after which alone a word names a program; where there are none, the first word does. */
  readonly naming: string
}

const starter = (valued = '', flags = '', before = 0, assigns = false, naming = ''): Starter => ({ valued: ` ${valued} `, flags: ` ${flags} `, before, assigns, naming: naming === '' ? '' : ` ${naming} ` })

/** Those whose options are not known here: any of their words may name the program. */
export const unclear: Readonly<Record<string, boolean>> = {
  __proto__: null as never,
  docker: true, podman: true, nerdctl: true, kubectl: true, lxc: true, flatpak: true, snap: true, toolbox: true, distrobox: true, 'systemd-run': true, 'systemd-nspawn': true, machinectl: true,
  bwrap: true, firejail: true, unshare: true, nsenter: true, setpriv: true, capsh: true, prlimit: true, numactl: true, cgexec: true, setarch: true, chpst: true,
  strace: true, ltrace: true, perf: true, valgrind: true, heaptrack: true, gdb: true, lldb: true, rr: true, faketime: true,
  tmux: true, screen: true, dtach: true, rlwrap: true, unbuffer: true, expect: true, 'xvfb-run': true, 'dbus-run-session': true, proxychains: true, proxychains4: true, torsocks: true, parallel: true, entr: true, watchexec: true,
  fd: true, fdfind: true, arch: true, caffeinate: true, 'sandbox-exec': true, softlimit: true, direnv: true, mise: true, asdf: true, nix: true, 'nix-shell': true, 'start-stop-daemon': true, daemonize: true, cmd: true, start: true, 'start-process': true,
}

/** What a command begins with. */
export const beginning: Starter = { valued: '', flags: '', before: 0, assigns: true, naming: '' }

let made: Readonly<Record<string, Starter>> | undefined

/** By their names; those of package managers with the word that has them start one. */
export const starters = (): Readonly<Record<string, Starter>> => (made ??= createStarters())

/** When the first process is started, and not at the start of this one. */
function createStarters(): Readonly<Record<string, Starter>> {
  const plain = starter()
  /** The dynamic linker, as a program: ld.so(8). */
  const linker = starter('--library-path --preload --audit --argv0 --inhibit-rpath --glibc-hwcaps-prepend --glibc-hwcaps-mask', '--list --verify --inhibit-cache')
  const npx = starter('-p --package -c --call -w --workspace --cache --registry --userconfig --prefix --loglevel --script-shell', '-y --yes -q --quiet -s --silent -d --offline --prefer-offline --prefer-online --ignore-existing --workspaces -ws --include-workspace-root --verbose')
  const dlx = starter('--package -p -C --dir --reporter -F --filter', '-c --shell-mode --silent -s -q --quiet -r --recursive --parallel')
  const manager = starter('--prefix -C --dir --cwd --cache --registry --userconfig --loglevel --reporter -w --workspace -F --filter', '-g --global -s --silent -q --quiet -y --yes -r --recursive -ws --workspaces --offline --verbose -d')
  return {
    __proto__: null as never,
    nohup: plain,
    setsid: starter('', '-c -f -w --ctty --fork --wait'),
    timeout: starter('-k -s --kill-after --signal', '-f -p -v --foreground --preserve-status --verbose', 1),
    nice: starter('-n --adjustment'),
    ionice: starter('-c -n --class --classdata', '-t --ignore'),
    chrt: starter('-T -P -D --sched-runtime --sched-period --sched-deadline', '-b -d -f -i -o -r -R -v --batch --fifo --idle --other --rr', 1),
    taskset: starter('', '-a -c --all-tasks --cpu-list', 1),
    stdbuf: starter('-i -o -e --input --output --error'),
    time: starter('-f -o --format --output', '-a -p -q -v --append --portability --quiet --verbose'),
    xargs: starter('-a -d -E -I -L -n -P -s --arg-file --delimiter --max-lines --max-args --max-procs --max-chars --process-slot-var', '-0 -e -i -l -o -p -r -t -x --null --replace --eof --open-tty --interactive --no-run-if-empty --verbose --exit'),
    env: starter('-u -C -a -P --unset --chdir --argv0', '-i -0 -v -S --ignore-environment --null --debug --split-string --block-signal --default-signal --ignore-signal', 0, true),
    sudo: starter('-u -g -h -p -C -D -R -r -t -T -U --user --group --host --prompt --chdir --chroot --role --type --close-from --command-timeout --other-user', '-A -b -B -E -H -i -k -K -n -N -P -S -s -v -V --askpass --background --preserve-env --set-home --login --non-interactive --stdin --shell', 0, true),
    doas: starter('-u -a -C', '-L -n -s'),
    pkexec: starter('--user', '--disable-internal-agent --keep-cwd'),
    chroot: starter('', '', 1),
    gosu: starter('', '', 1),
    'su-exec': starter('', '', 1),
    setuidgid: starter('', '', 1),
    's6-setuidgid': starter('', '', 1),
    envdir: starter('', '', 1),
    setlock: starter('', '-n -N -x -X', 1),
    catatonit: starter('', '-g -L'),
    runuser: starter('-u -g -G -w --user --group --supp-group --whitelist-environment -c --command -s --shell', '-f -l -m -p -P --fast --login --preserve-environment --pty'),
    flock: starter('-c -E -w --command --conflict-exit-code --timeout', '-e -F -n -o -s -u -x --close --exclusive --nb --no-fork --nonblock --shared --unlock --verbose', 1),
    tini: starter('-e -p', '-g -s -v -w'),
    'dumb-init': starter('-r --rewrite', '-c -v --single-child --verbose'),
    fakeroot: starter('-b -i -l -s --faked --lib', '-h -u -v --unknown-is-real'),
    busybox: plain,
    toybox: plain,
    choom: starter('-n -p'),
    linux32: plain,
    linux64: plain,
    'ld.so': linker,
    'ld-linux-x86-64.so.2': linker,
    'ld-linux-aarch64.so.1': linker,
    'ld-musl-x86_64.so.1': linker,
    'ld-musl-aarch64.so.1': linker,
    find: starter('', '', 0, false, '-exec -execdir -ok -okdir'),
    // Words of shells before a command. `command -v` only asks.
    exec: starter('-a', '-c -l'),
    command: starter('-v -V', '-p'),
    builtin: plain,
    '!': plain,
    npx,
    pnpx: dlx,
    corepack: plain,
    npm: manager,
    'npm exec': npx,
    'npm x': npx,
    pnpm: manager,
    'pnpm dlx': dlx,
    'pnpm exec': dlx,
    yarn: manager,
    'yarn dlx': dlx,
    'yarn exec': dlx,
  }
}

/** Whether a list of options has this one. */
export const lists = (options: string, option: string): boolean => indexOf(options, ` ${option} `) !== -1

/** What an option says of the words behind it: nothing, that the next one is its value, or, where it is not known, that it may be. */
export function optionOf({ valued, flags }: Starter, word: string): 'flag' | 'valued' | 'unknown' {
  if (lists(valued, word)) return 'valued'
  if (lists(flags, word) || word === '-' || indexOf('0123456789', slice(word, 1, 2)) !== -1) return 'flag'
  if (startsWith(word, '--')) return indexOf(word, '=') !== -1 || startsWith(word, '--no-') ? 'flag' : 'unknown'
  for (let i = 1; i < word.length; i++) {
    const option = `-${slice(word, i, i + 1)}`
    // What follows in the same word is its value.
    if (lists(valued, option)) return i === word.length - 1 ? 'valued' : 'flag'
    if (!lists(flags, option)) return 'unknown'
  }
  return 'flag'
}
