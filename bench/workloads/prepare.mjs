import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { npm } from '../../scripts/run/command.mjs'
import { root } from '../../scripts/run/root.mjs'
import { treeProject } from './tree.mjs'

const folder = join(root, '.runtimes/workloads')
const listed = join(root, 'bench/workloads/packages.json')
const treeListed = join(root, 'bench/workloads/tree.json')

/**
 * The packages that the workloads are made of, in exact versions, and their projects: once, into .runtimes. No script of a package is run.
 *
 * @returns {Promise<string>} the folder
 */
export async function prepareWorkloads() {
  const done = join(folder, 'installed.json')
  const packages = readFileSync(listed, 'utf8')
  const tree = readFileSync(treeListed, 'utf8')
  const wanted = packages + tree
  if (existsSync(done) && readFileSync(done, 'utf8') === wanted) return folder
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), packages)
  await npm(['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'], { cwd: folder, seconds: 600 })
  lintProject(join(folder, 'lint'))
  nextProject(join(folder, 'next-app'))
  await treeProject(join(folder, 'tree'), tree)
  writeFileSync(done, wanted)
  return folder
}

/** What ESLint looks at: the sources of three, outside `node_modules`, which it leaves out. @param {string} project */
function lintProject(project) {
  rmSync(project, { recursive: true, force: true })
  cpSync(join(folder, 'node_modules/three/src'), join(project, 'src'), { recursive: true })
  writeFileSync(join(project, 'eslint.config.mjs'), "import js from '@eslint/js'\nexport default [js.configs.recommended]\n")
}

/** A small site whose pages are made when it is built. @param {string} project */
function nextProject(project) {
  rmSync(project, { recursive: true, force: true })
  mkdirSync(join(project, 'pages'), { recursive: true })
  writeFileSync(join(project, 'package.json'), '{"name":"next-app","private":true}')
  writeFileSync(join(project, 'next.config.mjs'), "export default { generateBuildId: () => 'bench', eslint: { ignoreDuringBuilds: true }, outputFileTracingRoot: import.meta.dirname, experimental: { cpus: 1 } }\n")
  for (let page = 1; page <= 6; page++) {
    writeFileSync(join(project, `pages/p${page}.js`), `import { z } from 'zod'\nexport const getStaticProps = () => ({ props: { n: ${page} } })\nexport default function Page({ n }) { return <main>{z.number().parse(n)}</main> }\n`)
  }
}
