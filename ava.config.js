import process from 'node:process'

// Node 22 and later run the tests as they are written. Node 20 runs what `tsc -p tsconfig.test.json` made of them. Each file has a process of its own.
const written = Boolean(Reflect.get(process.features, 'typescript'))
const common = { workerThreads: false, timeout: '3m' }

export default written
  ? { ...common, files: ['packages/*/test/**/*.test.ts', '!packages/surface/test/hosts/**', 'scripts/**/*.test.mjs'], extensions: { ts: 'module', mjs: true }, nodeArguments: ['--disable-warning=ExperimentalWarning'] }
  : { ...common, files: ['.node20/*/test/**/*.test.js', '!.node20/surface/test/hosts/**', 'scripts/**/*.test.mjs'] }
