import { InvalidArgumentError } from 'commander'
import { isInstant } from '../shared/time.ts'

export interface JsonOption {
  readonly json?: boolean
}

/** The words of the option that every noun has. */
export const jsonOption = ['--json', 'print an array of records'] as const

/** Parses an ISO 8601 instant of an option; a date alone is its beginning in UTC. */
export const instantOption = (text: string): Date => {
  const at = new Date(text)
  if (Number.isNaN(at.getTime()))
    throw new InvalidArgumentError(`"${text}" is not a time; write it like 2026-11-21T02:30:00+09:00.`)
  // Without a zone a time would mean another instant on each machine.
  if (!/^\d{4}-\d\d-\d\d$|(Z|[+-]\d\d:?\d\d)$/.test(text))
    throw new InvalidArgumentError(`"${text}" has no zone; write it like 2026-11-21T02:30:00+09:00.`)
  if (!isInstant(text)) throw new InvalidArgumentError(`"${text}" is a day that the calendar does not have.`)
  return at
}

/** Parses `90m`, `12h`, `7d` of an option to milliseconds. */
export const spanOption = (text: string): number => {
  const [, count, unit] = /^(\d{1,5})([mhd])$/.exec(text) ?? []
  if (count === undefined)
    throw new InvalidArgumentError(`"${text}" is not a span of time; write it like 90m, 12h or 7d.`)
  return Number(count) * { m: 60_000, h: 3_600_000, d: 86_400_000 }[unit as 'm' | 'h' | 'd']
}

/** Parses a month of an option, `2026-11`. */
export const monthOption = (text: string): string => {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(text))
    throw new InvalidArgumentError(`"${text}" is not a month; write it like 2026-11.`)
  return text
}

/** Parses a whole number of an option, both ends included. */
export const wholeOption =
  (from: number, until: number) =>
  (text: string): number => {
    const count = Number(text)
    if (!Number.isInteger(count) || count < from || count > until)
      throw new InvalidArgumentError(`"${text}" is not a whole number from ${from} to ${until}.`)
    return count
  }

/** Parses one of the numbers that are allowed. */
export const oneOfOption =
  (offered: readonly number[]) =>
  (text: string): number => {
    const count = Number(text)
    if (!offered.includes(count)) throw new InvalidArgumentError(`"${text}" is none of ${offered.join(', ')}.`)
    return count
  }

const mostRows = 1_000

/** Parses how many rows to show. */
export const countOption = wholeOption(1, mostRows)

/** What a person can do about rows that are not shown. */
export const howToSeeMore = (limit: number): string =>
  limit < mostRows ? `See more with --limit, up to ${mostRows}.` : 'Ask for fewer at a time.'

/** Parses a text of so many characters at most. */
export const textOption =
  (longest: number) =>
  (text: string): string => {
    if (text.length > longest)
      throw new InvalidArgumentError(`It has ${text.length} characters; at most ${longest} are kept.`)
    return text
  }

/** Parses `--since` to an ISO 8601 instant in UTC: a span before now, such as `7d`, or a time. */
export const sinceOption = (text: string, now: Date): string => {
  if (/^\d+[a-z]$/.test(text)) return new Date(now.getTime() - spanOption(text)).toISOString()
  return instantOption(text).toISOString()
}

/** The words and the reading of that option, for the nouns that have it. */
export const sinceFlag = [
  '--since <time>',
  'only since then: 7d, 90m or 2026-11-21T02:30:00+09:00',
  (text: string): string => sinceOption(text, new Date()),
] as const

/** Parses a year of an option, `2027`. */
export const yearOption = (text: string): number => {
  if (!/^20\d\d$/.test(text)) throw new InvalidArgumentError(`"${text}" is not a year; write it like 2027.`)
  return Number(text)
}
