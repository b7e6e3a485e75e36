/** What a person does about an error of the file system, by its code: made when there is one. */
const remedies = (): Readonly<Record<string, string>> => ({
  __proto__: null as never,
  EACCES: 'let this user do it',
  EPERM: 'let this user do it',
  EISDIR: 'it is a folder: name a file',
  ENOTDIR: 'a part of the path is no folder',
  ENOSPC: 'make room',
  EROFS: 'nothing can be written there: choose another place',
})

/**
 * Why a file cannot be read or written, and what to do. A runtime's own words end with the call and the path, which is said already: `, open 'a'` on Node and Bun, `: open 'a'` on Deno.
 *
 * @param missing what to do where there is nothing of that name
 */
export function fileProblem(path: string, deed: 'read' | 'written', error: unknown, missing: string = deed === 'read' ? 'check the path' : 'make its folder first'): string {
  const { code = '', syscall, message = 'it is not said why' } = error as { readonly code?: string; readonly syscall?: string; readonly message?: string }
  const end = syscall === undefined ? message.search(/: \w+ '/) : message.lastIndexOf(`, ${syscall}`)
  const remedy = code === 'ENOENT' ? missing : remedies()[code]
  return `\`${path}\` cannot be ${deed}: ${end === -1 ? message : message.slice(0, end)}${remedy === undefined ? '' : `; ${remedy}`}`
}
