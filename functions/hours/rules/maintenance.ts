const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const pattern = /^([a-z]{3}):(\d\d):(\d\d)-([a-z]{3}):(\d\d):(\d\d)$/
const weekMinutes = 7 * 24 * 60

const minuteOf = (day = '', hour = '', minute = ''): number =>
  days.indexOf(day) * 1440 + Number(hour) * 60 + Number(minute)

/**
 * Whether a time lies within a weekly maintenance window, its last minute included: AWS begins what it has to do until then.
 * @param window in UTC, as RDS has it: `sun:23:30-mon:00:30`. What is no window holds nothing up.
 */
export const isInWindow = (window: string | undefined, at: Date): boolean => {
  const [, fromDay, fromHour, fromMinute, untilDay, untilHour, untilMinute] =
    pattern.exec(window?.toLowerCase() ?? '') ?? []
  if (fromDay === undefined) return false
  const from = minuteOf(fromDay, fromHour, fromMinute)
  const length = (minuteOf(untilDay, untilHour, untilMinute) - from + weekMinutes) % weekMinutes
  const now = at.getUTCDay() * 1440 + at.getUTCHours() * 60 + at.getUTCMinutes()
  return (now - from + weekMinutes) % weekMinutes <= length
}
