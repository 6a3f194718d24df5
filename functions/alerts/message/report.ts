import type { Report } from '../intake/report.ts'
import { bodiesOf, type Reader, subjectOf } from './compose.ts'
import type { Message } from './message.ts'

/** A report as an email. It asks nothing of anybody, so it has no link and no button. */
export const composeReport = ({ id, title, body }: Report, { language }: Pick<Reader, 'language'>): Message => {
  const lines = body.split('\n')
  const head = 'Report'
  return {
    id,
    short: title,
    subject: subjectOf(title),
    ...bodiesOf({ language, mood: 'good', head, title, paragraphs: lines, tables: [], links: [] }),
    about: { kind: 'notice', mood: 'good', head, title, lines, incidents: [] },
  }
}
