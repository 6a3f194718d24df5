import type { Calendar } from '../../shared/calendar/index.ts'
import { calendarsOf } from '../../shared/config/hours/calendars.ts'
import type { Deployment } from '../deployment.ts'
import { UsageError } from '../usage-error.ts'

/**
 * The calendars of a deployment, read, with their holidays: as they were deployed where that is known, else by the config as it is edited.
 * @throws UsageError when the config has no hours
 */
export const calendarsIn = ({
  config: { hours },
  calendars,
  now,
}: Pick<Deployment, 'config' | 'calendars' | 'now'>): Readonly<Record<string, Calendar>> => {
  if (!hours) throw new UsageError('Nothing is switched on and off: nightshift.config.ts has no hours.')
  return calendars ?? calendarsOf(hours, now())
}
