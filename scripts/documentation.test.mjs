// What the pages say of other files is there: links and their anchors, paths from the workspace's root; and the index of docs/ has every page.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import test from 'ava'
import { root } from './run/root.mjs'

/** Folders that hold what others wrote, and what is built. */
const foreign = new Set(['node_modules', 'target', 'dist', 'npm', 'corpus', 'fixtures'])

/** The pages below a folder. @param {string} folder below the root @returns {string[]} */
const pages = (folder) =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((one) => {
    const path = join(folder, one.name)
    if (one.isDirectory()) return foreign.has(one.name) || (one.name.startsWith('.') && one.name !== '.github') ? [] : pages(path)
    return one.name.endsWith('.md') ? [path] : []
  })

/** A page without its blocks of code, and what stands between backquotes in it. @param {string} path */
function page(path) {
  const text = readFileSync(join(root, path), 'utf8').replaceAll(/^```[\s\S]*?^```$/gm, '')
  return { text, spoken: text.replaceAll(/`[^`\n]*`/g, ''), quoted: [...text.matchAll(/`([^`\n]*)`/g)].map(([, quoted = '']) => quoted) }
}

/** The anchors of a page's headings, as code hosts make them. @param {string} path */
const anchors = (path) => [...page(path).text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) => title.toLowerCase().replaceAll(/[^\p{L}\p{N}_\- ]/gu, '').replaceAll(' ', '-'))

const all = pages('')

test('there are pages', (t) => {
  t.true(all.length > 40, String(all.length))
  t.true(all.includes('README.md') && all.includes(join('docs', 'design', 'engine.md')))
})

test('every link within the repository leads to a file, and its anchor to a heading', (t) => {
  let links = 0
  for (const path of all) {
    for (const [, target = '', anchor] of page(path).spoken.matchAll(/\]\(([^()#\s]*)(?:#([^()\s]*))?\)/g)) {
      if (/^\w+:/.test(target)) continue
      links++
      const file = target === '' ? path : normalize(join(dirname(path), target))
      t.true(existsSync(join(root, file)), `${path} links to \`${target}\`, which is not there`)
      if (anchor !== undefined && file.endsWith('.md')) t.true(anchors(file).includes(anchor), `${path} links to \`${target}#${anchor}\`: there is no such heading`)
    }
  }
  t.true(links > 100, String(links))
})

test('every path from the root that a page names is there', (t) => {
  let paths = 0
  for (const path of all) {
    for (const quoted of page(path).quoted) {
      if (!/^(?:bench|conformance|crates|demo|docs|examples|fuzz|packages|pipelines|rules|schema|scripts)\/[\w./-]+\.\w+$/.test(quoted) || quoted.includes('/dist/')) continue
      paths++
      t.true(existsSync(join(root, quoted)), `${path} names \`${quoted}\`, which is not there`)
    }
  }
  t.true(paths > 50, String(paths))
})

test('docs/README.md has every page of docs', (t) => {
  const index = page(join('docs', 'README.md')).text
  for (const path of pages('docs')) {
    const name = path.slice('docs/'.length).replaceAll('\\', '/')
    t.true(name === 'README.md' || index.includes(`](${name})`), `\`docs/${name}\` is not in docs/README.md`)
  }
})
