import { createHash } from 'node:crypto'
import ical, { ICalCalendarMethod, ICalEventBusyStatus, ICalEventTransparency } from 'ical-generator'
import { dayMs } from '../../shared/calendar/dates.ts'
import { withoutControls } from '../../shared/text.ts'
import type { OnCallState } from './run-time.ts'
import { onCallCalendar, type TurnRow } from './turns.ts'

/** Weeks that a feed looks ahead, and back: who asks again sees last week as it was. */
const feedWeeks = { ahead: 26, back: 1 } as const

/** Seconds after which whoever has subscribed should ask again. Google takes its own time, up to a day. */
const refreshSeconds = 3_600

/** The same for one turn of one person, however often it is asked for: a calendar replaces the event and shows no other. */
const uidOf = ({ rotation, responder, from }: TurnRow): string =>
  `${createHash('sha256').update(`${rotation}\n${responder}\n${from}`).digest('hex').slice(0, 32)}@nightshift`

/** Whose calendar it is. */
export interface CalendarOf {
  readonly name: string
  readonly of: 'responder' | 'rotation'
}

/** What a person has in all rotations, or who has a rotation. */
const turnsFor = (
  { alerts, overrides }: Pick<OnCallState, 'alerts' | 'overrides'>,
  { name, of }: CalendarOf,
  now: Date,
): TurnRow[] => {
  const week = 7 * dayMs
  const from = new Date(now.getTime() - feedWeeks.back * week)
  const until = new Date(now.getTime() + feedWeeks.ahead * week)
  return onCallCalendar(alerts, { from, until }, overrides).filter(
    ({ rotation, responder }) => responder !== null && (of === 'rotation' ? rotation === name : responder === name),
  )
}

/**
 * The turns of a person, or of a rotation, as a calendar to be subscribed to (iCalendar, RFC 5545): 26 weeks ahead, in UTC, so that every
 * reader shows them in its own zone whatever its clocks do; free in free/busy, as who is on call may meet others.
 * @param state the config as it is in force, with what was made at run time
 * @returns the text, in lines of CRLF
 */
export const calendarText = (
  state: Pick<OnCallState, 'alerts' | 'overrides'>,
  whose: CalendarOf,
  now: Date,
): string => {
  const { name, of } = whose
  const calendar = ical({
    name: withoutControls(`On call: ${name}`),
    prodId: { company: 'Nightshift', product: 'On call', language: 'EN' },
    method: ICalCalendarMethod.PUBLISH,
    ttl: refreshSeconds,
  })
  for (const turn of turnsFor(state, whose, now))
    calendar.createEvent({
      id: uidOf(turn),
      stamp: now,
      start: new Date(turn.from),
      end: new Date(turn.until),
      summary: withoutControls(
        of === 'rotation' ? `${turn.responder} (${turn.rotation})` : `On call: ${turn.rotation}`,
      ),
      ...(turn.by === 'override' ? { description: 'By an override.' } : {}),
      transparency: ICalEventTransparency.TRANSPARENT,
      busystatus: ICalEventBusyStatus.FREE,
    })
  return calendar.toString()
}
