import { primordials } from '@overt/core'

const { append, apply } = primordials

type Plugin = Parameters<typeof Bun.plugin>[0]

/**
 * Adds overt's own plugins to Bun's loader, for good: `Bun.plugin.clearAll`, which takes every plugin away, takes the application's. Bun asks plugins in the order in which
 * they were added, so nobody's comes before these.
 */
export function createPlugins(plugin: typeof Bun.plugin): (added: Plugin) => void {
  const all: Plugin[] = []
  const { clearAll } = plugin
  plugin.clearAll = {
    clearAll(this: unknown): void {
      apply(clearAll, this, [])
      for (let i = 0; i < all.length; i++) if (all[i] !== undefined) plugin(all[i] as Plugin)
    },
  }.clearAll
  return (added) => {
    append(all, added)
    plugin(added)
  }
}
