import { dimensionSubject, listedAlarms, subjectsOf } from '../../../shared/hours/planned-off.ts'
import { keys, type PlannedOffRecord } from '../../../shared/ledger/records.ts'
import { later, makeWorld, start, transition } from './scene.ts'

const metricOf = (dimensions: Readonly<Record<string, string>>) => ({
  metric: { namespace: 'AWS/RDS', name: 'FreeStorageSpace', dimensions },
})

test.each([
  [{ DBInstanceIdentifier: 'shop' }, ['alarm/low', 'DBInstanceIdentifier=shop']],
  [{ ServiceName: 'web', ClusterName: 'shop', Region: 'x' }, ['alarm/low', 'ClusterName=shop,ServiceName=web']],
  [{ ClusterName: 'shop' }, ['alarm/low']],
  [{ QueueName: 'orders' }, ['alarm/low']],
  [{}, ['alarm/low']],
])('an alarm with the dimensions %j may be known by %j', (dimensions, subjects) => {
  const arn = 'arn:aws:cloudwatch:ap-northeast-2:123456789012:alarm:low'
  expect(subjectsOf({ name: 'low', arn, ...metricOf(dimensions) })).toEqual(subjects)
})

test('an event is known by the ARN of what it is about, an alarm without a metric by its name alone', () => {
  const arn = 'arn:aws:rds:ap-northeast-2:123456789012:db:shop'
  expect(subjectsOf({ name: 'rds/shop', arn })).toEqual(['alarm/rds/shop', arn])
  expect(subjectsOf({ name: 'composite' })).toEqual(['alarm/composite'])
})

test('by its name an alarm is known only where a target lists it', () => {
  const listed = listedAlarms({ targets: [{ alarms: ['low', 'slow'] }, { alarms: [] }, { alarms: ['low'] }] })
  expect(listed).toEqual(['low', 'slow'])
  const about = metricOf({ DBInstanceIdentifier: 'shop' })
  expect(subjectsOf({ name: 'low', ...about }, listed)).toEqual(['alarm/low', 'DBInstanceIdentifier=shop'])
  expect(subjectsOf({ name: 'lower', ...about }, listed)).toEqual(['DBInstanceIdentifier=shop'])
  expect(subjectsOf({ name: 'lower' }, [])).toEqual([])
})

const subject = dimensionSubject({ DBInstanceIdentifier: 'shop' })
const off = (until?: Date): PlannedOffRecord => ({
  ...keys.plannedOff(subject),
  kind: 'planned-off',
  target: 'rds-instance/shop',
  at: later(-3_600).toISOString(),
  ...(until ? { until: until.toISOString() } : {}),
})
const about = (id: string) => metricOf({ DBInstanceIdentifier: id })

/** A world in which hours has stopped the shop's database an hour ago. */
const night = async () => {
  const world = makeWorld()
  await world.ledger.commit([{ item: off(), expect: 'absent' }], start)
  const more = { switchesOff: true }
  return {
    ...world,
    call: (...event: Parameters<typeof transition>) => world.call(transition(...event), more),
    sweep: (now: Date) => world.sweep(now, more),
    /** Its start is proven, and it has grace until then. */
    started: (until: Date) => world.ledger.commit([{ item: off(until), expect: 1 }], start),
  }
}

test('nobody is paged for what was switched off on purpose, all night', async () => {
  const world = await night()
  await world.call('ALARM', 0, about('shop'))
  for (let minute = 0; minute <= 12 * 60; minute += 5) await world.sweep(later(minute * 60))
  expect(world.told()).toEqual([])
  expect(await world.incident()).toMatchObject({
    state: 'held',
    reason: `planned off: rds-instance/shop has been off since ${later(-3_600).toISOString()}`,
  })
})

test('an alarm of anything else pages', async () => {
  const world = await night()
  await world.call('ALARM', 0, about('books'))
  expect(world.told()).toEqual(['ALARM mina email', 'ALARM mina sms'])
})

test('an alarm that is over before it is on again was never reported', async () => {
  const world = await night()
  await world.call('ALARM', 0, about('shop'))
  await world.call('OK', 3_600, about('shop'))
  expect(world.told()).toEqual([])
  expect(await world.incident()).toMatchObject({ state: 'suppressed' })
})

test('an alarm that lasts beyond the grace time after the start pages, and says why it went off', async () => {
  const world = await night()
  await world.call('ALARM', 0, about('shop'))
  await world.started(later(1_200))
  for (let minute = 0; minute < 20; minute += 1) await world.sweep(later(minute * 60))
  expect(world.told()).toEqual([])
  await world.sweep(later(1_200))
  expect(world.told()).toEqual(['ALARM mina email', 'ALARM mina sms'])
  expect(await world.incident()).toMatchObject({ state: 'open', reason: 'it is ALARM' })
})

test('once the grace time is over, an alarm pages at once', async () => {
  const world = await night()
  await world.started(later(-60))
  await world.call('ALARM', 0, about('shop'))
  expect(world.told()).toEqual(['ALARM mina email', 'ALARM mina sms'])
})

test('what is open when it is stopped goes no further: no second step, until it is on again', async () => {
  const world = makeWorld()
  const more = { switchesOff: true }
  await world.call(transition('ALARM', -600, about('shop')), more)
  const before = world.told()
  await world.ledger.commit([{ item: off(), expect: 'absent' }], start)
  for (let minute = 0; minute < 120; minute += 1) await world.sweep(later(minute * 60), more)
  expect(world.told()).toEqual(before)
})

/** Which planned stops are asked for while an alarm is decided on. */
const askedFor = async (more: Parameters<ReturnType<typeof makeWorld>['call']>[1], event = about('shop')) => {
  const world = makeWorld()
  const asked: string[] = []
  const ledger = {
    ...world.ledger,
    get: ((key) => {
      asked.push(key.pk)
      return world.ledger.get(key)
    }) as typeof world.ledger.get,
  }
  await world.call(transition('ALARM', 0, event), { ...more, ledger })
  return [...new Set(asked.filter((pk) => pk.startsWith('planned-off')))]
}

test('where nothing is switched off, nothing is read of it', async () => {
  expect(await askedFor({})).toEqual([])
})

test('a storm of alarms that nothing lists and that are about nothing that can be off reads nothing of it', async () => {
  const queue = metricOf({ QueueName: 'orders' })
  expect(await askedFor({ switchesOff: true, listedAlarms: [] }, queue)).toEqual([])
  expect(await askedFor({ switchesOff: true, listedAlarms: ['other'] })).toEqual([keys.plannedOff(subject).pk])
  const { name } = transition('ALARM')
  expect(await askedFor({ switchesOff: true, listedAlarms: [name] }, queue)).toEqual([
    keys.plannedOff(`alarm/${name}`).pk,
  ])
})
