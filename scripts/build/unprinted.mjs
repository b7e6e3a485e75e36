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
  const within = lineEndsInTexts(script)
  let at = -1
  let isOutside = true
  return script.split('\n').map((line) => {
    const begins = isOutside
    at += line.length + 1
    isOutside = !within.has(at)
    if (isOutside) return line + mark
    return begins ? mark + line : line
  }).join('\n')
}

/**
 * Where a line ends within a template, or a string.
 *
 * @param {string} script
 */
function lineEndsInTexts(script) {
  /** @type {Set<number>} */
  const ends = new Set()
  const file = ts.createSourceFile('script.js', script, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS)
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isLiteralExpression(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      for (let end = script.indexOf('\n', node.getStart(file)); end !== -1 && end < node.end; end = script.indexOf('\n', end + 1)) ends.add(end)
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return ends
}
