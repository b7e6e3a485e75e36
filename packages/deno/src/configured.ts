import { currentVariable } from './parent.ts'
import { told } from './worker.ts'

/** Whether this thread has a configuration, which is YAML: in a worker, what the thread that made it says. */
export function isConfigured(): boolean {
  const config: unknown = Reflect.get(globalThis, told)
  return (typeof config === 'string' ? config : (currentVariable()('OVERT_CONFIG') ?? '')) !== ''
}
