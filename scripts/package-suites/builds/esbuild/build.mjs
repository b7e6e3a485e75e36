// esbuild is a child process that is spoken to over its pipes, or with buildSync one that is waited for: both.
import { build, buildSync, transform } from 'esbuild'
import { mkdirSync, writeFileSync } from 'node:fs'

mkdirSync('out', { recursive: true })
await build({ entryPoints: ['main.ts'], bundle: true, minify: true, sourcemap: true, outfile: 'out/main.js' })
buildSync({ entryPoints: ['main.ts'], bundle: true, format: 'esm', outfile: 'out/sync.mjs' })
writeFileSync('out/transformed.js', (await transform('let x: number = 1 ?? 2', { loader: 'ts', target: 'es2018' })).code)
