import type { Audit } from './audit.ts'

/** What several probes raise, declared once: the last audit's is kept, for a thread has one. What is `given` is so by the first to ask; it is the same for all of a thread. */
export function shared<Made, Given = void>(declare: (audit: Audit, given: Given) => Made): (audit: Audit, given: Given) => Made {
  let last: { readonly audit: Audit; readonly made: Made } | undefined
  return (audit, given) => {
    if (last?.audit !== audit) last = { audit, made: declare(audit, given) }
    return last.made
  }
}
