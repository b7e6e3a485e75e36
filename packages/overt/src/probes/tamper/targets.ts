/** Modules of the runtime whose functions are watched when they are loaded: to load them takes longer than all else of a start. */
export type LoadedLater = '_http_outgoing' | '_http_server' | '_http_client' | 'http' | 'https' | 'crypto'

/** Those that a start has anyhow, if under another name: what is in them can be had without asking for them. */
export type LoadedFirst = 'module' | 'process'

/** Where a holder is found: a module of the runtime, or the global object where there is none, and the way from there. */
export interface Holder {
  readonly module?: LoadedFirst | LoadedLater
  readonly path: readonly string[]
  /** What its functions are called in the event. */
  readonly as: string
  readonly names: readonly string[]
}

/**
 * What attackers replace to read along: what an application sends and gets, what it parses, what it encrypts, how its modules are loaded. A name that this Node
 * has not is left out, and so is an accessor.
 */
export const targets: readonly Holder[] = [
  // Not `WebSocket`: to look at it loads undici.
  { path: [], as: '', names: ['fetch', 'XMLHttpRequest'] },
  { path: ['JSON'], as: 'JSON.', names: ['parse', 'stringify'] },
  { module: 'http', path: [], as: 'http.', names: ['request', 'get'] },
  { module: '_http_outgoing', path: ['OutgoingMessage', 'prototype'], as: 'http.OutgoingMessage.prototype.', names: ['end', 'write', 'setHeader'] },
  // They inherit from the one above.
  { module: '_http_server', path: ['ServerResponse', 'prototype'], as: 'http.ServerResponse.prototype.', names: ['end', 'write', 'setHeader', 'writeHead'] },
  { module: '_http_client', path: ['ClientRequest', 'prototype'], as: 'http.ClientRequest.prototype.', names: ['end', 'write', 'setHeader'] },
  { module: 'https', path: [], as: 'https.', names: ['request', 'get'] },
  { module: 'module', path: [], as: 'Module.', names: ['_load', '_resolveFilename', '_extensions'] },
  { module: 'module', path: ['prototype'], as: 'Module.prototype.', names: ['_compile', 'load', 'require'] },
  { module: 'process', path: [], as: 'process.', names: ['binding', 'dlopen', 'getBuiltinModule'] },
  {
    module: 'crypto', path: [], as: 'crypto.',
    names: [
      'createCipheriv', 'createDecipheriv', 'createHash', 'createHmac', 'createSign', 'createVerify', 'privateDecrypt', 'publicEncrypt', 'pbkdf2', 'pbkdf2Sync', 'randomBytes', 'randomUUID',
      'scrypt', 'scryptSync', 'sign', 'timingSafeEqual', 'verify',
    ],
  },
]

/** How stacks are formatted: `stack.prepare`. */
export const stackTargets: readonly Holder[] = [{ path: ['Error'], as: 'Error.', names: ['prepareStackTrace'] }]
