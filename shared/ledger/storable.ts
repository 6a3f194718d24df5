/** Levels of lists and maps below an item that are kept; DynamoDB allows 32, and refuses the whole item for one more. */
const deepest = 28

/** Nearer to 0 than this there is no number for DynamoDB, but 0. */
const smallest = 1e-130

/**
 * A number that can be written and read back as it is. DynamoDB's client throws for what is no safe integer, and for NaN.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
 * @returns the nearest number that it takes; null for NaN, as in JSON
 */
const storableNumber = (value: number): number | null => {
  if (Number.isNaN(value)) return null
  if (Math.abs(value) < smallest) return 0
  return Math.min(Math.max(value, Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER)
}

/** A text without half surrogate pairs, which no table takes; each becomes U+FFFD. Keys are read by it too. */
export const storableText = (text: string): string => (text.isWellFormed() ? text : text.toWellFormed())

const storableObject = (value: object, depth: number): unknown => {
  if (ArrayBuffer.isView(value)) return structuredClone(value)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  // A circle ends here too.
  if (depth > deepest) return '…'
  if (Array.isArray(value) || value instanceof Set)
    return [...value].map((each) => storable(each, depth + 1)).filter((each) => each !== undefined)
  const result: Record<string, unknown> = {}
  const keep = (key: string, each: unknown): void => {
    const kept = storable(each, depth + 1)
    const name = storableText(key)
    if (kept !== undefined && name !== '__proto__') result[name] = kept
  }
  if (value instanceof Map) for (const [key, each] of value) keep(String(key), each)
  else for (const key of Object.keys(value)) keep(key, (value as Readonly<Record<string, unknown>>)[key])
  return result
}

/**
 * A copy of a value as the table takes it, whatever came from outside: texts without half surrogate pairs, safe numbers,
 * nothing undefined (in lists neither), and not too deep. What is well already stays as it is.
 */
export const storable = (value: unknown, depth = 0): unknown => {
  switch (typeof value) {
    case 'string':
      return storableText(value)
    case 'number':
      return storableNumber(value)
    case 'bigint':
      return storableNumber(Number(value))
    case 'boolean':
      return value
    case 'object':
      return value === null ? null : storableObject(value, depth)
    default:
      return undefined
  }
}
