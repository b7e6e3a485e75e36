import { type EventName, events, type Gap, primordials } from '@overt/core'

const { append, setAdd, setHas, SafeSet, startsWith } = primordials

/** What needs no probe: it is raised by the core, or by verified open. */
const withoutProbe = ['application.event', 'open.verify'] as const
/** Events about functions of overt itself, some of which these runtimes do not have: nothing of the application's goes unseen. */
const aboutOvert = ['overt.', 'hook.', 'open_hook.'] as const

/**
 * Returns what tells of every event that somebody asks for and that no probe of this runtime raises: a rule for it never matches here, which must not be silent. Each is told once,
 * however often it is asked; a hook may ask for more of them later.
 *
 * @param raised the events of this runtime's probes
 * @param wanted who listens to an event, by its id; 0 for nobody
 * @param runtime its name, for the person who reads the gap
 */
export function createUnseen(raised: Iterable<EventName>, wanted: (event: number) => number, runtime: string): () => readonly Gap[] {
  const seen = new SafeSet()
  for (const name of withoutProbe) setAdd(seen, name)
  for (const name of raised) setAdd(seen, name)
  return () => {
    const gaps: Gap[] = []
    for (let i = 0; i < events.length; i++) {
      const { id, name } = events[i] as (typeof events)[number]
      if (setHas(seen, name) || wanted(id) === 0 || isAboutOvert(name)) continue
      setAdd(seen, name)
      append(gaps, { event: name as EventName, reason: 'unavailable', detail: `it is not raised on ${runtime}: neither recorded nor judged` })
    }
    return gaps
  }
}

function isAboutOvert(name: string): boolean {
  for (let i = 0; i < aboutOvert.length; i++) if (startsWith(name, aboutOvert[i] ?? '')) return true
  return false
}
