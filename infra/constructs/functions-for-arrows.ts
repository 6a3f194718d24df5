import { parse } from '@babel/parser'

/** A node of Babel's syntax tree, of which only what is needed here is known. https://github.com/babel/babel/blob/main/packages/babel-parser/ast/spec.md */
interface SyntaxNode {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly body?: unknown
  readonly async?: boolean
  readonly name?: string
  readonly meta?: { readonly name?: string }
}

const isNode = (value: unknown): value is SyntaxNode =>
  typeof value === 'object' && value !== null && typeof (value as SyntaxNode).type === 'string'

const childrenOf = (node: SyntaxNode): SyntaxNode[] =>
  Object.values(node).flatMap((value) => (Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : []))

const ownScope = new Set(['FunctionExpression', 'FunctionDeclaration'])

/** Whether something stands in a node that means another thing in a function: `this`, `super`, `arguments`, `new.target`. */
const asksAround = (node: SyntaxNode): boolean => {
  if (ownScope.has(node.type)) return false
  const { type, name, meta } = node
  return (
    type === 'ThisExpression' ||
    type === 'Super' ||
    (type === 'Identifier' && name === 'arguments') ||
    (type === 'MetaProperty' && meta?.name === 'new') ||
    childrenOf(node).some(asksAround)
  )
}

interface Edit {
  readonly from: number
  readonly until: number
  readonly text: string
}

/** The edits that make a function of an arrow: of its head, and of its end where its body is an expression. */
const editsFor = (code: string, { start, end, async, body }: SyntaxNode): Edit[] => {
  if (!isNode(body)) return []
  const arrow = code.lastIndexOf('=>', body.start)
  const head = code.slice(start, arrow).trim()
  const parameters = async ? head.slice('async'.length).trim() : head
  const inParentheses = parameters.startsWith('(') ? parameters : `(${parameters})`
  // As in `return()=>1`.
  const space = /[\w$]/.test(code.charAt(start - 1)) ? ' ' : ''
  const isBlock = code.charAt(body.start) === '{'
  return [
    {
      from: start,
      until: body.start,
      text: `${space}${async ? 'async ' : ''}function${inParentheses}${isBlock ? '' : '{return '}`,
    },
    ...(isBlock ? [] : [{ from: end, until: end, text: '}' }]),
  ]
}

const outermostArrows = (node: SyntaxNode): SyntaxNode[] =>
  node.type === 'ArrowFunctionExpression' && !asksAround(node) ? [node] : childrenOf(node).flatMap(outermostArrows)

/**
 * Writes the arrow functions of a minified module as functions. V8 takes the parameters of an arrow function for an expression until it
 * meets the arrow, and so loads a file with thousands of them a third slower: 2 to 5 ms of each cold start. What asks for `this` or
 * the like of what is around it stays an arrow, and so does what is inside of a function, which is not read until it is called. esbuild
 * can do this too (`supported.arrow`), but with it a derived class may ask for `this` before `super()`.
 */
export const functionsForArrows = (code: string): string => {
  const tree = parse(code, { sourceType: 'module', createParenthesizedExpressions: true })
  const edits = outermostArrows(tree.program as unknown as SyntaxNode).flatMap((arrow) => editsFor(code, arrow))
  const parts: string[] = []
  let at = 0
  for (const { from, until, text } of edits) {
    parts.push(code.slice(at, from), text)
    at = until
  }
  return [...parts, code.slice(at)].join('')
}
