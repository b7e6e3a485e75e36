/** How a report looks: the system's own fonts, light or dark as the reader has it, and on paper. */
export const style = `
:root { color-scheme: light dark; --line: #8884; --bad: #c62828; --warn: #b26a00; --good: #2e7d32 }
@media (prefers-color-scheme: dark) { :root { --bad: #ef7070; --warn: #e0a040; --good: #70c070 } }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 68rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.4rem; margin: 0; overflow-wrap: anywhere } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem }
header p { margin: .2rem 0 1rem; opacity: .75 }
.figures { display: flex; flex-wrap: wrap; gap: .5rem 2rem; list-style: none; padding: 0; margin: 0 }
.figures b { font-size: 1.5rem; display: block; line-height: 1.2; font-variant-numeric: tabular-nums }
.bad b, .chain.bad, details.bad em { color: var(--bad) } .warn b, details.warn em { color: var(--warn) } .chain.good { color: var(--good) }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .25rem .8rem .25rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; vertical-align: top }
th { font-weight: 600; opacity: .75 } td + td, th + th { white-space: nowrap; width: 1%; font-variant-numeric: tabular-nums }
details { border-bottom: 1px solid var(--line); padding: .25rem 0 }
summary { cursor: pointer; overflow-wrap: anywhere } summary time { opacity: .6; font-variant-numeric: tabular-nums } summary i { opacity: .75 }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .5rem 0 .5rem 1rem; font: 13px/1.5 ui-monospace, monospace }
dt { opacity: .7 } dd { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap }
`
