import { lists } from './starters.ts'
import { indexOf, lastIndexOf, slice, startsWith } from '../primordials.ts'

/** A program that starts none of its words: one called `node` is a package, a file, a container or a process. */
export interface NameOnly {
  /** Words with which that is so, right behind the program, each between blanks; '' where it always is. */
  readonly subcommands: string
  /** Options that leave it so; '*' where every option does. */
  readonly flags: string
  /** Whether it prints where a program is, which then may be run: `sudo $(which node) x`. */
  readonly finds: boolean
}

const always: NameOnly = { subcommands: '', flags: '*', finds: true }
const nameOnly = (subcommands: string, flags = '*'): NameOnly => ({ subcommands: ` ${subcommands} `, flags: flags === '*' ? flags : ` ${flags} `, finds: false })

let made: Readonly<Record<string, NameOnly>> | undefined

/** By their names. What copies, links or moves a file is not among them: what is called node may then run by another name. */
const programs = (): Readonly<Record<string, NameOnly>> => (made ??= createPrograms())

function createPrograms(): Readonly<Record<string, NameOnly>> {
  const container = nameOnly('images image pull push tag rmi inspect ps logs rm stop kill pause unpause wait port top stats search history rename diff')
  /** Options of package managers that start nothing; `-o` of apt may name what runs before it. */
  const packages = '-y -q -qq -v -yq -yqq --yes --assume-yes --assumeyes --quiet --verbose --no-install-recommends --no-install-suggests --no-cache --update --upgrade --virtual -U -u -S -Sy -Syu --noconfirm --needed --purge --allow-downgrades'
  const apt = nameOnly('install reinstall remove purge search show list policy', packages)
  return {
    __proto__: null as never,
    command: { ...nameOnly('-v -V'), finds: true },
    which: always, whereis: always, type: always, ls: always, stat: always, file: always,
    pgrep: always, pidof: always, killall: always, pkill: always,
    docker: container, podman: container, nerdctl: container,
    kubectl: nameOnly('get describe logs delete label annotate taint cordon uncordon drain top explain wait'),
    apt, 'apt-get': apt, 'apt-cache': nameOnly('search show policy madison depends rdepends', packages),
    dnf: nameOnly('install remove search info list', packages), yum: nameOnly('install remove search info list', packages), microdnf: nameOnly('install remove', packages), zypper: nameOnly('install remove search info', packages),
    apk: nameOnly('add del search info', packages), pacman: nameOnly('-S -Sy -Syu -R -Rs -Q -Qi -Ss -Si', packages),
  }
}

/** Says of the words of a command which can be nothing but names. */
export interface NameReader {
  /**
   * @param name the word as a program's name
   * @param isProgram whether it certainly names the program that is started
   * @param isExpanded whether a shell puts something else in its place
   */
  isName(word: string, name: string, isProgram: boolean, isExpanded: boolean): boolean
  /** A command ends, and another may follow. */
  end(): void
}

/** @param isSubstituted whether another command is made of what this one prints */
export function createNameReader(isSubstituted: boolean): NameReader {
  let program: NameOnly | undefined
  /** What a shell put somewhere before may have been an option, whose value the program's name then is. */
  let isOpen = false
  let isSaid = false

  function begin(next: NameOnly | undefined): void {
    program = next?.finds === true && isSubstituted ? undefined : next
    isSaid = program === always
  }

  return {
    isName(word, name, isProgram, isExpanded) {
      if (isExpanded && !isSaid) {
        isOpen = true
        begin(undefined)
      } else if (program === undefined) {
        if (isProgram && !isOpen && isOfSystem(word)) begin(programs()[name])
      } else if (isSaid) {
        if (!leaves(program, word)) begin(undefined)
        return isSaid
      } else if (lists(program.subcommands, word)) isSaid = true
      else if (program.flags === '*' || !leaves(program, word)) begin(undefined)
      return false
    },
    end() {
      isOpen = false
      begin(undefined)
    },
  }
}

/** Whether behind this word all are names as before. */
const leaves = ({ flags }: NameOnly, word: string): boolean => flags === '*' || !startsWith(word, '-') || lists(flags, word)

const folders = ['/bin/', '/sbin/', '/usr/bin/', '/usr/sbin/', '/usr/local/bin/', '/opt/homebrew/bin/']

/** Whether a word is a bare name, or that of a file where only the system's own lie: any other path may lead to anything. */
function isOfSystem(word: string): boolean {
  const name = lastIndexOf(word, '/') + 1
  if (name === 0) return true
  for (let i = 0; i < folders.length; i++) if (slice(word, 0, name) === folders[i]) return true
  return false
}

/** What gives a program's name another meaning (`path` is the list of zsh), or makes commands of what another prints. */
const changes = ['function', 'alias', 'hash', 'PATH', 'path=', 'xargs', 'parallel', 'read', 'mapfile']

/** What a shell passes over between the brackets of a function's definition: a line may go on there. */
const between = ' \t\n\r\\'

/** Whether names of programs may be other ones in this text: `ls() { "$@"; }; ls node x`. */
export function changesNames(text: string): boolean {
  for (let i = 0; i < changes.length; i++) if (indexOf(text, changes[i] ?? '') !== -1) return true
  for (let at = indexOf(text, '('); at !== -1; at = indexOf(text, '(', at + 1)) {
    let next = at + 1
    while (next < text.length && indexOf(between, slice(text, next, next + 1)) !== -1) next++
    // The words of `eval` are texts of their own: the other bracket may be in the next one.
    if (next === text.length || slice(text, next, next + 1) === ')') return true
  }
  return false
}
