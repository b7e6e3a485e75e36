// Judges the cases of `correlations/`: events with times, in their order, once. An engine gets the time as its hosts give it: the module without imports
// from the host's clock, the addon and WASI from the events themselves (`correlation: { time: event }`).
import { beginning, clock } from './clock.mjs'
import { judgeFrame } from './frame.mjs'

/**
 * By frames after compiling, and in buffers of their own from the image.
 *
 * @param {typeof import('../../packages/core/src/index.ts')} core
 * @param {import('../../packages/core/src/index.ts').Engine} engine
 * @param {import('./judge.mjs').CaseEvent[]} events
 * @returns {{ events: import('./judge.mjs').Answer['events'], image: boolean }}
 */
export function judgeCorrelations(core, engine, events) {
  const judged = (/** @type {'frame' | 'large'} */ way) =>
    events.map((event) => {
      const milliseconds = beginning + Math.round((event.at ?? 0) * 1000)
      clock.now = milliseconds
      const own = engine.kind === 'wasm' ? {} : { time: new Date(milliseconds).toISOString() }
      return judgeFrame(core, engine, { ...event, fields: { ...event.fields, ...own } }, way, 'id')
    })
  const compiled = judged('frame')
  engine.load(engine.build())
  const loaded = judged('large')
  return { events: compiled.map((verdict) => ({ verdicts: { 'large, first': verdict } })), image: JSON.stringify(compiled) === JSON.stringify(loaded) }
}
