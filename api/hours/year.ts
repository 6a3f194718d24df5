import { knownTargets } from '../../functions/hours/preview/targets.ts'
import { type CalendarDay, calendarDays } from '../../shared/calendar/index.ts'
import type { Deployment } from '../deployment.ts'
import { UsageError } from '../usage-error.ts'
import { findTarget } from './show.ts'
import { sliceOfConfig } from './sight.ts'

/** A year of one calendar, day by day. */
export interface CalendarYear {
  readonly calendar: string
  readonly zone: string
  readonly days: readonly CalendarDay[]
}

/**
 * A year of calendars, by the config as it is edited.
 * @param asked `target`: that of one target alone, or a calendar's name; default all calendars
 * @throws UsageError when there is no such target or calendar
 */
export const yearOfHours = async (
  deployment: Pick<Deployment, 'config' | 'ledger' | 'now'>,
  asked: { readonly target?: string | undefined; readonly year: number },
): Promise<CalendarYear[]> => {
  const { target, year } = asked
  const { calendars } = sliceOfConfig(deployment.config, deployment.now())
  const named = target !== undefined && !Object.hasOwn(calendars, target)
  const name = named ? findTarget(target, await knownTargets(deployment.ledger())).calendar : target
  const chosen = Object.entries(calendars).filter(([each]) => name === undefined || each === name)
  if (chosen.length === 0) throw new UsageError(`The config has no calendar "${name}".`)
  const length = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1 ? 366 : 365
  return chosen.map(([calendar, read]) => ({
    calendar,
    zone: read.zone,
    // Noon is on that date in every zone.
    days: calendarDays(read, new Date(Date.UTC(year, 0, 1, 11)), length),
  }))
}
