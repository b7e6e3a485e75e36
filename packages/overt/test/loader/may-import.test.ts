import test from 'ava'
import { mayImport } from '../../src/warm-run/may-import.ts'

const does = [
  '/*\n * a comment\n */ import(name)', '*/ import(name)', '   /* x */ import(name)',
  "import('x')", 'await import(\n name)', 'a\n  .then(() => import(name))', 'import.defer("x")', 'import/* why */("x")', 'eval(text)', "new Function('a', text)", "Function('return this; ')()",
  '/** @type {import("x")} */ import(name)', 'const a = 1 // no comment line\nimport(a)', '`${import(a)}`', "Function('return this')() || Function(text)",
]
const doesNot = [
  '', "require('important')", '/** @typedef {import("x").Y} Y */', '/**\n * @param {import("x")} a\n */', '// import(name)', '  // eval(text)', "const a = /** @type {import('x')} */ (b)",
  "Function('return this')()", 'Function("return this")()', 'throw Error("import() is not there")', 'loader.import(name)', 'importMeta(a)', '$import(a)', '_import(a)', 'myFunction (a)',
]

for (const text of does) test(`may import: ${text}`, (t) => t.true(mayImport(text)))
for (const text of doesNot) test(`does not: ${text}`, (t) => t.false(mayImport(text)))
