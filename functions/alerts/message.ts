import type { IncidentRecord, NotificationRecord } from '../../shared/ledger/records.ts'
import { durationText, localText } from '../../shared/time.ts'
import { fitSms } from './sms.ts'

export interface Message {
  /** One text message. */
  readonly sms: string
  readonly subject: string
  readonly body: string
}

/** Most characters of an email's subject: more is cut off by what shows it. */
const longestSubject = 200

const subjectOf = (text: string): string => oneLine(text).slice(0, longestSubject).toWellFormed()

// A header with a line break in it would let an alarm's name write headers of its own.
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

/** What a responder gets. The most important comes first: what it is, whether it is good or bad, why. */
export const composeMessage = (
  incident: IncidentRecord,
  purpose: NotificationRecord['purpose'],
  zone: string,
): Message => {
  const { title, reason, openedAt, closedAt, basis } = incident
  const { description } = basis.event as { description?: string }
  const opened = localText(new Date(openedAt), zone)
  if (purpose === 'page')
    return {
      sms: fitSms(oneLine(`ALARM ${title}: ${reason}`)),
      subject: subjectOf(`ALARM ${title}`),
      body: [
        title,
        `Since ${opened} (${zone}).`,
        reason,
        ...(description ? [description] : []),
        `Incident ${incident.id}. See it with: npx nightshift incidents`,
      ].join('\n\n'),
    }
  const lasted = durationText((Date.parse(closedAt ?? openedAt) - Date.parse(openedAt)) / 1000)
  return {
    sms: fitSms(oneLine(`OK ${title}: over after ${lasted}. ${reason}`)),
    subject: subjectOf(`OK ${title}`),
    body: [title, `It began ${opened} (${zone}) and lasted ${lasted}.`, reason, `Incident ${incident.id}.`].join(
      '\n\n',
    ),
  }
}
