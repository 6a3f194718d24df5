import { Duration } from 'aws-cdk-lib'
import { ratePeriod } from '../../shared/schedule.ts'

/** How long an alarm on what the collector pushes has to look back to find a value: from five minutes to a day. */
export const lookOf = (schedule: string): Duration => {
  const minutes = Math.ceil((ratePeriod(schedule) ?? 3_600_000) / 60_000)
  return Duration.minutes(Math.min(1440, Math.max(5, minutes)))
}
