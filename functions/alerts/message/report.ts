import type { Report } from '../intake/report.ts'
import { bodiesOf, type Reader, subjectOf } from './compose.ts'
import type { Message } from './message.ts'
import { words } from './words.ts'

/** A report as an email. It asks nothing of anybody, so it has no link and no button. */
export const composeReport = (report: Report, { language }: Pick<Reader, 'language'>): Message => {
  const { id, severity: mood = 'good' } = report
  const { title, body } = (language === 'ko' ? report.ko : undefined) ?? report
  const lines = body.split('\n').filter((line) => line !== '')
  const paragraphs = body.includes('\n\n') ? body.split(/\n{2,}/) : lines
  const head = words[language].report
  return {
    id,
    short: title,
    subject: subjectOf(title),
    ...bodiesOf({ language, mood, head, title, paragraphs, tables: [], links: [] }),
    about: { kind: 'notice', mood, head, title, lines, incidents: [] },
  }
}
