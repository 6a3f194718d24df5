import { look } from '../../../functions/hours/engine/look.ts'
import { doManualAction, switchOnFor } from '../../../functions/hours/engine/manual-actions.ts'
import { planHours } from '../../../functions/hours/preview/plan.ts'
import { showTarget } from '../../../functions/hours/rules/show.ts'
import { calendarOf } from '../../../shared/calendar/index.ts'
import { targetSubject } from '../../../shared/hours/planned-off.ts'
import {
  type HoursSavingsRecord,
  type HoursTargetRecord,
  keys,
  type PlannedOffRecord,
} from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import type { Signal } from '../../../shared/signals.ts'
import { makeWorld } from './world.ts'

log.setLogLevel('SILENT')

// A Monday.
const at = (time: string, day = '2026-11-30'): string => `${day}T${time}Z`
const shop = { name: 'data', kind: 'databases', selector: ['shop'], calendar: 'office' }
const by = { source: 'nightshift.command', by: 'mina@ops' } as const

const record = async ({ ledger }: ReturnType<typeof makeWorld>, target = 'database/shop') => {
  const found = await ledger.get<HoursTargetRecord>(keys.hoursTarget(target))
  if (!found) throw new RangeError(`no record of ${target}`)
  return found
}
const hold = ({ ledger }: ReturnType<typeof makeWorld>, target = 'database/shop') =>
  ledger.get<PlannedOffRecord>(keys.plannedOff(targetSubject(target)))

test('a night: stopped, proven, started, proven; alarms are held from before the stop until after the start', async () => {
  const world = makeWorld([shop], { 'database/shop': { state: 'running' } })
  await look(world.at(at('18:59:00')))
  expect([world.asked(), await hold(world)]).toEqual([[], undefined])
  await look(world.at(at('19:01:00')))
  expect(world.asked()).toEqual(['stop database/shop'])
  expect(world.told()).toEqual(['hours.planned-off hours/database/shop/planned'])
  expect((await hold(world))?.until).toBeUndefined()
  world.shown['database/shop'] = { state: 'stopping' }
  await look(world.at(at('19:03:00')))
  world.shown['database/shop'] = { state: 'stopped' }
  await look(world.at(at('19:05:00')))
  expect((await record(world)).order).toBeUndefined()
  await look(world.at(at('08:01:00', '2026-12-01')))
  expect(world.asked()).toEqual(['start database/shop'])
  world.shown['database/shop'] = { state: 'running', unproven: 'it is not available' }
  await look(world.at(at('08:05:00', '2026-12-01')))
  expect((await hold(world))?.until).toBeUndefined()
  world.shown['database/shop'] = { state: 'running' }
  await look(world.at(at('08:07:00', '2026-12-01')))
  expect((await hold(world))?.until).toBe('2026-12-01T08:12:00.000Z')
  expect(world.asked()).toEqual([])
})

test('a second look writes nothing', async () => {
  const world = makeWorld([shop], { 'database/shop': { state: 'stopped' } })
  await look(world.at(at('20:00:00')))
  world.counts.items = 0
  expect(await look(world.at(at('20:02:00')))).toMatchObject({ written: 0, asked: 0 })
  expect(world.counts.items).toBe(0)
})

test('of moments that were missed only the latest acts', async () => {
  const world = makeWorld([shop], { 'database/shop': { state: 'running' } })
  await look(world.at(at('18:00:00')))
  await look(world.at(at('09:00:00', '2026-12-01')))
  expect(world.asked()).toEqual([])
})

test.each(['unknown', 'gone', 'cannot'] as const)(
  'a moment at which AWS shows nothing to act on (%s) is taken up when it does',
  async (state) => {
    const world = makeWorld([shop], { 'database/shop': { state: 'running' } })
    await look(world.at(at('18:00:00')))
    world.shown['database/shop'] = { state }
    await look(world.at(at('19:01:00')))
    world.shown['database/shop'] = { state: 'running' }
    await look(world.at(at('19:03:00')))
    expect([world.asked(), (await record(world)).hand]).toEqual([['stop database/shop'], undefined])
  },
)

test.each(['unknown', 'gone', 'cannot'] as const)('so is what is first seen as %s', async (state) => {
  const world = makeWorld([shop], { 'database/shop': { state } })
  await look(world.at(at('20:00:00')))
  world.shown['database/shop'] = { state: 'running' }
  await look(world.at(at('20:02:00')))
  expect(world.asked()).toEqual(['stop database/shop'])
})

test('what is not shown at its moment is waited for all the same, both ways', async () => {
  const web = { name: 'web', kind: 'servers', selector: ['a'], calendar: 'office', after: ['data'] }
  const world = makeWorld([web, shop], { 'database/shop': { state: 'running' }, 'server/a': { state: 'running' } })
  await look(world.at(at('18:00:00')))
  world.shown['server/a'] = { state: 'unknown' }
  await look(world.at(at('19:01:00')))
  expect(world.asked()).toEqual([])
  world.shown['server/a'] = { state: 'stopped' }
  await look(world.at(at('19:03:00')))
  expect(world.asked()).toEqual(['stop database/shop'])
  world.shown['database/shop'] = { state: 'stopped' }
  await look(world.at(at('19:10:00')))
  world.shown['database/shop'] = { state: 'unknown' }
  await look(world.at(at('08:01:00', '2026-12-01')))
  expect(world.asked()).toEqual([])
  world.shown['database/shop'] = { state: 'unknown', reason: { code: 'denied', words: 'Nightshift may not.' } }
  await look(world.at(at('08:03:00', '2026-12-01')))
  expect(world.asked()).toEqual(['start server/a'])
})

test('an override that ends while AWS shows nothing is over when it does, with rules that only start and stop too', async () => {
  const single = calendarOf({ zone: 'UTC', rules: [{ start: '08:00' }, { stop: '19:00' }] })
  const world = makeWorld([shop], { 'database/shop': { state: 'running' } }, { calendars: { office: single } })
  await look(world.at(at('18:00:00')))
  const action = {
    ...by,
    target: 'database/shop',
    action: 'override',
    state: 'running',
    until: at('21:00:00'),
  } as const
  await doManualAction(action, world.at(at('18:01:00')))
  world.shown['database/shop'] = { state: 'unknown' }
  await look(world.at(at('21:01:00')))
  world.shown['database/shop'] = { state: 'running' }
  await look(world.at(at('21:03:00')))
  expect(world.asked()).toEqual(['stop database/shop'])
})

test('what people start and its calendar only stops is extended beyond that stop, and not cut short', async () => {
  const stops = calendarOf({ zone: 'UTC', rules: [{ stop: '19:00' }] })
  const world = makeWorld([shop], { 'database/shop': { state: 'running' } }, { calendars: { office: stops } })
  await look(world.at(at('09:00:00')))
  await look(world.at(at('09:05:00')))
  await doManualAction({ ...by, target: 'database/shop', action: 'extend', seconds: 7_200 }, world.at(at('14:00:00')))
  expect((await record(world)).override?.until).toBe(at('21:00:00.000'))
})

test('what was started by hand lasts until a rule next stops it, though that is what it said last', () => {
  const stops = calendarOf({ zone: 'UTC', rules: [{ stop: '19:00' }] })
  const hand = { state: 'running', at: at('09:00:00') } as const
  const shown = showTarget('database/shop', 'office', stops, { hand } as HoursTargetRecord, new Date(at('10:00:00')))
  expect(shown.until).toBe(at('19:00:00.000'))
})

test('what a person starts or stops holds until the calendar next says something, which may be what it said last', async () => {
  const stops = calendarOf({ zone: 'UTC', rules: [{ stop: '19:00' }] })
  const world = makeWorld([shop], { 'database/shop': { state: 'stopped' } }, { calendars: { office: stops } })
  await look(world.at(at('09:00:00')))
  await doManualAction({ ...by, target: 'database/shop', action: 'start' }, world.at(at('09:01:00')))
  expect((await record(world)).override?.until).toBe(at('19:00:00.000'))
  world.shown['database/shop'] = { state: 'running' }
  await look(world.at(at('09:10:00')))
  await look(world.at(at('19:01:00')))
  expect(world.asked()).toEqual(['start database/shop', 'stop database/shop'])
  const starts = calendarOf({ zone: 'UTC', rules: [{ start: '08:00' }] })
  const other = makeWorld([shop], { 'database/shop': { state: 'running' } }, { calendars: { office: starts } })
  await look(other.at(at('09:00:00')))
  await doManualAction({ ...by, target: 'database/shop', action: 'stop' }, other.at(at('20:00:00')))
  other.shown['database/shop'] = { state: 'stopped' }
  await look(other.at(at('20:10:00')))
  await look(other.at(at('08:01:00', '2026-12-01')))
  expect(other.asked()).toEqual(['stop database/shop', 'start database/shop'])
})

test('a rule that only stops stops at its moment, and not what was first seen long after it', async () => {
  const late = calendarOf({ zone: 'UTC', rules: [{ stop: '19:00' }] })
  const world = makeWorld([shop], { 'database/shop': { state: 'running' } }, { calendars: { office: late } })
  await look(world.at(at('14:00:00')))
  await look(world.at(at('18:58:00')))
  expect(world.asked()).toEqual([])
  await look(world.at(at('19:20:00')))
  expect(world.asked()).toEqual(['stop database/shop'])
})

test('what is started by hand stays on until the next moment; with enforce it does not', async () => {
  for (const enforce of [false, true]) {
    const world = makeWorld([{ ...shop, enforce }], { 'database/shop': { state: 'stopped' } })
    await look(world.at(at('20:00:00')))
    world.shown['database/shop'] = { state: 'running' }
    await look(world.at(at('21:00:00')))
    expect(world.asked()).toEqual(enforce ? ['stop database/shop'] : [])
    if (enforce) continue
    expect((await record(world)).hand).toEqual({ state: 'running', at: at('21:00:00.000') })
    await look(world.at(at('12:00:00', '2026-12-01')))
    await look(world.at(at('19:01:00', '2026-12-01')))
    expect(world.asked()).toEqual(['stop database/shop'])
  }
})

test('RDS starts after a week by itself, and is stopped again outside its maintenance window', async () => {
  const restartsAt = at('19:10:00')
  const maintenanceWindow = 'mon:19:00-mon:20:00'
  const friday = '2026-11-27'
  const off = calendarOf({ zone: 'UTC', rules: [{ days: 'tue', from: '08:00', until: '09:00' }] })
  const world = makeWorld(
    [shop],
    { 'database/shop': { state: 'stopped', restartsAt, maintenanceWindow } },
    { calendars: { office: off } },
  )
  await look(world.at(at('12:00:00', friday)))
  world.shown['database/shop'] = { state: 'running', maintenanceWindow }
  await look(world.at(at('19:20:00')))
  await look(world.at(at('19:40:00')))
  expect(world.asked()).toEqual([])
  await look(world.at(at('20:02:00')))
  expect(world.asked()).toEqual(['stop database/shop'])
})

test('a start that AWS undoes is reported within five minutes with its cause, once, and is over when it runs', async () => {
  const world = makeWorld([shop], { 'database/shop': { state: 'stopped' } })
  await look(world.at(at('07:00:00')))
  await look(world.at(at('08:00:00')))
  world.told()
  world.shown['database/shop'] = {
    state: 'stopped',
    reason: { code: 'Client.InternalError', words: 'The role may not use the key of its volume (kms:CreateGrant).' },
  }
  await look(world.at(at('08:02:00')))
  expect(world.signals[0]?.body).toContain('kms:CreateGrant')
  expect(world.told()).toEqual(['hours.failed hours/database/shop'])
  await look(world.at(at('08:04:00')))
  expect(world.told()).toEqual([])
  world.shown['database/shop'] = { state: 'running' }
  await look(world.at(at('08:06:00')))
  expect(world.told()).toContain('hours.recovered hours/database/shop')
})

test('one that AWS refuses keeps no other of its batch from its own', async () => {
  const ids = ['a', 'b', 'c', 'd', 'e']
  const shown = Object.fromEntries(ids.map((id) => [`server/${id}`, { state: 'running' as const }]))
  const world = makeWorld([{ name: 'all', kind: 'servers', selector: ids, calendar: 'office' }], shown)
  world.refused['server/c'] = 'Protected'
  await look(world.at(at('19:01:00')))
  expect(world.asked().sort()).toEqual(['a', 'b', 'd', 'e'].map((id) => `stop server/${id}`))
  expect(world.told().filter((each) => each.startsWith('hours.failed'))).toEqual(['hours.failed hours/server/c'])
})

test('a group gets its own size back, as a deployment left it, and only what we suspended goes on', async () => {
  const entry = { name: 'front', kind: 'groups', selector: ['web'], calendar: 'office' }
  const world = makeWorld([entry], { 'group/web': { state: 'running', size: { min: 2, desired: 3 }, suspended: [] } })
  await look(world.at(at('19:01:00')))
  expect((await record(world, 'group/web')).kept).toMatchObject({
    held: true,
    size: { min: 2, desired: 3 },
    suspended: [],
  })
  expect(world.asked()).toEqual(['stop group/web'])
  world.shown['group/web'] = { state: 'stopped', size: { min: 0, desired: 0 }, suspended: ['launch'] }
  await look(world.at(at('19:03:00')))
  await look(world.at(at('08:00:00', '2026-12-01')))
  expect(world.asked()).toEqual(['start group/web {"min":2,"desired":3}'])
})

test('a group that was at nothing before is never put to nothing, and somebody is told', async () => {
  const entry = { name: 'front', kind: 'groups', selector: ['web'], calendar: 'office' }
  const world = makeWorld([entry], { 'group/web': { state: 'stopped', size: { min: 0, desired: 0 }, suspended: [] } })
  await look(world.at(at('09:00:00')))
  expect(world.asked()).toEqual([])
  expect((await record(world, 'group/web')).trouble?.code).toBe('size-unknown')
})

test('a size that somebody gave it while it was off is what it gets back, also where they stopped it again', async () => {
  const entry = { name: 'front', kind: 'groups', selector: ['web'], calendar: 'office' }
  const nothing = { state: 'stopped', size: { min: 0, desired: 0 }, suspended: ['launch'] } as const
  const world = makeWorld([entry], { 'group/web': { state: 'running', size: { min: 1, desired: 3 }, suspended: [] } })
  await look(world.at(at('19:01:00')))
  world.shown['group/web'] = nothing
  await look(world.at(at('19:03:00')))
  world.shown['group/web'] = { ...nothing, state: 'running', size: { min: 0, desired: 70 } }
  await look(world.at(at('21:00:00')))
  world.shown['group/web'] = nothing
  await look(world.at(at('22:00:00')))
  world.asked()
  await look(world.at(at('08:00:00', '2026-12-01')))
  expect(world.asked()).toEqual(['start group/web {"min":1,"desired":70}'])
})

test('a group whose size nobody knows is one incident, and not one each morning', async () => {
  const entry = { name: 'front', kind: 'groups', selector: ['web'], calendar: 'office' }
  const nothing = { state: 'stopped', size: { min: 0, desired: 0 }, suspended: [] } as const
  const world = makeWorld([entry], { 'group/web': nothing })
  for (const day of ['2026-11-30', '2026-12-01', '2026-12-02'])
    for (const time of ['09:00:00', '09:02:00', '19:02:00', '19:04:00']) await look(world.at(at(time, day)))
  expect(world.told().filter((each) => !each.endsWith('/planned'))).toEqual(['hours.failed hours/group/web'])
  world.shown['group/web'] = { ...nothing, state: 'running', size: { min: 1, desired: 2 } }
  await look(world.at(at('09:00:00', '2026-12-03')))
  await look(world.at(at('09:02:00', '2026-12-03')))
  expect(world.told()).toContain('hours.recovered hours/group/web')
})

describe('a target that leaves the config while hours holds it off', () => {
  const entry = { name: 'front', kind: 'groups', selector: ['web'], calendar: 'office' }
  const own = { state: 'running', size: { min: 2, desired: 3 }, suspended: [] } as const
  const off = { state: 'stopped', size: { min: 0, desired: 0 }, suspended: ['launch'] } as const
  const without = { slice: { calendars: {}, targets: [] } }
  const night = async () => {
    const world = makeWorld([entry], { 'group/web': own })
    await look(world.at(at('19:01:00')))
    world.shown['group/web'] = off
    await look(world.at(at('19:03:00')))
    world.told()
    world.asked()
    return world
  }
  const incidents = (world: Awaited<ReturnType<typeof night>>) =>
    world.told().filter((each) => !each.endsWith('/planned'))

  test('is left as it is, and reported once, with what it had and what to do', async () => {
    const world = await night()
    await look(world.at(at('19:05:00'), without))
    const [said] = world.signals.filter(({ name }) => name === 'hours.left-off')
    expect(said).toMatchObject({ subject: 'hours/group/web', mood: 'bad' })
    expect(said?.body).toMatch(/min 2, desired 3.*suspended launch.*hours start group\/web/)
    world.told()
    for (const time of ['19:07:00', '19:09:00']) await look(world.at(at(time), without))
    expect([incidents(world), world.asked()]).toEqual([[], []])
  })

  test.each([
    ['it runs again', { ...own, suspended: ['launch'] }, without],
    ['it is deleted', { state: 'gone' } as const, without],
    ['it is back in the config', off, {}],
  ])('which is over when %s', async (_, shown, slice) => {
    const world = await night()
    await look(world.at(at('19:05:00'), without))
    world.told()
    world.shown['group/web'] = shown
    await look(world.at(at('19:07:00'), slice))
    expect(incidents(world)).toEqual(['hours.recovered hours/group/web'])
    expect((await record(world, 'group/web')).trouble).toBeUndefined()
  })

  test('back in the config it gets its size and its scaling back in the morning', async () => {
    const world = await night()
    await look(world.at(at('19:05:00'), without))
    await look(world.at(at('19:07:00')))
    await look(world.at(at('08:00:00', '2026-12-01')))
    expect(world.asked()).toEqual(['start group/web {"min":2,"desired":3}'])
  })

  test('is not reported where it is deleted, or runs', async () => {
    for (const shown of [{ state: 'gone' } as const, own]) {
      const world = await night()
      world.shown['group/web'] = shown
      await look(world.at(at('19:05:00'), without))
      expect(incidents(world)).toEqual([])
    }
  })

  test('is said again where it could not be said', async () => {
    const world = await night()
    const refuse = { ...without, publish: () => Promise.reject(new Error('the bus refused')) }
    await look(world.at(at('19:05:00'), refuse)).catch(() => undefined)
    for (const time of ['19:07:00', '19:09:00']) await look(world.at(at(time), without))
    expect(incidents(world)).toEqual(['hours.left-off hours/group/web'])
  })
})

test('a group that a person put to nothing before hours ever stopped it gets back what it was first seen with', async () => {
  const own = { state: 'running', size: { min: 2, desired: 3 }, suspended: [] } as const
  const world = makeWorld([{ name: 'front', kind: 'groups', selector: ['web'], calendar: 'office' }], {
    'group/web': own,
  })
  await look(world.at(at('12:00:00')))
  world.shown['group/web'] = { state: 'stopped', size: { min: 0, desired: 0 }, suspended: [] }
  for (const time of ['13:00:00', '19:01:00']) await look(world.at(at(time)))
  await look(world.at(at('08:01:00', '2026-12-01')))
  expect(world.asked()).toEqual(['start group/web {"min":2,"desired":3}'])
  expect(world.told()).not.toContain('hours.failed hours/group/web')
})

test('a rule with min raises a group, and puts back what nobody changed since', async () => {
  const peak = calendarOf({
    zone: 'UTC',
    rules: [
      { from: '08:00', until: '20:00' },
      { from: '17:00', until: '18:00', min: 10 },
    ],
  })
  const entry = { name: 'front', kind: 'groups', selector: ['web'], calendar: 'office' }
  const own = { state: 'running', size: { min: 2, desired: 3 }, suspended: [] } as const
  const world = makeWorld([entry], { 'group/web': own }, { calendars: { office: peak } })
  await look(world.at(at('16:00:00')))
  await look(world.at(at('17:00:00')))
  expect(world.asked()).toEqual(['size group/web {"min":10,"desired":10}'])
  world.shown['group/web'] = { ...own, size: { min: 10, desired: 14 } }
  await look(world.at(at('17:02:00')))
  await look(world.at(at('18:00:00')))
  expect(world.asked()).toEqual(['size group/web {"min":2}'])
})

test('the service goes before the database, and comes after it', async () => {
  const front = { name: 'front', kind: 'servers', selector: ['web'], calendar: 'office', after: ['data'] }
  const world = makeWorld([front, shop], { 'database/shop': { state: 'running' }, 'server/web': { state: 'running' } })
  await look(world.at(at('19:00:00')))
  expect(world.asked()).toEqual(['stop server/web'])
  world.shown['server/web'] = { state: 'stopped' }
  await look(world.at(at('19:02:00')))
  expect(world.asked()).toEqual(['stop database/shop'])
  world.shown['database/shop'] = { state: 'stopped' }
  await look(world.at(at('19:04:00')))
  await look(world.at(at('08:00:00', '2026-12-01')))
  expect(world.asked()).toEqual(['start database/shop'])
  world.shown['database/shop'] = { state: 'running' }
  await look(world.at(at('08:02:00', '2026-12-01')))
  expect(world.asked()).toEqual(['start server/web'])
})

describe('tags', () => {
  const tagged = { name: 'tagged', kind: 'servers', selector: 'tag' }
  const servers = (count: number, tag = 'office') =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`server/s${index}`, { state: 'running' as const, tag }]),
    )

  test('are a dry run until they are confirmed', async () => {
    const world = makeWorld([tagged], servers(3))
    expect(await look(world.at(at('20:00:00')))).toMatchObject({ targets: 3, dry: 3, asked: 0 })
    const { targets } = await planHours(world.at(at('20:00:00')))
    expect(targets.map(({ would, dry }) => [would, dry])).toEqual(Array(3).fill(['stop', true]))
  })

  test.each([
    [12, 12, []],
    [13, 0, ['tagged']],
  ])('of 10 that were confirmed, %i are stopped: %i', async (count, asked, held) => {
    const world = makeWorld([{ ...tagged, confirmed: 10 }], servers(count))
    expect((await look(world.at(at('20:00:00')))).held).toEqual(held)
    expect(world.asked()).toHaveLength(asked)
    expect(world.told().includes('hours.held hours/entry/tagged')).toBe(held.length > 0)
  })

  test('that name no calendar are reported once a day, and nothing is done', async () => {
    const world = makeWorld([{ ...tagged, confirmed: 9 }], {
      ...servers(2, 'ofice'),
      'server/x': { state: 'running', tag: 'constructor' },
    })
    for (const time of ['20:00:00', '20:02:00', '23:50:00']) await look(world.at(at(time)))
    expect(world.told()).toEqual([
      'hours.unknown-calendar hours/calendar/ofice',
      'hours.unknown-calendar hours/calendar/constructor',
    ])
    await look(world.at(at('00:10:00', '2026-12-01')))
    expect(world.told()).toHaveLength(2)
    expect(world.asked()).toEqual([])
  })
})

test('a target that is gone is one incident, which a new config closes', async () => {
  const world = makeWorld([shop], {})
  for (const time of ['10:00:00', '10:02:00', '19:02:00']) await look(world.at(at(time)))
  expect(world.told()).toEqual(['hours.failed hours/database/shop'])
  await look(world.at(at('20:00:00'), { slice: { calendars: {}, targets: [] } }))
  expect(world.told()).toEqual(['hours.recovered hours/database/shop'])
})

test('what is reported after another look has seen that it is over is closed', async () => {
  const world = makeWorld([shop], {})
  const slow = async (signal: Signal) => {
    if (signal.name === 'hours.failed') {
      world.shown['database/shop'] = { state: 'running' }
      await look(world.at(at('10:00:30')))
    }
    world.signals.push(signal)
  }
  await look(world.at(at('10:00:00'), { publish: slow }))
  expect(world.told()).toEqual(['recovered', 'failed', 'recovered'].map((name) => `hours.${name} hours/database/shop`))
})

test('a missing permission is one incident for its kind, and the others go on', async () => {
  const all = { name: 'all', kind: 'servers', selector: ['a', 'b'], calendar: 'office' }
  const world = makeWorld([all, shop], {
    'server/a': { state: 'running' },
    'server/b': { state: 'running' },
    'database/shop': { state: 'running' },
  })
  world.refused['server/a'] = 'AccessDenied'
  await look(world.at(at('19:00:00')))
  expect(world.asked()).toContain('stop database/shop')
  world.shown['database/shop'] = { state: 'stopped' }
  await look(world.at(at('19:30:00')))
  expect(world.told().filter((each) => !each.includes('planned'))).toEqual(['hours.denied hours/kind/servers'])
})

test('what people do is written down with who and why, and acted on at once', async () => {
  const world = makeWorld([shop], { 'database/shop': { state: 'stopped' } })
  await look(world.at(at('20:00:00')))
  const started = await doManualAction(
    { ...by, action: 'extend', target: 'database/shop', seconds: 7200, why: 'a demo' },
    world.at(at('20:10:00')),
  )
  expect(started).toMatchObject({
    override: { state: 'running', until: at('22:10:00.000'), by: 'mina@ops', why: 'a demo' },
  })
  expect(world.asked()).toEqual(['start database/shop'])
  world.shown['database/shop'] = { state: 'running' }
  await look(world.at(at('20:14:00')))
  await doManualAction({ ...by, action: 'extend', target: 'database/shop', seconds: 3600 }, world.at(at('21:00:00')))
  expect((await record(world)).override?.until).toBe(at('23:10:00.000'))
  await look(world.at(at('23:12:00')))
  expect(world.asked()).toEqual(['stop database/shop'])
  expect(await world.ledger.list('change')).toMatchObject([
    { by: 'mina@ops' },
    { by: 'mina@ops', basis: { event: { why: 'a demo' } } },
  ])
  expect(
    await doManualAction({ ...by, action: 'stop', target: 'database/none' }, world.at(at('23:20:00'))),
  ).toHaveProperty('refused')
})

test('what a job needs is on for as long as it needs it, and what a person wants off stays off', async () => {
  const world = makeWorld([shop], { 'database/shop': { state: 'stopped' } })
  await look(world.at(at('20:00:00')))
  const need = { needed: { targets: ['database/shop'], until: at('22:00:00') }, by: 'job/report' }
  await switchOnFor(need, world.at(at('20:30:00')))
  await switchOnFor(need, world.at(at('20:31:00')))
  expect(world.asked()).toEqual(['start database/shop'])
  await doManualAction({ ...by, action: 'stop', target: 'database/shop' }, world.at(at('20:40:00')))
  await switchOnFor(need, world.at(at('20:41:00')))
  expect((await record(world)).override?.state).toBe('stopped')
})

test('only hours that were seen are claimed: not a gap between looks', async () => {
  const costs = { running: [{ item: 'unit', count: 1 }], stopped: [{ item: 'disk', count: 2 }] }
  const world = makeWorld([shop], { 'database/shop': { state: 'stopped', costs } })
  for (const time of ['20:00:00', '20:10:00', '20:20:00', '22:00:00', '22:10:00']) await look(world.at(at(time)))
  world.shown['database/shop'] = { state: 'running', costs }
  await look(world.at(at('22:12:00')))
  const saved = await world.ledger.get<HoursSavingsRecord>(keys.hoursSavings('2026-11', 'database/shop'))
  expect(saved?.seconds).toBe(1_800)
  expect(saved?.list).toBeCloseTo(0.07)
  expect(saved?.paid).toBeCloseTo(0.02)
})

test('10,000 targets: read by pages, written by a hundred, and the second look writes nothing', async () => {
  const ids = Array.from({ length: 10_000 }, (_, index) => `s${index}`)
  const shown = Object.fromEntries(ids.map((id) => [`server/${id}`, { state: 'stopped' as const }]))
  const world = makeWorld([{ name: 'all', kind: 'servers', selector: ids, calendar: 'office' }], shown)
  await look(world.at(at('20:00:00')))
  expect(world.counts.commits).toBeLessThan(500)
  expect(await look(world.at(at('20:02:00')))).toMatchObject({ targets: 10_000, written: 0 })
}, 60_000)

test('a look that has no time for all goes on at the next', async () => {
  const ids = Array.from({ length: 300 }, (_, index) => `s${String(index).padStart(3, '0')}`)
  const shown = Object.fromEntries(ids.map((id) => [`server/${id}`, { state: 'running' as const }]))
  const world = makeWorld([{ name: 'all', kind: 'servers', selector: ids, calendar: 'office' }], shown)
  let left = 100_000
  await look(world.at(at('19:00:00'), { remainingMs: () => (left -= 20_000) }))
  const first = world.asked().length
  expect(first).toBeLessThan(300)
  for (const minute of ['02', '04', '06']) {
    await look(world.at(at(`19:${minute}:00`)))
    for (const name of world.asked()) world.shown[name.slice('stop '.length)] = { state: 'stopped' }
  }
  const open = await Promise.all(ids.map((id) => record(world, `server/${id}`)))
  expect(open.filter(({ order }) => order?.tries === 0)).toEqual([])
}, 60_000)
