import type { ProofCheck } from '../../../shared/config/backups/proofs.ts'
import { durationSeconds } from '../../../shared/duration.ts'
import { durationText, isInstant } from '../../../shared/time.ts'

/** What a check said of a restored database. */
export interface Verdict {
  readonly well: boolean
  /** The first value of the first row, as the client printed it. */
  readonly value?: string
  /** What was expected, for people. */
  readonly expected: string
  /** For people: what it is, and what it should be. */
  readonly reason: string
}

/** The question that is asked. The newest row is asked for in UTC. */
export const questionOf = ({ sql, newest, client }: ProofCheck): string => {
  if (!newest) return sql ?? 'select 1'
  const { table, column } = newest
  return client === 'mysql'
    ? `select date_format(convert_tz(max(${column}), @@session.time_zone, '+00:00'), '%Y-%m-%dT%H:%i:%sZ') from ${table}`
    : `select to_char(max(${column})::timestamptz at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') from ${table}`
}

const numberOf = (value: string): number | undefined => {
  const number = Number(value)
  return value.trim() !== '' && Number.isFinite(number) ? number : undefined
}

const expectedText = ({ expect, newest }: ProofCheck): string => {
  if (newest) return `a newest ${newest.table}.${newest.column} at most ${newest.within} before the snapshot`
  const parts = [
    expect?.atLeast === undefined ? [] : [`at least ${expect.atLeast}`],
    expect?.atMost === undefined ? [] : [`at most ${expect.atMost}`],
    expect?.equals === undefined ? [] : [`exactly ${expect.equals}`],
  ].flat()
  return parts.length > 0 ? parts.join(' and ') : 'any value'
}

const judgeNewest = (value: string, within: string, snapshotAt: Date): string | undefined => {
  if (!isInstant(value))
    return `It is ${value === '' ? 'empty: the table has no rows' : `"${value.slice(0, 60)}", which is not a time`}`
  const behind = (snapshotAt.getTime() - Date.parse(value)) / 1_000
  return behind > durationSeconds(within)
    ? `It is from ${value}, ${durationText(behind)} before the snapshot`
    : undefined
}

const judgeValue = (value: string, { expect }: ProofCheck): string | undefined => {
  const { atLeast, atMost, equals } = expect ?? {}
  if (value === '' && equals !== '') return 'It gives nothing (NULL)'
  if (equals !== undefined && value !== equals) return `It gives "${value.slice(0, 60)}"`
  if (atLeast === undefined && atMost === undefined) return undefined
  const number = numberOf(value)
  if (number === undefined) return `It gives "${value.slice(0, 60)}", which is not a number`
  const out = (atLeast !== undefined && number < atLeast) || (atMost !== undefined && number > atMost)
  return out ? `It gives ${value}` : undefined
}

/**
 * Holds what the client printed against what is expected.
 * @param lines what the client wrote, in order: the first one is the value
 * @param snapshotAt when the data is from
 */
export const judgeCheck = (lines: readonly string[], check: ProofCheck, snapshotAt: Date): Verdict => {
  const expected = expectedText(check)
  const value = lines[0]?.trim()
  if (value === undefined)
    return { well: false, expected, reason: `The question gave no row; expected is ${expected}.` }
  const printed = { value: value.slice(0, 200), expected }
  const wrong = check.newest ? judgeNewest(value, check.newest.within, snapshotAt) : judgeValue(value, check)
  return wrong === undefined
    ? { well: true, ...printed, reason: `It gives ${printed.value}; expected is ${expected}.` }
    : { well: false, ...printed, reason: `${wrong}; expected is ${expected}.` }
}
