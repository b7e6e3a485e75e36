import process from 'node:process'
import { contextPhase, contextRequest, type Platform } from '@overt/core'
import type { NativeBinding } from '../engine/native-binding.ts'
import { phaseInstall } from './phase.ts'
import { parts } from '../preload-parts.ts'

/** The phase and the request that an event is raised in. Nothing is looked at before {@link Circumstances.follow} has said what. */
export interface Circumstances extends Pick<Platform, 'phase' | 'request'> {
  /**
   * @param asked what anybody asks for, as bits
   * @param stream the thread's, which the ids of requests begin with
   * @returns what of it cannot be told
   */
  follow(asked: number, stream: string): number
}

/**
 * @param installing whether this process is part of an installation: then that is its phase, whatever it does
 * @param late whether {@link Circumstances.follow} may be called when the application has run: with rules that take the place of others
 */
export function createCircumstances(native: NativeBinding | undefined, installing: boolean, late: boolean): Circumstances {
  const entry = process.argv[1]
  const taken = late ? parts.received().requestParts() : undefined
  let request: Platform['request']
  return {
    phase() {
      if (installing) return phaseInstall
      const loading = native === undefined ? null : native.isLoading()
      return loading === null ? undefined : loading ? 'load' : 'run'
    },
    request: () => request?.(),
    follow(asked, stream) {
      if ((asked & contextPhase) !== 0 && entry !== undefined) native?.entry(entry)
      if ((asked & contextRequest) !== 0) request = parts.received().followRequests(stream, taken ?? parts.received().requestParts())
      return installing || (native !== undefined && native.stackMissing() === null) ? 0 : asked & contextPhase
    },
  }
}
