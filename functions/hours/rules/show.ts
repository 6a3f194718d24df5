import { type Because, type Calendar, type Moment, momentsBetween, nextMoment } from '../../../shared/calendar/index.ts'
import type { HoursTargetRecord } from '../../../shared/ledger/records.ts'
import { calendarFor, wishAt } from './wish.ts'

/** Why a target is as it is, and what comes next. */
export interface Shown {
  readonly target: string
  readonly calendar: string
  readonly wanted: 'running' | 'stopped' | undefined
  /** ISO 8601: since when, and until when nothing changes it; what a person did by hand lasts until anything is said. */
  readonly since: string | undefined
  readonly until: string | undefined
  readonly because: Because | undefined
  readonly override: HoursTargetRecord['override']
  /** It is otherwise by hand. */
  readonly hand: HoursTargetRecord['hand']
  readonly order: HoursTargetRecord['order']
  readonly trouble: HoursTargetRecord['trouble']
  readonly next: readonly Moment[]
}

/** How far ahead changes are looked for, and how many are shown unless told otherwise. */
const reachMs = 60 * 86_400_000
const shownMoments = 5

/**
 * Why a target is on or off at a time, and its next changes.
 * @param until up to when changes are shown; default the next five within 60 days
 */
export const showTarget = (
  target: string,
  name: string,
  calendar: Calendar,
  record: HoursTargetRecord | undefined,
  at: Date,
  until?: Date,
): Shown => {
  const override = record?.retired === undefined ? record?.override : undefined
  const wish = wishAt(calendar, override, at)
  const whole = calendarFor(calendar, override)
  const ends = record?.hand === undefined ? wish?.until : nextMoment(whole, at)?.at
  const moments = momentsBetween(whole, at, until ?? new Date(at.getTime() + reachMs)).filter(({ changes }) => changes)
  return {
    target,
    calendar: name,
    wanted: wish?.state,
    since: wish?.since.toISOString(),
    until: ends?.toISOString(),
    because: wish?.because,
    override: override && Date.parse(override.until) > at.getTime() ? override : undefined,
    hand: record?.hand,
    order: record?.order,
    trouble: record?.trouble,
    next: until === undefined ? moments.slice(0, shownMoments) : moments,
  }
}
