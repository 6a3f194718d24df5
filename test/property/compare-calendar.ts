import { type CalendarConfig, calendarOf, momentsBetween, type Size, wantedAt } from '../../shared/calendar/index.ts'
import { type SlowMoment, slowMoments } from './slow-calendar.ts'

const sizeText = (size: Size | undefined): string => (size ? `${size.min}/${size.desired}` : '')

const line = ({ at, state, size, changes }: SlowMoment): string =>
  `${new Date(at).toISOString()} ${state} ${size}${changes ? '' : ' again'}`

/**
 * Holds a calendar against the slow reading from one instant to another.
 * @returns how many moments were alike
 * @throws Error naming the calendar and what differs
 */
export const compareCalendar = (config: CalendarConfig, from: number, until: number): number => {
  const calendar = calendarOf(config)
  const [first, ...slow] = slowMoments(config, from, until)
  const fail = (what: string): never => {
    throw new Error(`${what}\n${JSON.stringify(config)}`)
  }
  if (!first) return 0
  const ours = momentsBetween(calendar, new Date(first.at), new Date(until)).map((moment) => ({
    at: moment.at.getTime(),
    state: moment.state,
    size: sizeText(moment.size),
    changes: moment.changes,
  }))
  for (let index = 0; index < Math.max(slow.length, ours.length); index += 1) {
    const [mine, theirs] = [ours[index], slow[index]]
    const [here, there] = [mine ? line(mine) : 'nothing', theirs ? line(theirs) : 'nothing']
    if (here !== there) fail(`ours: ${here}, slow: ${there}`)
  }
  // Asked at single instants: at some moments, and a minute before each.
  const step = Math.max(1, Math.floor(slow.length / 40))
  for (let index = step; index < slow.length; index += step) {
    const [before, here] = [slow[index - 1], slow[index]]
    if (!before || !here) continue
    const next = slow.slice(index + 1).find(({ changes }) => changes)
    const wanted = wantedAt(calendar, new Date(here.at))
    if (wanted?.state !== here.state || sizeText(wanted.size) !== here.size || wanted.since.getTime() !== here.at)
      fail(`wanted at ${line(here)}: ${JSON.stringify(wanted)}`)
    const isNear = next && next.at - here.at < 730 * 86_400_000
    if (isNear && wanted?.until?.getTime() !== next.at) fail(`until, after ${line(here)}: ${JSON.stringify(wanted)}`)
    const last = wantedAt(calendar, new Date(here.at - 60_000))
    if (last?.state !== before.state || sizeText(last.size) !== before.size || last.since.getTime() !== before.at)
      fail(`wanted a minute before ${line(here)}: ${JSON.stringify(last)}, slow: ${line(before)}`)
  }
  return slow.length
}
