import { matchesPattern } from './pattern.ts'

type Values = Readonly<Record<string, readonly string[]>>

/** Operator, key, values. */
export type ConditionBlock = Readonly<Record<string, Readonly<Record<string, unknown>>>>

type Compare = (wanted: string, given: string, values: Values) => boolean

const like: Compare = (wanted, given, values) => matchesPattern(wanted, given, values)
/** Variables are filled in; `*` and `?` stay signs. */
const equals: Compare = (wanted, given, values) => {
  const plain = wanted.replace(/[*?](?!\})/g, (sign) => `\${${sign}}`)
  return matchesPattern(plain, given, values)
}
/** Each part of an ARN by itself, so that `*` does not cross a colon, but in the last. */
const arnLike: Compare = (wanted, given, values) => {
  const [left, right] = [wanted, given].map((arn) => {
    const parts = arn.split(':')
    return [...parts.slice(0, 5), parts.slice(5).join(':')]
  })
  return (left ?? []).every((part, index) => matchesPattern(part, right?.[index] ?? '', values))
}
const numeric =
  (holds: (given: number, wanted: number) => boolean): Compare =>
  (wanted, given) =>
    holds(Number(given), Number(wanted))

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const operators: Readonly<Record<string, Compare>> = {
  StringEquals: equals,
  StringEqualsIgnoreCase: (wanted, given, values) => equals(wanted.toLowerCase(), given.toLowerCase(), values),
  StringLike: like,
  ArnEquals: arnLike,
  ArnLike: arnLike,
  Bool: (wanted, given) => wanted.toLowerCase() === given.toLowerCase(),
  NumericEquals: numeric((given, wanted) => given === wanted),
  NumericLessThan: numeric((given, wanted) => given < wanted),
  NumericLessThanEquals: numeric((given, wanted) => given <= wanted),
  NumericGreaterThan: numeric((given, wanted) => given > wanted),
  NumericGreaterThanEquals: numeric((given, wanted) => given >= wanted),
}

/** `StringNotEquals` is the contrary of `StringEquals`, and so on. */
const positiveOf = (operator: string): { readonly name: string; readonly negated: boolean } => ({
  name: operator.replace(/Not(?=Equals|Like)/, ''),
  negated: /Not(Equals|Like)/.test(operator),
})

const valuesOf = (values: Values, key: string): readonly string[] | undefined =>
  Object.entries(values).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1]

const holds = (operator: string, key: string, wanted: readonly string[], values: Values): boolean => {
  const [, set, bare = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/.exec(operator) ?? []
  const given = valuesOf(values, key)
  if (bare === 'Null') return wanted.some((text) => (text === 'true') === (given === undefined))
  const { name, negated } = positiveOf(bare)
  const compare = operators[name]
  if (!compare) throw new RangeError(`The condition operator "${operator}" is not known: add it to conditions.ts`)
  // Several values wanted are joined by "or"; by a negated operator, by "nor".
  const meets = (one: string): boolean => wanted.some((text) => compare(text, one, values)) !== negated
  if (given === undefined || given.length === 0) {
    if (set === 'ForAllValues' || ifExists) return true
    return set === undefined && negated
  }
  return set === 'ForAllValues' ? given.every(meets) : given.some(meets)
}

/** Whether every condition of a statement holds for a request with these values. */
export const conditionsHold = (block: ConditionBlock, values: Values): boolean =>
  Object.entries(block).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => holds(operator, key, [wanted].flat().map(String), values)),
  )
