import { calendarFor } from '../../../../api/alerts/calendar.ts'
import type { Feed } from '../../contract/contribution.ts'
import { PageError } from '../../contract/page-error.ts'

const suffix = '.ics'

/** The calendar behind an address that its owner has subscribed to. One that is unknown and one that was revoked are alike: there is none. */
export const calendarFeed: Feed = async ({ deployment, param }) => {
  const file = param('file')
  const feed = file.endsWith(suffix) ? await calendarFor(deployment, file.slice(0, -suffix.length)) : undefined
  if (!feed) throw new PageError(404)
  return { type: 'text/calendar; charset=utf-8', body: feed.text }
}
