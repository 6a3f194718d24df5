import { parseSync } from '@swc/core'

/** A small change of a source that a test should notice. */
export interface Mutation {
  /** Where the changed text stands, in characters of the source. */
  readonly start: number
  readonly end: number
  readonly text: string
  /** From 1. */
  readonly line: number
  /** Such as `=== → !==`. */
  readonly name: string
}

const operators: Readonly<Record<string, string>> = {
  '===': '!==',
  '!==': '===',
  '&&': '||',
  '||': '&&',
  '??': '&&',
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '%': '*',
}

interface Span {
  readonly start: number
  readonly end: number
}

interface Node {
  readonly type: string
  readonly span: Span
  readonly operator?: string
  readonly value?: unknown
  readonly left?: Node
  readonly right?: Node
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && 'span' in value

/** Types are no code. What stands around an expression for its type is looked through. */
const wrappers = new Set(['TsAsExpression', 'TsSatisfiesExpression', 'TsConstAssertion', 'TsNonNullExpression'])
const isType = ({ type }: Node): boolean => type.startsWith('Ts') && !wrappers.has(type)

const isText = (node: Node | undefined): boolean => node?.type === 'StringLiteral' || node?.type === 'TemplateLiteral'

/** Every node that is code, in the order of the source. */
const nodesIn = (value: unknown): readonly Node[] => {
  if (Array.isArray(value)) return value.flatMap(nodesIn)
  if (typeof value !== 'object' || value === null) return []
  if (isNode(value) && isType(value)) return []
  const inner = Object.entries(value).flatMap(([key, each]) => (key === 'span' ? [] : nodesIn(each)))
  return isNode(value) ? [value, ...inner] : inner
}

type Change = Pick<Mutation, 'text' | 'name'> & { readonly span: Span }

const changeOf = (node: Node): Change | undefined => {
  const { type, operator = '', left, right, span, value } = node
  if (type === 'BinaryExpression' && left && right) {
    const other = operators[operator]
    // Texts are put together with +, and nothing else is to be done with them.
    if (other === undefined || (operator === '+' && (isText(left) || isText(right)))) return undefined
    return { span: { start: left.span.end, end: right.span.start }, text: other, name: `${operator} → ${other}` }
  }
  if (type === 'UnaryExpression' && operator === '!')
    return { span: { start: span.start, end: span.start + 1 }, text: '', name: '! dropped' }
  if (type === 'BooleanLiteral') return { span, text: String(!value), name: `${value} → ${!value}` }
  if (type === 'NumericLiteral' && typeof value === 'number')
    return { span, text: String(value + 1), name: `${value} → ${value + 1}` }
  return undefined
}

/** Begins every source that is parsed: swc counts bytes on over all of them, so the first statement says from where. */
const sentinel = '0;'

/** Every small change of a TypeScript source, in its order. */
export const mutationsIn = (source: string): Mutation[] => {
  const { body } = parseSync(sentinel + source, { syntax: 'typescript', target: 'es2024' })
  const [first, ...rest] = body
  const bytes = Buffer.from(source)
  const base = (first?.span.start ?? 0) + sentinel.length
  const characters = (offset: number): number => bytes.subarray(0, offset - base).toString().length
  return nodesIn(rest)
    .flatMap((node) => changeOf(node) ?? [])
    .map(({ span, text, name }) => {
      let [start, end] = [characters(span.start), characters(span.end)]
      const [operator = ''] = name.split(' ')
      // Between two operands there are spaces, line ends and brackets too.
      const at = source.slice(start, end).indexOf(operator)
      if (!name.endsWith('dropped') && at >= 0) [start, end] = [start + at, start + at + operator.length]
      return { start, end, text, name, line: source.slice(0, start).split('\n').length }
    })
    .sort((one, other) => one.start - other.start)
}
