import { reportMonth } from '../../../functions/hours/engine/report.ts'
import { reportSignal } from '../../../functions/hours/rules/report.ts'
import { monthBefore, monthSavings } from '../../../functions/hours/rules/savings.ts'
import type { World } from '../../../functions/hours/world/world.ts'
import { ConflictError } from '../../../shared/errors.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import { type HoursSavingsRecord, keys } from '../../../shared/ledger/records.ts'
import type { Signal } from '../../../shared/signals.ts'
import { lookOf, targetOf } from '../api/hours-scene.ts'

const savings = (target: string, list: number, paid: number): HoursSavingsRecord => ({
  ...keys.hoursSavings('2026-11', target),
  kind: 'hours-savings',
  at: '2026-11-30T06:00:00.000Z',
  target,
  month: '2026-11',
  seconds: 36_000,
  list,
  paid,
})

const makeWorld = async ({ fails = false, to = 'mina', records = [savings('rds-instance/shop', 3, 1)] } = {}) => {
  const ledger = memoryLedger()
  for (const item of records) await ledger.commit([{ item, expect: 'absent' }], new Date('2026-11-30T06:00:00Z'))
  const said: Signal[] = []
  const world = (now: string): World =>
    ({
      ledger,
      now: new Date(now),
      slice: { calendars: {}, targets: [], ...(to ? { report: { to } } : {}) },
      priceOf: (item: string) => (item === 'rds:postgres:db.t4g.micro' ? 0.5 : undefined),
      publish: async (signal: Signal) => {
        if (fails) throw new ConflictError('the bus is gone')
        said.push(signal)
      },
    }) as Partial<World> as World
  return { world, said }
}

const november = lookOf({ seenTo: '2026-11-30T23:58:00.000Z', reported: '2026-10' })

test('the first look of a month reports the one before', async () => {
  const { world, said } = await makeWorld()
  const failures: unknown[] = []
  expect(await reportMonth(november, [], world('2026-12-01T00:00:30Z'), failures)).toBe('2026-11')
  expect(failures).toEqual([])
  expect(said).toEqual([
    expect.objectContaining({
      mood: 'report',
      id: 'hours-savings/2026-11',
      to: 'mina',
      title: 'Hours saved $2.00 in 2026-11',
      body: expect.stringContaining('rds-instance/shop: 10.0 hours off, $2.00'),
    }),
  ])
})

test.each([
  ['a later look of the month', { ...november, reported: '2026-11' }, '2026-12-05T00:00:00Z', '2026-11'],
  ['a look of the same month', november, '2026-11-30T23:59:59Z', '2026-10'],
  ['the very first look', undefined, '2026-12-01T00:00:30Z', '2026-11'],
  ['a look whose record does not know of reports yet', lookOf(), '2026-12-01T00:00:30Z', '2026-11'],
  ['a clock that goes back', { ...november, reported: '2026-12' }, '2026-12-31T23:59:59Z', '2026-12'],
])('%s reports nothing', async (_, before, now, reported) => {
  const { world, said } = await makeWorld()
  expect(await reportMonth(before, [], world(now), [])).toBe(reported)
  expect(said).toEqual([])
})

test('nothing is reported where nobody is named, or nothing was seen to be off', async () => {
  for (const more of [{ to: '' }, { records: [] }]) {
    const { world, said } = await makeWorld(more)
    expect(await reportMonth(november, [], world('2026-12-01T00:00:30Z'), [])).toBe('2026-11')
    expect(said).toEqual([])
  }
})

test('a report that could not be said is due again at the next look', async () => {
  const { world } = await makeWorld({ fails: true })
  const failures: unknown[] = []
  expect(await reportMonth(november, [], world('2026-12-01T00:00:30Z'), failures)).toBe('2026-10')
  expect(failures).toHaveLength(1)
})

test('what is off over the end of the month counts up to when it was last seen', async () => {
  const off = targetOf('rds-instance/reports', 'office', {
    off: { from: '2026-11-30T21:58:00.000Z' },
    costs: { running: [{ item: 'rds:postgres:db.t4g.micro', count: 1 }], stopped: [] },
  })
  const { world, said } = await makeWorld({ records: [] })
  await reportMonth(november, [off], world('2026-12-01T00:00:30Z'), [])
  expect(said[0]?.body).toContain('rds-instance/reports: 2.0 hours off, $1.00')
})

test('many targets are summed up, and what has no price is named', () => {
  const sums = new Map(
    Array.from({ length: 30 }, (_, index) => [
      `ec2-instance/i-${index}`,
      { seconds: 3_600, list: index, paid: 0, unpriced: ['ec2:u-12tb1.metal'] },
    ]),
  )
  const { title, body } = reportSignal('2026-11', sums, 'mina', new Date('2026-12-01T00:00:30Z'))
  expect(title).toBe('Hours saved $435.00 in 2026-11')
  expect(body.split('\n').filter((line) => line.startsWith('ec2-instance/'))).toHaveLength(20)
  expect(body).toContain('10 more: $45.00')
  expect(body).toContain('Not counted, because no price is known: ec2:u-12tb1.metal')
})

test('months are those of UTC, over the turn of a year', () => {
  expect(monthBefore(new Date('2027-01-01T00:00:00Z'))).toBe('2026-12')
  expect(monthBefore(new Date('2026-03-31T23:59:59Z'))).toBe('2026-02')
  const off = targetOf('rds-instance/shop', 'office', { off: { from: '2026-11-30T23:00:00.000Z' } })
  const seen = (month: string) =>
    monthSavings(month, [], [off], { seenTo: '2026-12-01T02:00:00.000Z' }, () => 0).get(off.target)?.seconds
  expect([seen('2026-11'), seen('2026-12'), seen('2026-10')]).toEqual([3_600, 7_200, undefined])
})
