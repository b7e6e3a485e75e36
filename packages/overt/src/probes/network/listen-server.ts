import process from 'node:process'
import { primordials } from '@overt/core'
import { type Method, ownValue, replace } from '../patch.ts'
import { getBuiltinModule, nextTick } from '../../captured.ts'

const { apply } = primordials

/** A server that is being set up, and the error that this is refused with. */
interface Setup {
  readonly server: object
  error: { readonly refused: unknown } | undefined
}

/** How servers learn of a refusal. */
export interface Servers {
  /**
   * To be called by a handle that is refused. Closes it, where a server is being set up with it.
   *
   * @throws the error, where a server is being set up: the setting up ends there, and the server emits `error`
   */
  refused(handle: unknown, error: unknown): void
}

/**
 * A server is set up while the application calls `listen`, or once a name was resolved, with nobody to throw to. The runtime says on the next tick that it
 * could not be, and so does this.
 *
 * @param elsewhere called for a server whose handle is no native one: of a cluster's worker, for which another process listens. Throws what refuses.
 */
export function watchServers(elsewhere: (address: unknown, port: unknown, family: unknown) => void): Servers {
  let current: Setup | undefined
  const { prototype } = getBuiltinModule('node:net').Server
  replace(prototype, '_listen2', (original) => ({
    _listen2(this: unknown, address: unknown, port: unknown, family: unknown): unknown {
      const outer = current
      const setup: Setup = { server: this as object, error: undefined }
      current = setup
      try {
        if (isStandIn(ownValue(this as object, '_handle'))) {
          try {
            elsewhere(address, port, family)
          } catch (error) {
            setup.error = { refused: error }
            throw error
          }
        }
        return apply(original, this, arguments)
      } catch (error) {
        if (setup.error === undefined || setup.error.refused !== error) throw error
        closeHandle(this as { _handle: unknown })
        apply(nextTick, process, [emitError, this, error])
        return undefined
      } finally {
        current = outer
      }
    },
  })._listen2)
  return {
    refused(handle, error) {
      if (current === undefined) return
      current.error = { refused: error }
      close(handle)
      throw error
    },
  }
}

/** What a cluster's worker gets in place of a handle: an object with functions of its own. */
const isStandIn = (handle: unknown): boolean => typeof handle === 'object' && handle !== null && typeof ownValue(handle, 'listen') === 'function'

function closeHandle(server: { _handle: unknown }): void {
  const handle = ownValue(server, '_handle')
  if (handle === undefined || handle === null) return
  close(handle)
  server._handle = null
}

function close(handle: unknown): void {
  const { close } = handle as { close?: Method }
  if (typeof close === 'function') apply(close, handle, [])
}

function emitError(server: { emit: Method }, error: unknown): void {
  apply(server.emit, server, ['error', error])
}
