import { localClock } from '../local-clock.ts'
import { dateText, dayMs } from './dates.ts'
import { holidaysOf, rangesAt, type Said } from './rules.ts'
import type { Because, Calendar, Override, State } from './types.ts'

/** What decides at an instant in epoch milliseconds. */
export interface Decided {
  readonly at: number
  readonly state: State
  /** The override that covers the instant. */
  readonly override?: Override | undefined
  /** What the rules said last, at the instant itself or before it. */
  readonly said?: Said | undefined
}

const overrideText = ({ why, by }: Override): string =>
  by === undefined ? `override: ${why}` : `override by ${by}: ${why}`

/** The holiday on which a range would have begun that would hold at an instant. */
const holidayAt = (calendar: Calendar, at: number) => {
  if (calendar.holidays.length === 0) return undefined
  const today = Math.floor(localClock(calendar.zone).localAt(at) / dayMs)
  const holidays = holidaysOf(calendar)
  const day = [today, today - 1].find((each) => holidays.has(each))
  if (day === undefined || rangesAt(calendar, at, true).length === 0) return undefined
  return calendar.holidays.find(({ date }) => date === dateText(day))
}

/** Why a calendar wants what it wants at an instant, for a person. */
export const becauseOf = (calendar: Calendar, { at, state, override, said }: Decided): Because => {
  if (override) return { kind: 'override', path: override.path, text: overrideText(override), by: override.by }
  if (said?.single) return { kind: 'rule', path: said.rule.path, text: said.rule.text }
  if (state === 'running') {
    const rule = said?.at === at ? said.rule : (rangesAt(calendar, at).at(-1) ?? said?.rule)
    return { kind: 'rule', path: rule?.path ?? '', text: rule?.text ?? '' }
  }
  const path = said?.rule.path ?? calendar.rules[0]?.path.replace(/\[\d+\]$/, '') ?? ''
  const holiday = holidayAt(calendar, at)
  if (holiday) return { kind: 'holiday', path, text: `holiday ${holiday.date} (${holiday.name}): nothing begins` }
  return {
    kind: 'outside',
    path,
    text: said ? `outside every rule: ${said.rule.text} has ended` : 'outside every rule',
  }
}
