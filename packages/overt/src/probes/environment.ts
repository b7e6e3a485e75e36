import process from 'node:process'

/** The variables of this thread, as Node has them: the application may assign `process.env`, and Node goes on with these. */
export const environment: NodeJS.ProcessEnv = process.env

let watched: object | undefined

/** Notes what stands in place of {@link environment} for the application. */
export function standIn(proxy: object): void {
  watched = proxy
}

/** What to copy variables from: behind the stand-in lie the variables themselves, and reading those raises nothing. */
export const behindStandIn = (variables: object): object => (variables === watched ? environment : variables)
