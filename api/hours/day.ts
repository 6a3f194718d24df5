import { knownTargets } from '../../functions/hours/preview/targets.ts'
import { type Looks, seenUntil } from '../../functions/hours/rules/savings.ts'
import { calendarFor } from '../../functions/hours/rules/wish.ts'
import { type Because, type Calendar, momentsBetween, type State, wantedAt } from '../../shared/calendar/index.ts'
import { type HoursLookRecord, type HoursTargetRecord, keys } from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'
import { calendarsIn } from './calendars.ts'
import { findTarget } from './show.ts'

/** A stretch of time over which the same is wanted of a target. ISO 8601 instants. */
export interface WantedStretch {
  readonly from: string
  readonly until: string
  /** Left out where its calendar has said nothing yet. */
  readonly state?: State | undefined
  readonly because?: Because | undefined
}

/** For which time a target was seen stopped. ISO 8601 instants. */
export interface OffStretch {
  readonly from: string
  readonly until: string
  /** It goes on: `until` is when it was last seen. */
  readonly goesOn: boolean
}

/** A time of one target: what was wanted of it, and when it was seen stopped. */
export interface TargetTime {
  readonly target: string
  readonly calendar: string
  /** In order and without a hole, by the config as it is now and what a person has set now. */
  readonly wanted: readonly WantedStretch[]
  readonly off: readonly OffStretch[]
  /** Up to when it was looked at; nothing where it never was. */
  readonly seenTo: string | undefined
  readonly trouble: HoursTargetRecord['trouble']
  /** What a person has set, also where that is over. */
  readonly override: HoursTargetRecord['override']
}

interface Time {
  readonly from: Date
  readonly until: Date
}

/** What a calendar wants over a time, stretch by stretch. */
export const wantedIn = (calendar: Calendar, { from, until }: Time): WantedStretch[] => {
  const changes = momentsBetween(calendar, from, until).filter(({ changes: isChange }) => isChange)
  const starts = [from, ...changes.map(({ at }) => at).filter((at) => at > from && at < until)]
  return starts.map((start, index) => {
    const { state, because } = wantedAt(calendar, start) ?? {}
    return { from: start.toISOString(), until: (starts[index + 1] ?? until).toISOString(), state, because }
  })
}

/** When a target was seen stopped in a time. A stop that goes on counts up to the last look. */
export const offIn = (
  { off, wasOff = [] }: Pick<HoursTargetRecord, 'off' | 'wasOff'>,
  looks: Looks | undefined,
  { from, until }: Time,
): OffStretch[] => {
  // Of the time in which nobody looked nothing is claimed.
  const seenTo = off && seenUntil(off.from, looks)
  const going =
    off && seenTo !== undefined && seenTo > off.from
      ? [{ ...off, until: seenTo, goesOn: seenTo === looks?.seenTo }]
      : []
  const [first, last] = [from.toISOString(), until.toISOString()]
  return [...wasOff.map((each) => ({ ...each, goesOn: false })), ...going]
    .filter((each) => each.until > first && each.from < last)
    .map((each) => ({
      from: each.from < first ? first : each.from,
      until: each.until > last ? last : each.until,
      goesOn: each.goesOn && each.until <= last,
    }))
}

/**
 * What was wanted of targets over a time, and when they were seen stopped: the last eight days are remembered.
 * @param asked `target`: one alone, by its name
 * @throws UsageError when there is no such target, or the config has no hours
 */
export const targetTimes = async (
  deployment: Pick<Deployment, 'config' | 'calendars' | 'ledger' | 'now'>,
  asked: Time & { readonly target?: string | undefined },
): Promise<TargetTime[]> => {
  const calendars = calendarsIn(deployment)
  const ledger = deployment.ledger()
  const [records, look] = await Promise.all([knownTargets(ledger), ledger.get<HoursLookRecord>(keys.hoursLook())])
  const chosen = asked.target === undefined ? records : [findTarget(asked.target, records)]
  return chosen.map((record) => {
    const calendar = record.retired === undefined ? calendars[record.calendar] : undefined
    return {
      target: record.target,
      calendar: record.calendar,
      wanted: calendar ? wantedIn(calendarFor(calendar, record.override), asked) : [],
      off: offIn(record, look, asked),
      seenTo: look?.seenTo,
      trouble: record.trouble,
      override: record.override,
    }
  })
}
