import ts from 'typescript'

/** In whose line an error was thrown, Node does not print the line (`GetErrorSource` of its node_errors.cc). */
const mark = '/*node-do-not-add-exception-line*/'

/**
 * The script with lines that Node does not print above an error that nobody caught. An error of the platform's own is thrown in the function that stands before it, and a line of
 * minified code would be the first that the application's log has of it. The stack says the rest, as it does without overt.
 *
 * @param {string} script
 */
export function unprinted(script) {
  const begun = textsAtLineEnds(script)
  let start = 0
  return script.split('\n').map((line) => {
    // At the end, or before the text in which the line ends; what is nothing but text throws nothing.
    const at = (begun.get(start + line.length) ?? start + line.length) - start
    start += line.length + 1
    return at < 0 ? line : line.slice(0, at) + mark + line.slice(at)
  }).join('\n')
}

/**
 * Where lines end within a template, or a string, and where that begins.
 *
 * @param {string} script
 * @returns {Map<number, number>}
 */
function textsAtLineEnds(script) {
  const begun = new Map()
  const file = ts.createSourceFile('script.js', script, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS)
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isLiteralExpression(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      const start = node.getStart(file)
      for (let end = script.indexOf('\n', start); end !== -1 && end < node.end; end = script.indexOf('\n', end + 1)) begun.set(end, start)
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return begun
}
