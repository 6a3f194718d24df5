import { readDeployments } from '../../../api/alerts.ts'
import { type DeliveryEvent, deliveryMeasures, median } from '../../../shared/delivery/measures.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import { keys } from '../../../shared/ledger/records.ts'

const options = {
  since: new Date('2026-11-01T00:00:00Z'),
  until: new Date('2026-11-29T00:00:00Z'), // four weeks
  within: 3_600,
}
const web = (at: string, succeeded = true, more: Partial<DeliveryEvent> = {}): DeliveryEvent => ({
  name: 'pipeline/web',
  at,
  succeeded,
  ...more,
})

test('four weeks by hand', () => {
  const events = [
    web('2026-11-02T10:10:00Z', true, { began: '2026-11-02T10:00:00Z' }), // lead 10 minutes
    web('2026-11-03T10:00:00Z', false), // fails, …
    web('2026-11-03T10:20:00Z', false), // … and again: works after 50 minutes
    web('2026-11-03T10:50:00Z', true, { began: '2026-11-03T10:30:00Z' }), // lead 20 minutes
    web('2026-11-10T09:00:00Z', true, { began: '2026-11-10T08:00:00Z' }), // lead an hour; trouble for 30 minutes
    web('2026-11-20T09:00:00Z'),
    web('2026-11-28T09:00:00Z', false), // not fixed yet
  ]
  const troubles = [
    { openedAt: '2026-11-10T09:30:00Z', closedAt: '2026-11-10T10:00:00Z' },
    { openedAt: '2026-11-10T09:40:00Z' }, // the same deployment: it counts once, and is not over
    { openedAt: '2026-11-20T10:00:01Z', closedAt: '2026-11-20T11:00:00Z' }, // a second too late
    { openedAt: '2026-11-02T10:09:59Z', closedAt: '2026-11-02T10:30:00Z' }, // before it
  ]
  expect(deliveryMeasures(events, troubles, options)).toEqual([
    {
      name: 'pipeline/web',
      deployments: 4,
      failed: 3,
      perWeek: 1,
      followedByTrouble: 1,
      changeFailureRate: 0.571, // (3 + 1) of 7
      recoverySeconds: 2_400, // of 50 and 30 minutes
      notRecovered: 2,
      leadSeconds: 1_200,
    },
  ])
})

test('nothing is no row, one success no rate of failure, one failure all of it', () => {
  expect(deliveryMeasures([], [{ openedAt: '2026-11-02T00:00:00Z' }], options)).toEqual([])
  expect(deliveryMeasures([web('2026-11-02T00:00:00Z')], [], options)).toMatchObject([
    { deployments: 1, perWeek: 0.25, changeFailureRate: 0, recoverySeconds: null, leadSeconds: null, notRecovered: 0 },
  ])
  expect(deliveryMeasures([web('2026-11-02T00:00:00Z', false)], [], options)).toMatchObject([
    { deployments: 0, perWeek: 0, changeFailureRate: 1, recoverySeconds: null, notRecovered: 1 },
  ])
})

test('a run that is tried again with success is one deployment, and the time until then a recovery', () => {
  const run = { run: 'one' }
  expect(
    deliveryMeasures([web('2026-11-02T00:05:00Z', true, run), web('2026-11-02T00:00:00Z', false, run)], [], options),
  ).toMatchObject([{ deployments: 1, failed: 0, changeFailureRate: 0, recoverySeconds: 300, notRecovered: 0 }])
})

test('a night in which clocks change lasts as long as it lasts', () => {
  // Berlin, 2026-10-25: 02:30 summer time to 02:30 winter time is an hour; the week has 169 of them.
  const span = {
    since: new Date('2026-10-19T00:00:00+02:00'),
    until: new Date('2026-10-26T00:00:00+01:00'),
    within: 60,
  }
  const [row] = deliveryMeasures(
    [
      web('2026-10-25T02:30:00+02:00', false),
      web('2026-10-25T02:30:00+01:00', true, { began: '2026-10-25T02:45:00+02:00' }),
    ],
    [],
    span,
  )
  expect(row).toMatchObject({ recoverySeconds: 3_600, leadSeconds: 2_700, perWeek: 0.99 })
})

test('names are apart, what comes twice counts once, what is outside the span not at all', () => {
  const shop = { ...web('2026-11-02T00:00:00Z'), name: 'ecs-deployment/shop/web' }
  const events = [
    web('2026-11-02T00:00:00Z'),
    web('2026-11-02T00:00:00.000Z'),
    shop,
    web('2026-10-31T23:59:59Z', false),
  ]
  expect(
    deliveryMeasures(events, [], options).map(({ name, deployments, failed }) => [name, deployments, failed]),
  ).toEqual([
    ['ecs-deployment/shop/web', 1, 0],
    ['pipeline/web', 1, 0],
  ])
})

test('a beginning after the end is no lead time', () => {
  const [row] = deliveryMeasures([web('2026-11-02T00:00:00Z', true, { began: '2026-11-03T00:00:00Z' })], [], options)
  expect(row?.leadSeconds).toBeNull()
})

test.each([
  [[], null],
  [[7], 7],
  [[9, 1], 5],
  [[10, 2, 4], 4],
])('the median of %p is %p', (values, middle) => expect(median(values)).toBe(middle))

test('is read from what the ledger keeps: whole runs alone, and incidents that are about something else', async () => {
  const ledger = memoryLedger()
  const now = new Date('2026-11-29T00:00:00Z')
  const transition = (at: string, event: object) => ({
    ...keys.transition('key', at, JSON.stringify(event)),
    kind: 'transition',
    at,
    alarm: 'a',
    outcome: 'noted',
    reason: '',
    basis: { event: { name: 'pipeline/web', at, state: 'OK', ...event }, config: 'v' },
  })
  const incident = (id: string, alarm: string, more: object = {}) => ({
    ...keys.incident(id),
    kind: 'incident',
    at: '2026-11-10T00:10:00.000Z',
    openedAt: '2026-11-10T00:10:00.000Z',
    alarm,
    severity: 'warning',
    state: 'open',
    ...more,
  })
  await ledger.commit(
    [
      transition('2026-11-10T00:00:00.000Z', { run: 'one', began: '2026-11-09T23:50:00.000Z' }),
      transition('2026-11-10T00:00:01.000Z', { part: { name: 'Deploy' } }),
      transition('2026-11-10T00:00:02.000Z', { name: 'shop-cpu' }),
      transition('2026-11-10T00:00:03.000Z', { state: 'NOTE' }),
      incident('1', 'checkout-errors'),
      incident('2', 'pipeline/web'),
      incident('3', 'disk', { severity: 'info' }),
      incident('4', 'cpu', { state: 'suppressed' }),
    ].map((item) => ({ item, expect: 'absent' as const })),
    now,
  )
  const { rows, isCut } = await readDeployments(
    { ledger: () => ledger, now: () => now },
    { since: options.since, within: options.within },
  )
  expect(isCut).toBe(false)
  expect(rows).toEqual([
    {
      name: 'pipeline/web',
      deployments: 1,
      failed: 0,
      perWeek: 0.25,
      followedByTrouble: 1,
      changeFailureRate: 1,
      recoverySeconds: null,
      notRecovered: 1,
      leadSeconds: 600,
    },
  ])
})
