import process from 'node:process'

/**
 * Does one piece of work and prints one line for it, with the seconds that it took.
 *
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function progress(title, work) {
  const start = performance.now()
  process.stdout.write(`  ${title.padEnd(52)} `)
  try {
    const result = await work()
    process.stdout.write(`${seconds(start)}\n`)
    return result
  } catch (error) {
    process.stdout.write(`failed after ${seconds(start)}\n`)
    throw error
  }
}

/** @param {number} start as `performance.now()` gave it */
export const seconds = (start) => `${((performance.now() - start) / 1000).toFixed(1)} s`

/**
 * Runs a script's main function: an error is one message on stderr and exit code 1, without a stack.
 *
 * @param {() => Promise<void>} main
 */
export async function entry(main) {
  try {
    await main()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}

/**
 * Whether a module is the program that Node was started with.
 *
 * @param {string} filename the module's `import.meta.filename`
 */
export const isMain = (filename) => process.argv[1] === filename || process.argv[1] === filename.replace(/\.mjs$/, '')
