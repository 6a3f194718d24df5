const mostLines = 40
const deepest = 5

const isScalar = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'

const linesOf = (value: unknown, path: string, depth: number): string[] => {
  if (isScalar(value)) return [path === '' ? String(value) : `${path}: ${value}`]
  if (typeof value !== 'object' || value === null || depth > deepest) return []
  if (Array.isArray(value) && value.length > 0 && value.every(isScalar))
    return [`${path || 'list'}: ${value.join(', ')}`]
  return Object.entries(value)
    .slice(0, mostLines)
    .flatMap(([key, each]) => linesOf(each, path === '' ? key : `${path}.${key}`, depth + 1))
    .slice(0, mostLines)
}

/** What an unknown event holds, a line a value, for a person who has to make sense of it. */
export const readable = (value: unknown): string => linesOf(value, '', 0).join('\n')
