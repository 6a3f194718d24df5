import { pathText, problem } from './explain.ts'

/** NUL, and half of a character, which no service takes in a text: the deployment would fail on it. */
const isUnsendable = (text: string): boolean => text.includes('\0') || !text.isWellFormed()

const unsendable = (value: unknown, path: readonly PropertyKey[]): (readonly [readonly PropertyKey[], string])[] => {
  if (typeof value === 'string') return isUnsendable(value) ? [[path, value]] : []
  // No config is deeper; what is, may go round in a circle.
  if (typeof value !== 'object' || value === null || path.length > 20) return []
  return Object.entries(value).flatMap(([key, each]) =>
    unsendable(each, [...path, Array.isArray(value) ? Number(key) : key]),
  )
}

/**
 * Texts of a config that no service takes, wherever they stand.
 * @param known problems that are reported already: a value is named once
 */
export const textProblems = (config: unknown, known: readonly string[]): string[] =>
  unsendable(config, []).flatMap(([path, text]) =>
    known.some((line) => line.startsWith(`${pathText(path)}: `))
      ? []
      : [problem(path, text, 'a text without NUL and without half of a character, which AWS refuses')],
  )
