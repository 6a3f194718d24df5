import { turnsOf } from '../../../../functions/backups/copies/begin.ts'
import { newestFiring } from '../../../../functions/backups/rules/firings.ts'
import { isLate } from '../../../../functions/backups/rules/late.ts'
import { askingOf, progressOf, startOf } from '../../../../functions/backups/snapshots/next.ts'
import type { Stored } from '../../../../shared/ledger/ledger.ts'
import type { CopyProcessRecord } from '../../../../shared/ledger/records.ts'

const firing = '2026-12-01T03:00:00.000Z'
const at = (minutes: number): Date => new Date(Date.parse(firing) + minutes * 60_000)
const process = { firing, target: 'rds-instance/shop', plan: 'nightly' }

test('what is busy is waited for as long as the plan says, and then has failed with its reason', () => {
  const busy = { state: 'busy', reason: 'It is modifying.' } as const
  expect(startOf(process, busy, '6 hours', at(360))).toEqual({ do: 'wait', reason: 'It is modifying.' })
  expect(startOf(process, busy, '6 hours', at(361))).toEqual({
    do: 'fail',
    reason: 'It could not be saved within 6 hours: It is modifying.',
  })
  expect(startOf(process, { state: 'gone' }, '6 hours', at(1))).toMatchObject({
    do: 'fail',
    reason: expect.stringContaining('Correct backups.plans.nightly.resources'),
  })
  expect(isLate(process, '6 hours', at(360))).toBe(false)
})

test('a step that asks belongs to one call until that has surely died, however clocks go', () => {
  const asked = { askedAt: at(0).toISOString(), askedBy: 'a' }
  expect(askingOf(asked, { now: at(0), callId: 'a' })).toBe('ask')
  expect(askingOf(asked, { now: at(0), callId: 'b' })).toBe('wait')
  expect(askingOf(asked, { now: at(2), callId: 'b' })).toBe('wait')
  expect(askingOf(asked, { now: at(3), callId: 'b' })).toBe('claim')
  expect(askingOf(asked, { now: at(-600), callId: 'b' })).toBe('claim')
  expect(askingOf({}, { now: at(0), callId: 'b' })).toBe('claim')
})

test('what AWS does not show is gone after six looks; what is pending is never given up', () => {
  const seen = { id: 'x', state: 'pending', tags: {}, encrypted: false, percent: 7 } as const
  expect(progressOf({ unseen: 4 }, undefined)).toEqual({ is: 'pending', unseen: 5 })
  expect(progressOf({ unseen: 5 }, undefined)).toMatchObject({ is: 'failed' })
  expect(progressOf({ unseen: 5 }, seen)).toEqual({ is: 'pending', percent: 7 })
  expect(progressOf({}, { ...seen, state: 'good' })).toEqual({ is: 'pending', percent: 7 })
  expect(progressOf({}, { ...seen, state: 'good', at: firing })).toEqual({ is: 'good' })
  expect(progressOf({}, { ...seen, state: 'failed', reason: 'no space' })).toMatchObject({
    reason: 'AWS says that it failed: no space.',
  })
})

test('of the firings that were missed the newest counts; an hour that comes twice fires once, one that is skipped not at all', () => {
  const berlin = { schedule: 'cron(30 2 * * ? *)', zone: 'Europe/Berlin' }
  const window = (after: string, until: string) => ({
    since: new Date(0),
    after: new Date(after),
    until: new Date(until),
  })
  const newest = (after: string, until: string) => newestFiring(berlin, window(after, until))?.toISOString()
  expect(newest('2026-12-01T00:00:00Z', '2026-12-04T12:00:00Z')).toBe('2026-12-04T01:30:00.000Z')
  expect(newest('2026-10-25T00:00:00Z', '2026-10-25T12:00:00Z')).toBe('2026-10-25T00:30:00.000Z')
  expect(newest('2026-10-25T00:30:00Z', '2026-10-25T12:00:00Z')).toBeUndefined()
  expect(newest('2026-03-29T00:00:00Z', '2026-03-29T12:00:00Z')).toBeUndefined()
})

test('copies have their turn by age, as many as AWS takes at once of a service and a region', () => {
  const copy = (index: number, more: object): Stored<CopyProcessRecord> =>
    ({
      id: String(index).padStart(3, '0'),
      since: firing,
      region: 'eu-west-1',
      target: 'rds-instance/shop',
      step: 'queued',
      ...more,
    }) as never
  const copies = [
    ...Array.from({ length: 18 }, (_, index) => copy(index, { step: 'made' })),
    ...[30, 20, 40].map((index) => copy(index, {})),
    copy(50, { target: 'ebs-volume/vol-1' }),
    copy(60, { region: 'us-east-1' }),
  ]
  const turns = turnsOf(copies, ({ target }) => (target.startsWith('rds') ? 'rds' : 'ec2'))
  expect(turns.map(({ id }) => id)).toEqual(['020', '030', '050', '060'])
})
