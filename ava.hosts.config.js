// The tests that start Deno and Bun. They are the same on every Node, so they run once, on one that runs TypeScript.
export default {
  files: ['packages/surface/test/hosts/**/*.test.ts'],
  extensions: { ts: 'module' },
  nodeArguments: ['--disable-warning=ExperimentalWarning'],
  workerThreads: false,
  timeout: '3m',
}
