import { calendarHash } from '../../../functions/alerts/rules/calendar-token.ts'
import type { CalendarRecord } from '../../../shared/ledger/records.ts'
import { keys } from '../../../shared/ledger/records.ts'
import { madeConsole } from './console.ts'

const token = 'a'.repeat(32)
const record: CalendarRecord = {
  ...keys.calendar(calendarHash(token)),
  kind: 'calendar',
  at: '2026-11-30T00:00:00.000Z',
  name: 'mina',
  of: 'responder',
  by: 'boss',
}

test('a calendar is given to whoever has its address, without a session', async () => {
  const answer = await madeConsole({ records: [record] }).ask(`/calendar/${token}.ics`)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('text/calendar; charset=utf-8')
  expect(await answer.text()).toMatch(/^BEGIN:VCALENDAR\r\n[\s\S]*SUMMARY:On call: primary[\s\S]*END:VCALENDAR/)
})

test.each([
  ['unknown', `/calendar/${'b'.repeat(32)}.ics`],
  ['without its end', `/calendar/${token}`],
  ['with another end', `/calendar/${token}.html`],
  ['a path', '/calendar/..%2fstatus.ics'],
  ['nothing', '/calendar/.ics'],
])('an address that is %s is none', async (_, path) => {
  expect((await madeConsole({ records: [record] }).ask(path)).status).toBe(404)
})

test('a revoked one is none', async () => {
  const revoked = { ...record, keepUntil: '2026-11-30T02:59:59.000Z' }
  expect((await madeConsole({ records: [revoked] }).ask(`/calendar/${token}.ics`)).status).toBe(404)
})

test('it acts on nothing: only GET answers', async () => {
  const { ask, handedOver } = madeConsole({ records: [record] })
  expect((await ask(`/calendar/${token}.ics`, { method: 'POST' })).status).toBeGreaterThanOrEqual(400)
  expect(handedOver).toEqual([])
})
