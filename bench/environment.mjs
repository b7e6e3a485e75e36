import process from 'node:process'

/**
 * The environment of this process without what changes how a Node starts: options, a configuration of overt, what npm sets, and `NODE_EXTRA_CA_CERTS`, a file of
 * certificates that Node 20 parses at every start (50 ms for the 144 of Debian's), whatever the program does; later lines do when somebody asks.
 *
 * @type {Readonly<NodeJS.ProcessEnv>}
 */
export const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(NODE_|OVERT_|npm_)/.test(name)))
