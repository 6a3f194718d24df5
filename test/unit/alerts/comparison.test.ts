import { compare, type Happened } from '../../../functions/alerts/rules/comparison.ts'
import { newIncident } from '../../../functions/alerts/rules/incident.ts'
import { planNotification } from '../../../functions/alerts/rules/notifications.ts'
import type { IncidentRecord, NotificationRecord } from '../../../shared/ledger/records.ts'
import { later, transition } from './scene.ts'

const incidentOf = (id = 'a', openedAt = 0, more: Partial<IncidentRecord> = {}): IncidentRecord => ({
  ...newIncident(id, transition('ALARM', openedAt), { policy: 'p', severity: 'critical' }, 'v'),
  ...more,
})
const page = (to: string, seconds: number, more: Partial<NotificationRecord> = {}): NotificationRecord => ({
  ...planNotification('a', 'page', 1, { to, channel: 'sms' }, later(0)),
  outcome: 'accepted',
  at: later(seconds).toISOString(),
  ...more,
})
const happened = (notifications: readonly NotificationRecord[], more: Partial<Happened> = {}): Happened => ({
  incident: incidentOf(),
  notifications,
  ...more,
})
const rowOf = (was: Happened, would: Happened) => compare([was], [would])[0]
const differs = (was: readonly NotificationRecord[], would: readonly NotificationRecord[]) => {
  const { change, reason } = rowOf(happened(was), happened(would)) ?? {}
  return [change, reason]
}

describe('the same page', () => {
  test.each([
    [0, 'same', 'as it was'],
    [75, 'same', 'as it was'],
    [-75, 'same', 'as it was'],
    [76, 'later', '1 minute later'],
    [-76, 'sooner', '1 minute sooner'],
    [90, 'later', '2 minutes later'],
    [7_200, 'later', '2 hours later'],
  ])('%s seconds later is %s', (seconds, change, reason) => {
    expect(differs([page('mina', 100)], [page('mina', 100 + seconds)])).toEqual([change, reason])
  })

  test('that the other side took back in the same minute is a race, and no difference', () => {
    const dropped = (to: string, seconds: number) => page(to, seconds, { outcome: 'dropped' })
    expect(differs([page('mina', 100)], [dropped('mina', 175)])).toEqual(['same', 'as it was'])
    expect(differs([page('mina', 100)], [dropped('mina', 176)])[0]).toBe('not told')
    expect(differs([page('mina', 100)], [dropped('joon', 100)])[0]).toBe('not told')
    expect(differs([dropped('mina', 25)], [page('mina', 100)])).toEqual(['same', 'as it was'])
  })
})

test('the pages of an incident are listed oldest first, and those of one moment in the order in which they went', () => {
  const pages = [page('joon', 60), page('alex', 60), page('mina', 30)]
  const row = rowOf(happened(pages), happened(pages))
  expect(row?.was.map(({ to }) => to)).toEqual(['mina', 'joon', 'alex'])
  expect(row?.would.map(({ to }) => to)).toEqual(['mina', 'joon', 'alex'])
})

test('incidents are listed oldest first, and those of one moment in the order in which they were read', () => {
  const all = [incidentOf('c', 60), incidentOf('b', 60), incidentOf('a', 0)].map((incident) => ({
    incident,
    notifications: [],
  }))
  expect(compare(all, []).map(({ incident }) => incident)).toEqual(['a', 'c', 'b'])
})

test('what held an incident and would not hold it any more is no reason', () => {
  expect(rowOf(happened([], { heldBy: 'silenced: move' }), happened([page('mina', 0)]))).toMatchObject({
    change: 'newly told',
    reason: 'mina by sms',
  })
  expect(rowOf(happened([page('mina', 0)]), happened([], { heldBy: 'silenced: move' }))).toMatchObject({
    change: 'not told',
    reason: 'silenced: move',
  })
  expect(
    rowOf(
      happened([page('mina', 0)], { heldBy: 'silenced: move' }),
      happened([page('joon', 0)], { heldBy: 'silenced: move' }),
    ),
  ).toMatchObject({ change: 'other', reason: 'joon by sms instead of mina by sms' })
})

test('more messages to the same people are another thing', () => {
  expect(differs([page('mina', 0)], [page('mina', 0), page('mina', 600)])).toEqual(['other', '2 messages instead of 1'])
})
