import { type Refusal, refused } from './answers.ts'

/** From when until when something that a person asks for counts, in epoch milliseconds. */
export interface Period {
  readonly from: number
  readonly until: number
}

/** An instant, in epoch milliseconds. */
export const instantOf = (text: string): number | Refusal => {
  const at = Date.parse(text)
  return Number.isNaN(at) ? refused(`"${text}" is not a time; write it like 2026-11-21T02:30:00+09:00`) : at
}

/**
 * From when until when it counts. What has happened stays as it was: a beginning in the past is now.
 * @param from ISO 8601 with a zone. Default: now
 * @param until the same
 */
export const periodOf = (from: string | undefined, until: string, now: Date): Period | Refusal => {
  const begin = from === undefined ? now.getTime() : instantOf(from)
  if (typeof begin !== 'number') return begin
  const end = instantOf(until)
  if (typeof end !== 'number') return end
  if (end <= now.getTime()) return refused(`${until} has passed: it must end later than now, ${now.toISOString()}`)
  if (end <= begin) return refused(`It would end at ${until}, before it begins at ${from}`)
  return { from: Math.max(begin, now.getTime()), until: end }
}
