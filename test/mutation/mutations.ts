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
  /** Where the whole expression stands, whose operator it may be. */
  readonly whole: Span
  readonly kind: 'operator' | 'choice' | 'negation' | 'value' | 'key'
}

export interface Span {
  readonly start: number
  readonly end: number
}

export const operators: Readonly<Record<string, string>> = {
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

interface Node {
  readonly type: string
  readonly span: Span
  readonly operator?: string
  readonly value?: unknown
  readonly left?: Node
  readonly right?: Node
  readonly key?: unknown
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && 'span' in value

/** Types are no code. What stands around an expression for its type is looked through. */
const wrappers = new Set(['TsAsExpression', 'TsSatisfiesExpression', 'TsConstAssertion', 'TsNonNullExpression'])
const isType = ({ type }: Node): boolean => type.startsWith('Ts') && !wrappers.has(type)

const isText = (node: Node | undefined): boolean => node?.type === 'StringLiteral' || node?.type === 'TemplateLiteral'

/** Every node that is code, in the order of the source, the outer before the inner. */
const nodesIn = (value: unknown): readonly Node[] => {
  if (Array.isArray(value)) return value.flatMap(nodesIn)
  if (typeof value !== 'object' || value === null) return []
  if (isNode(value) && isType(value)) return []
  const inner = Object.entries(value).flatMap(([key, each]) => (key === 'span' ? [] : nodesIn(each)))
  return 'type' in value ? [value as Node, ...inner] : inner
}

type Change = Pick<Mutation, 'text' | 'name' | 'kind'> & { readonly span: Span; readonly whole: Span }

const changeOf = (node: Node, keys: ReadonlySet<unknown>): Change | undefined => {
  const { type, operator = '', left, right, span, value } = node
  if (type === 'BinaryExpression' && left && right) {
    const other = operators[operator]
    // Texts are put together with +, and nothing else is to be done with them.
    if (other === undefined || (operator === '+' && (isText(left) || isText(right)))) return undefined
    const kind = ['&&', '||', '??'].includes(operator) ? 'choice' : 'operator'
    const between = { start: left.span.end, end: right.span.start }
    return { span: between, whole: span, text: other, name: `${operator} → ${other}`, kind }
  }
  if (type === 'UnaryExpression' && operator === '!')
    return {
      span: { start: span.start, end: span.start + 1 },
      whole: span,
      text: '',
      name: '! dropped',
      kind: 'negation',
    }
  if (type === 'BooleanLiteral')
    return { span, whole: span, text: String(!value), name: `${value} → ${!value}`, kind: 'value' }
  if (type === 'NumericLiteral' && typeof value === 'number') {
    const kind = keys.has(node) ? 'key' : 'value'
    return { span, whole: span, text: String(value + 1), name: `${value} → ${value + 1}`, kind }
  }
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
  const nodes = nodesIn(rest)
  const keys = new Set(nodes.map(({ key }) => key))
  return nodes
    .flatMap((node) => changeOf(node, keys) ?? [])
    .map(({ span, whole, text, name, kind }) => {
      let [start, end] = [characters(span.start), characters(span.end)]
      const [operator = ''] = name.split(' ')
      // Between two operands there are spaces, line ends and brackets too.
      const at = source.slice(start, end).indexOf(operator)
      if (!name.endsWith('dropped') && at >= 0) [start, end] = [start + at, start + at + operator.length]
      const line = source.slice(0, start).split('\n').length
      return {
        start,
        end,
        text,
        name,
        line,
        kind,
        whole: { start: characters(whole.start), end: characters(whole.end) },
      }
    })
    .sort((one, other) => one.start - other.start)
}
