/** ISO 8601 in UTC to the second: `2026-11-21T02:30:00Z`. One instant has one text, so texts can be keys and compared. */
export const isoSeconds = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`

/** `Sat 21 Nov, 11:30` in a zone, for messages. */
export const localText = (at: Date, zone: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at)

/** `3 days`, `5 hours`, `2 minutes`: the largest whole unit, for people. */
export const durationText = (seconds: number): string => {
  const units = [
    [86_400, 'day'],
    [3_600, 'hour'],
    [60, 'minute'],
    [1, 'second'],
  ] as const
  const [size, name] = units.find(([each]) => seconds >= each) ?? [1, 'second']
  const count = Math.floor(seconds / size)
  return `${count} ${name}${count === 1 ? '' : 's'}`
}
