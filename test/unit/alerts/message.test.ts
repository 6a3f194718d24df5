import { closeIncident, openIncident } from '../../../functions/alerts/incident.ts'
import { composeMessage } from '../../../functions/alerts/message.ts'
import { transition } from './world.ts'

const incident = (more: Parameters<typeof transition>[2] = {}) =>
  openIncident('c0ffee', transition('ALARM', 0, more), 'v1')

test('a page says what it is, why, since when, what to do, and where to look', () => {
  expect(composeMessage(incident({ description: 'Look at the last deployment.' }), 'page', 'Asia/Seoul')).toEqual({
    sms: 'ALARM checkout-errors: it is ALARM',
    subject: 'ALARM checkout-errors',
    body: [
      'checkout-errors',
      'Since Sat 28 Nov, 09:00 (Asia/Seoul).',
      'it is ALARM',
      'Look at the last deployment.',
      'Incident c0ffee. See it with: npx nightshift incidents',
    ].join('\n\n'),
  })
})

test('a recovery says how long it was', () => {
  const closed = closeIncident(incident(), transition('OK', 3_700))
  expect(composeMessage(closed, 'recovery', 'Asia/Seoul')).toEqual({
    sms: 'OK checkout-errors: over after 1 hour. it is OK',
    subject: 'OK checkout-errors',
    body: [
      'checkout-errors',
      'It began Sat 28 Nov, 09:00 (Asia/Seoul) and lasted 1 hour.',
      'it is OK',
      'Incident c0ffee.',
    ].join('\n\n'),
  })
})

test('a recovery without a reason keeps the reason of the alarm', () => {
  const closed = closeIncident(incident(), transition('OK', 60, { reason: '' }))
  expect(composeMessage(closed, 'recovery', 'UTC').body).toContain('it is ALARM')
})

test('a name with line breaks stays in its line, and a long one is cut through no character', () => {
  const { sms, subject } = composeMessage(incident({ title: `a\r\nBcc: x\u2028${'😀'.repeat(120)}` }), 'page', 'UTC')
  for (const text of [sms, subject]) {
    expect(text).toMatch(/^ALARM a Bcc: x 😀[^\r\n\u2028]*$/u)
    expect(text.isWellFormed()).toBe(true)
  }
  expect(subject.length).toBeLessThanOrEqual(200)
})
