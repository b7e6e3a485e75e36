import { join } from 'node:path'
import { command } from '../run/command.mjs'
import { root } from '../run/root.mjs'

/** What is compared with. Another version may read rules in another way, and expected.json is of this one. */
export const version = '2.0.1'

/**
 * A Python that has pySigma, which is installed at the first time; or why there is none.
 *
 * @param {string} given the command of a Python 3.10 or later
 * @returns {Promise<{ path: string } | { missing: string }>}
 */
export async function python(given) {
  const folder = join(root, '.runtimes/pysigma')
  const path = join(folder, 'bin/python')
  const has = async () => (await command(path, ['-c', `import importlib.metadata as m; assert m.version('pysigma') == '${version}'`])).status === 0
  if (await has()) return { path }
  const fits = await command(given, ['-c', 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))'])
  if (fits.status !== 0) return { missing: `\`${given}\` is no Python 3.10 or later with venv` }
  await command(given, ['-m', 'venv', folder])
  await command(path, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `pysigma==${version}`])
  return (await has()) ? { path } : { missing: `pysigma ${version} cannot be had from PyPI` }
}
