import {
  type Because,
  type Calendar,
  type Moment,
  momentsBetween,
  nextChanges,
  nextMoment,
} from '../../../shared/calendar/index.ts'
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

/** How many changes are shown unless told otherwise. */
const shownMoments = 5

/** A target that left the config while it was off: nothing will start it. */
export const showLeft = ({ target, calendar, trouble }: HoursTargetRecord): Shown => ({
  target,
  calendar,
  wanted: undefined,
  since: undefined,
  until: undefined,
  because: undefined,
  override: undefined,
  hand: undefined,
  order: undefined,
  trouble,
  next: [],
})

/**
 * Why a target is on or off at a time, and its next changes.
 * @param until up to when changes are shown; default the next five within two years
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
    next:
      until === undefined
        ? nextChanges(whole, at, shownMoments)
        : momentsBetween(whole, at, until).filter(({ changes }) => changes),
  }
}
