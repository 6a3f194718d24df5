import type { AlertsConfig } from '../../../shared/config/alerts/schema.ts'

/** Whether a person has quiet hours on: by the clock of their zone, read as they would read it. */
export const isQuiet = ({ responders }: Pick<AlertsConfig, 'responders'>, to: string, now: Date): boolean => {
  const { quietHours, zone } = responders[to] ?? {}
  if (!quietHours) return false
  const { from, until } = quietHours
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(now)
  return from <= until ? from <= clock && clock < until : clock >= from || clock < until
}
