import { InvalidArgumentError } from 'commander'
import { instantOption, spanOption } from '../options.ts'

/** Parses `--since` to an ISO 8601 instant in UTC: a span before now, such as `7d`, or a time. */
export const sinceOption = (text: string, now: Date): string => {
  if (/^\d+[a-z]$/.test(text)) return new Date(now.getTime() - spanOption(text)).toISOString()
  // Without a zone a time would mean another instant on each machine.
  if (/T/.test(text) && !/(Z|[+-]\d\d:?\d\d)$/.test(text))
    throw new InvalidArgumentError(`"${text}" has no zone; write it like 2026-11-21T02:30:00+09:00.`)
  return instantOption(text).toISOString()
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
