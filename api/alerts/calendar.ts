import { calendarHash, isCalendarToken } from '../../functions/alerts/rules/calendar-token.ts'
import { suggestion } from '../../shared/config/explain.ts'
import { type CalendarRecord, keys } from '../../shared/ledger/records.ts'
import { named } from '../../shared/on-call/targets.ts'
import type { Deployment } from '../deployment.ts'
import { UsageError } from '../usage-error.ts'
import type { CalendarOf } from './calendar-text.ts'
import { type Asker, askAlerts } from './request.ts'
import { readOnCall } from './run-time.ts'

type Asked = Pick<Deployment, 'config' | 'ledger' | 'now'>

/** A feed as it is served: `text/calendar; charset=utf-8`. */
export interface CalendarFeed {
  /** The responder's or the rotation's name. */
  readonly name: string
  readonly text: string
}

/** Path of a feed behind the console's address. */
export const calendarPath = (token: string): string => `/calendar/${token}.ics`

/** What makes the format is loaded by whoever asks for a feed: no page has to wait for it. */
const feedOf = async (deployment: Asked, whose: CalendarOf): Promise<CalendarFeed> => {
  const [{ calendarText }, state] = await Promise.all([import('./calendar-text.ts'), readOnCall(deployment)])
  return { name: whose.name, text: calendarText(state, whose, deployment.now()) }
}

/**
 * The feed behind a token: two reads of the ledger, of one item each. Nothing for a token that nobody has, or that is revoked: both alike.
 * @param token as it stands in the address
 * @throws the SDK's error where the ledger does not answer
 */
export const calendarFor = async (deployment: Asked, token: string): Promise<CalendarFeed | undefined> => {
  if (!isCalendarToken(token)) return undefined
  const record = await deployment.ledger().get<CalendarRecord>(keys.calendar(calendarHash(token)))
  return record && feedOf(deployment, record)
}

/** The same of a name, for whoever may ask for it without a token. @throws UsageError for one that the config does not have */
export const calendarOf = async (deployment: Asked, name: string): Promise<CalendarFeed> => {
  const { responders, rotations } = deployment.config.alerts
  const names = [...Object.keys(responders), ...Object.keys(rotations)]
  if (!names.includes(name))
    throw new UsageError(
      `"${name}" is neither a responder nor a rotation; there is: ${names.join(', ')}${suggestion(name, names)}`,
    )
  return feedOf(deployment, { name, of: named(responders, name) ? 'responder' : 'rotation' })
}

type Reached = Pick<Deployment, 'connect' | 'output'>

/**
 * Makes an address at which the calendar of a responder or a rotation can be subscribed to. It is shown this once; whoever has it can read
 * who is on call.
 * @throws UsageError for a name that the deployment does not have, or where it serves no pages
 */
export const makeCalendar = async (
  deployment: Reached,
  asked: Asker & { readonly name: string },
): Promise<{ readonly name: string; readonly url: string }> => {
  // Before it is made: an address that nobody serves is none.
  const base = deployment.output('ConsoleUrl').replace(/\/+$/, '')
  const { token } = await askAlerts<{ readonly token: string }>(deployment, { action: 'calendar', ...asked })
  return { name: asked.name, url: `${base}${calendarPath(token)}` }
}

/** Ends every address of a name: who has subscribed to one gets nothing more. */
export const revokeCalendars = async (
  deployment: Reached,
  asked: Asker & { readonly name: string },
): Promise<{ readonly name: string; readonly revoked: number }> => {
  const { revoked } = await askAlerts<{ readonly revoked: number }>(deployment, { action: 'revoke-calendar', ...asked })
  return { name: asked.name, revoked }
}
