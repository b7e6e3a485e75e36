import { primordials } from '@overt/core'
import { lists } from './starters.ts'

const { indexOf, startsWith } = primordials

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

const container = nameOnly('images image pull push tag rmi inspect ps logs rm stop kill pause unpause wait port top stats search history rename diff')
/** Options of package managers that start nothing; `-o` of apt may name what runs before it. */
const packages = '-y -q -qq -v -yq -yqq --yes --assume-yes --assumeyes --quiet --verbose --no-install-recommends --no-install-suggests --no-cache --update --upgrade --virtual -U -u -S -Sy -Syu --noconfirm --needed --purge --allow-downgrades'
const apt = nameOnly('install reinstall remove purge search show list policy', packages)

/** By their names. What copies, links or moves a file is not among them: what is called node may then run by another name. */
const programs: Readonly<Record<string, NameOnly>> = {
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
        // A path of the application's own may lead to anything.
        if (isProgram && !isOpen && indexOf(word, '/') <= 0) begin(programs[name])
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
