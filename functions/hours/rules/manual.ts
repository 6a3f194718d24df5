import { type Calendar, nextMoment } from '../../../shared/calendar/index.ts'
import { PermanentError } from '../../../shared/errors.ts'
import type { HoursOverride, HoursTargetRecord } from '../../../shared/ledger/records.ts'
import type { ManualAction } from './command.ts'
import { wishAt } from './wish.ts'

/** Where a calendar says nothing more, what a person wants holds for so long. */
const longestMs = 366 * 86_400_000

const refused = (text: string): PermanentError => new PermanentError('refused', text)

/** The override that is in force now, if any. */
export const overrideAt = ({ override }: Pick<HoursTargetRecord, 'override'>, now: Date): HoursOverride | undefined =>
  override && Date.parse(override.until) > now.getTime() ? override : undefined

/** When a calendar next says something, be it what it said last. */
const nextSaid = (calendar: Calendar, now: Date): string =>
  (nextMoment(calendar, now)?.at ?? new Date(now.getTime() + longestMs)).toISOString()

/**
 * The time until which a target is on if somebody keeps it on for so much longer.
 * @returns nothing where it runs and its calendar never stops it
 */
export const extendedUntil = (
  record: Pick<HoursTargetRecord, 'override' | 'hand'>,
  calendar: Calendar,
  seconds: number,
  now: Date,
): Date | undefined => {
  const wish = wishAt(calendar, overrideAt(record, now), now)
  if (wish?.state === 'running') return wish.until && new Date(wish.until.getTime() + seconds * 1000)
  // People start it and its calendar only stops it: so much longer than until then.
  const next = record.hand?.state === 'running' ? nextMoment(calendar, now) : undefined
  const from = next?.state === 'stopped' ? next.at : now
  return new Date(from.getTime() + seconds * 1000)
}

const extended = (record: HoursTargetRecord, calendar: Calendar, seconds: number, now: Date): string => {
  const until = extendedUntil(record, calendar, seconds, now)
  if (until === undefined)
    throw refused(
      `${record.target} runs, and its calendar ${record.calendar} never stops it: there is nothing to extend.`,
    )
  return until.toISOString()
}

/**
 * What a person's action makes of the override of a target. `start` and `stop` hold until the calendar's next moment; `extend` keeps it
 * on for so much longer than it would be, or from now on where it is off.
 * @returns undefined: the calendar decides
 * @throws PermanentError `refused`, saying why and what to do instead
 */
export const overrideBy = (
  action: ManualAction,
  record: HoursTargetRecord,
  calendar: Calendar,
  now: Date,
): HoursOverride | undefined => {
  const { by, why } = action
  const made = (state: 'running' | 'stopped', until: string): HoursOverride => ({
    state,
    at: now.toISOString(),
    until,
    by,
    ...(why === undefined ? {} : { why }),
  })
  switch (action.action) {
    case 'override': {
      const until = new Date(action.until)
      if (until <= now) throw refused(`The time until which it should hold, ${until.toISOString()}, has passed.`)
      return made(action.state, until.toISOString())
    }
    case 'start':
      return made('running', nextSaid(calendar, now))
    case 'stop':
      return made('stopped', nextSaid(calendar, now))
    case 'extend':
      return made('running', extended(record, calendar, action.seconds, now))
    case 'release':
      if (!overrideAt(record, now)) throw refused(`Nothing is set for ${record.target}: its calendar decides already.`)
      return undefined
  }
}

/** What was done, in a few words. */
export const summaryOf = ({ action }: ManualAction, override: HoursOverride | undefined): string =>
  override === undefined
    ? 'left to its calendar again'
    : `${action === 'override' ? 'overridden' : action}: ${override.state} until ${override.until}`

/** Seconds by which two wishes of a job may differ without being told apart: it asks again every minute. */
const needSlackMs = 900_000

/**
 * What a job's need makes of the override of a target: it runs until then, at least. What a person wants off stays off.
 * @returns the override as it is where nothing changes
 */
export const overrideForNeed = (
  { until, by }: { readonly until: string; readonly by: string },
  record: HoursTargetRecord,
  calendar: Calendar,
  now: Date,
): HoursOverride | undefined => {
  const known = overrideAt(record, now)
  if (known?.state === 'stopped') return record.override
  const wish = wishAt(calendar, known, now)
  const lasts = wish?.until === undefined ? Number.POSITIVE_INFINITY : wish.until.getTime()
  const end = Date.parse(until)
  if (end <= now.getTime() || (wish?.state === 'running' && lasts >= end - needSlackMs)) return record.override
  return { state: 'running', at: now.toISOString(), until: new Date(end).toISOString(), by, why: 'a job needs it' }
}
