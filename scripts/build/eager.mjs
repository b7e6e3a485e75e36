// Has V8 compile the functions that a start calls with the script that they are in, and so keep them in its code cache (docs/design/start-up.md).
import ts from 'typescript'

/** @typedef {{ readonly start: number, readonly end: number }} Range of a function as V8 names it: from its parameters to its end, in UTF-16 units */
/** @typedef {ts.ArrowFunction | ts.FunctionExpression | ts.FunctionDeclaration | ts.MethodDeclaration} Callable what can be rewritten; an accessor or a constructor cannot */

/**
 * The same script, in which V8 takes some functions for ones that are called at once: an expression in parentheses is compiled with what surrounds it. So a declaration becomes a variable at the
 * beginning of its block, as which it is hoisted; a method that does not ask who is `this` becomes an arrow function, which cannot be constructed either.
 *
 * @param {string} source a module
 * @param {readonly Range[]} ranges of those functions
 */
export function compiledEagerly(source, ranges) {
  const wanted = new Set(ranges.map(({ start, end }) => `${start}-${end}`))
  return rewritten(ts.createSourceFile('script.js', source, ts.ScriptTarget.ESNext, true, ts.ScriptKind.JS), source, wanted)
}

/**
 * The text of a node with the functions in it rewritten.
 *
 * @param {ts.Node} node @param {string} source @param {ReadonlySet<string>} wanted @returns {string}
 */
function rewritten(node, source, wanted) {
  let text = ''
  let hoisted = ''
  let at = node.getStart()
  const visit = (/** @type {ts.Node} */ child) => {
    const isBody = ts.isBlock(child) && ts.isFunctionLike(child.parent)
    const isWanted = isCallable(child) && wanted.has(nameOf(child, source))
    if (!isBody && !isWanted) return void ts.forEachChild(child, visit)
    const inside = rewritten(child, source, wanted)
    text += source.slice(at, child.getStart())
    at = child.getEnd()
    if (isWanted && ts.isFunctionDeclaration(child) && isHoistable(child)) {
      hoisted += `var ${child.name?.text}=(${inside.replace(/^function [\w$]+/, 'function')});`
      text += ';'
    } else text += isWanted ? called(child, inside) : inside
  }
  ts.forEachChild(node, visit)
  text += source.slice(at, node.getEnd())
  return ts.isBlock(node) ? `{${hoisted}${text.slice(1)}` : hoisted + text
}

/**
 * A function that V8 compiles with what surrounds it; of one that cannot be written so, its text.
 *
 * @param {Callable} node @param {string} text
 */
function called(node, text) {
  if (ts.isFunctionDeclaration(node)) return text
  if (!ts.isMethodDeclaration(node)) return ts.isParenthesizedExpression(node.parent) ? text : `(${text})`
  if (!ts.isIdentifier(node.name) || !ts.isObjectLiteralExpression(node.parent) || node.modifiers !== undefined || node.asteriskToken !== undefined || asksForItself(node)) return text
  const name = node.name.getText()
  const head = node.getText().slice(name.length, (node.body?.getStart() ?? 0) - node.getStart())
  // A property of that name would be the prototype; a function among the parameters was rewritten too.
  if (node.name.text === '__proto__' || !text.startsWith(head, name.length)) return text
  return `${name}:(${head}=>${text.slice(name.length + head.length)})`
}

/** Whether it can be a variable at the beginning of its block. @param {ts.FunctionDeclaration} node */
const isHoistable = ({ name, parent, modifiers, asteriskToken }) => name !== undefined && modifiers === undefined && asteriskToken === undefined && (ts.isSourceFile(parent) || ts.isFunctionLike(parent.parent))

/** @param {ts.Node} node @returns {node is Callable} */
const isCallable = (node) => ts.isArrowFunction(node) || ts.isFunctionExpression(node) || ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)

/** As V8 names it. @param {Callable} node @param {string} source */
const nameOf = (node, source) => `${ts.isArrowFunction(node) ? node.getStart() : source.lastIndexOf('(', node.parameters.pos)}-${node.getEnd()}`

/** Whether a function names what an arrow function has from around it: itself, not in what it calls. @param {ts.Node} node @returns {boolean} */
function asksForItself(node) {
  return ts.forEachChild(node, (child) => {
    if (child.kind === ts.SyntaxKind.ThisKeyword || child.kind === ts.SyntaxKind.SuperKeyword || ts.isMetaProperty(child) || (ts.isIdentifier(child) && child.text === 'arguments')) return true
    // It has its own, but for a name that is worked out around it.
    if (ts.isMethodDeclaration(child) || ts.isAccessor(child)) return ts.isComputedPropertyName(child.name) && asksForItself(child.name)
    return !ts.isFunctionExpression(child) && !ts.isFunctionDeclaration(child) && asksForItself(child)
  }) ?? false
}
