import { importHours, savingsIn, showHours, switchTarget, yearOfHours } from '../../../api/hours.ts'
import { hoursStatus } from '../../../api/status/hours.ts'
import { UsageError } from '../../../api/usage-error.ts'
import { showTarget } from '../../../functions/hours/rules/show.ts'
import { calendarOf } from '../../../shared/calendar/index.ts'
import type { HoursSavingsRecord } from '../../../shared/ledger/records.ts'
import { keys } from '../../../shared/ledger/records.ts'
import { fakeDeployment } from './deployment.ts'
import { lookOf, makeScene, now, targetOf } from './hours-scene.ts'

describe('which target a name means', () => {
  test.each([
    ['rds-instance/shop', 'rds-instance/shop'],
    ['shop', 'rds-instance/shop'],
    ['blog/web', 'ecs-service/blog/web'],
  ])('%s', async (name, target) => {
    const { deployment } = await makeScene()
    expect((await showHours(deployment, { target: name })).map((row) => row.target)).toEqual([target])
  })

  test('an unknown one is refused with those that there are', async () => {
    const { deployment } = await makeScene()
    const shown = showHours(deployment, { target: 'nothing' })
    await expect(shown).rejects.toBeInstanceOf(UsageError)
    await expect(shown).rejects.toThrow(
      'No target is called "nothing". There are: ecs-service/blog/web, ecs-service/shop/web, rds-instance/reports, rds-instance/shop.',
    )
  })

  test('one that several have is refused with which', async () => {
    const { deployment } = await makeScene([
      targetOf('rds-instance/shop', 'office'),
      targetOf('rds-cluster/shop', 'office'),
    ])
    await expect(showHours(deployment, { target: 'shop' })).rejects.toThrow(
      '"shop" is more than one target; write which: rds-cluster/shop, rds-instance/shop.',
    )
  })

  test('before the first look, and without hours', async () => {
    await expect(showHours((await makeScene([])).deployment, { target: 'shop' })).rejects.toThrow(
      'No look has seen one yet',
    )
    await expect(showHours(fakeDeployment({ config: { hours: undefined } }))).rejects.toThrow('has no hours')
  })
})

test('changes that are rare are looked for two years ahead', () => {
  const rare = calendarOf({ zone: 'UTC', rules: [{ months: 'mar', monthDays: 1, from: '08:00', until: '20:00' }] })
  const { next } = showTarget('rds-instance/shop', 'rare', rare, undefined, now)
  expect(next.map(({ at }) => at.toISOString())).toEqual([
    '2027-03-01T08:00:00.000Z',
    '2027-03-01T20:00:00.000Z',
    '2028-03-01T08:00:00.000Z',
    '2028-03-01T20:00:00.000Z',
  ])
})

test('why, until when, and what comes next, also at another time', async () => {
  const { deployment } = await makeScene()
  const [row] = await showHours(deployment, { target: 'shop' })
  expect(row).toMatchObject({
    wanted: 'stopped',
    since: '2026-11-20T20:00:00.000Z',
    until: '2026-11-23T08:00:00.000Z',
    because: { text: expect.stringContaining('mon-fri 08:00–20:00') },
  })
  expect(row?.next).toHaveLength(5)
  const [monday] = await showHours(deployment, { target: 'shop', at: new Date('2026-11-23T09:00:00Z') })
  expect(monday).toMatchObject({ wanted: 'running', until: '2026-11-23T20:00:00.000Z' })
  const [week] = await showHours(deployment, { target: 'shop', until: new Date('2026-11-28T12:00:00Z') })
  expect(week?.next).toHaveLength(10)
})

describe('a target that left the config while it was off', () => {
  const since = '2026-11-20T21:00:00.000Z'
  const trouble = { code: 'left-off', words: 'Hours switched it off.', since, told: true }
  const left = targetOf('rds-instance/old', 'gone', { retired: since, trouble })
  const done = targetOf('rds-instance/older', 'gone', { retired: since })

  test('is shown with what to do, and is in the status', async () => {
    const { deployment } = await makeScene([left, done, lookOf()])
    expect(await showHours(deployment)).toMatchObject([{ target: 'rds-instance/old', trouble, next: [] }])
    expect(await hoursStatus.checks?.[0]?.look(deployment)).toEqual([
      'rds-instance/old: Hours switched it off. (left-off)',
    ])
  })

  test('can be started alone, and not by the function', async () => {
    const { deployment, calls } = await makeScene([left, done])
    const stop = switchTarget(deployment, 'old', { action: 'stop' }, 'mina')
    await expect(stop).rejects.toThrow('hours.targets no longer means rds-instance/old, so it can only be started.')
    await expect(switchTarget(deployment, 'older', { action: 'start' }, 'mina')).rejects.toThrow('No target is called')
    await expect(switchTarget(deployment, 'old', { action: 'start' }, 'mina')).rejects.toBeInstanceOf(UsageError)
    expect(calls).toEqual([])
  })
})

describe('what a person wants of a target', () => {
  test('an override is asked for at once, and shown with who and why', async () => {
    const { deployment, asked, calls } = await makeScene()
    const until = new Date('2026-11-21T18:00:00Z')
    await switchTarget(deployment, 'shop', { action: 'override', state: 'running', until, why: 'a sale' }, 'mina')
    expect(calls).toEqual([
      expect.objectContaining({ target: 'rds-instance/shop', by: 'mina', until: until.toISOString(), why: 'a sale' }),
    ])
    expect(asked).toEqual(['start shop'])
    const [row] = await showHours(deployment, { target: 'shop' })
    expect(row).toMatchObject({
      wanted: 'running',
      override: { by: 'mina', why: 'a sale', until: until.toISOString() },
      order: { action: 'start' },
    })
  })

  test('extend where it is off keeps it on from now', async () => {
    const { deployment } = await makeScene()
    await switchTarget(deployment, 'shop', { action: 'extend', seconds: 7_200 }, 'joon')
    const [row] = await showHours(deployment, { target: 'shop' })
    expect(row?.override).toMatchObject({ state: 'running', until: '2026-11-21T14:00:00.000Z', by: 'joon' })
  })

  test.each([
    [
      'a time that is past',
      { action: 'override', state: 'running', until: new Date('2026-11-20T00:00:00Z') },
      'has passed',
    ],
    ['nothing to release', { action: 'release' }, 'Nothing is set for rds-instance/shop'],
  ] as const)('%s is refused with the reason', async (_, action, text) => {
    const { deployment, asked } = await makeScene()
    const switched = switchTarget(deployment, 'shop', action, 'mina')
    await expect(switched).rejects.toBeInstanceOf(UsageError)
    await expect(switched).rejects.toThrow(text)
    expect(asked).toEqual([])
  })
})

describe('savings', () => {
  const written: HoursSavingsRecord = {
    ...keys.hoursSavings('2026-11', 'rds-instance/shop'),
    kind: 'hours-savings',
    at: now.toISOString(),
    target: 'rds-instance/shop',
    month: '2026-11',
    seconds: 36_000,
    list: 0.5,
    paid: 0.1,
  }
  const off = targetOf('rds-instance/shop', 'office', {
    off: { from: '2026-11-20T23:58:00.000Z' },
    costs: {
      running: [{ item: 'rds:postgres:db.t4g.micro', count: 1 }],
      stopped: [{ item: 'a-thing-without-price', count: 1 }],
    },
  })

  test('what is written, and what goes on up to the last look', async () => {
    const { deployment } = await makeScene([written, off, lookOf()])
    const [row, ...others] = await savingsIn(deployment, '2026-11')
    expect(others).toEqual([])
    expect(row).toMatchObject({
      target: 'rds-instance/shop',
      hours: 22,
      paid: 0.1,
      unpriced: ['a-thing-without-price'],
    })
    expect(row?.saved).toBeGreaterThan(0.4)
  })

  test('nothing is claimed beyond the last look, nor of another month', async () => {
    const { deployment } = await makeScene([off, lookOf({ seenTo: '2026-11-20T23:50:00.000Z' })])
    expect(await savingsIn(deployment, '2026-11')).toEqual([])
    expect(await savingsIn((await makeScene([written])).deployment, '2026-10')).toEqual([])
  })
})

describe('a year', () => {
  test('of a target, with its override, in its zone', async () => {
    const override = {
      state: 'running',
      at: '2026-12-24T00:00:00.000Z',
      until: '2026-12-27T00:00:00.000Z',
      by: 'mina',
    } as const
    const { deployment } = await makeScene([targetOf('rds-instance/shop', 'office', { override })])
    const [year] = await yearOfHours(deployment, { target: 'shop' })
    expect(year).toMatchObject({ calendar: 'office', target: 'rds-instance/shop', zone: 'Europe/London', year: 2026 })
    expect(year?.days).toHaveLength(365)
    expect(year?.days.find(({ date }) => date === '2026-12-26')).toMatchObject({ running: 24 })
    expect(year?.days.find(({ date }) => date === '2026-12-19')).toMatchObject({ running: 0 })
  })

  test.each(['Pacific/Kiritimati', 'Etc/GMT+12', 'UTC'])('begins on the first of January in %s', async (zone) => {
    const { deployment } = await makeScene()
    const { hours } = deployment.config
    if (!hours?.calendars.office) throw new Error('no office')
    const config = { hours: { ...hours, calendars: { office: { ...hours.calendars.office, zone } } } }
    const [year] = await yearOfHours(fakeDeployment({ config, now }), { target: 'office', year: 2028 })
    expect([year?.days[0]?.date, year?.days.at(-1)?.date, year?.days.length]).toEqual(['2028-01-01', '2028-12-31', 366])
  })

  test('of all calendars', async () => {
    const { deployment } = await makeScene()
    expect((await yearOfHours(deployment, { year: 2027 })).map(({ calendar }) => calendar)).toEqual([
      'office',
      'weekly',
    ])
  })
})

describe('import', () => {
  const period = { type: 'period', name: 'office', begintime: '09:00', endtime: '17:00', weekdays: ['mon-fri'] }
  const schedule = { type: 'schedule', name: 'uk', timezone: 'Europe/London', periods: ['office'] }

  test('from several texts', () => {
    const texts = [period, schedule].map((part) => ({ text: JSON.stringify(part), from: 'a file' }))
    expect(importHours(texts).calendars).toEqual({
      uk: { zone: 'Europe/London', rules: [{ days: 'mon-fri', from: '09:00', until: '17:00' }] },
    })
  })

  test.each([
    ['Resources:', 'schedules.yaml is not JSON'],
    ['{"a": 1}', 'No schedule of Instance Scheduler is in schedules.yaml'],
  ])('%s is refused', (text, words) => {
    expect(() => importHours([{ text, from: 'schedules.yaml' }])).toThrow(words)
  })
})

describe('status', () => {
  const [check] = hoursStatus.checks ?? []
  const wrong = async (...records: Parameters<typeof makeScene>[0] & object[]) =>
    check?.look((await makeScene(records as never)).deployment)

  test('well', async () => expect(await wrong(lookOf(), targetOf('rds-instance/shop', 'office'))).toEqual([]))

  test.each([
    ['no look yet', [], ['no look has come to its end yet']],
    [
      'a look long ago',
      [lookOf({ seenTo: '2026-11-21T11:44:00.000Z' })],
      ['no look has come to its end since 2026-11-21T11:44:00.000Z'],
    ],
    [
      'a target in trouble',
      [
        lookOf(),
        targetOf('rds-instance/shop', 'office', {
          trouble: { code: 'KMSKeyNotAccessible', words: 'Its key is disabled.', since: now.toISOString(), told: true },
        }),
      ],
      ['rds-instance/shop: Its key is disabled. (KMSKeyNotAccessible)'],
    ],
    [
      'an entry of which nothing is stopped',
      [lookOf({ entries: { web: { found: 9, held: { stops: 9, since: now.toISOString() } } } })],
      ['web: nothing is stopped, because 9 would be, more than were confirmed'],
    ],
    [
      'a missing permission',
      [lookOf({ denied: { 'rds-instances': { action: 'rds:StopDBInstance', since: '', phase: 'request' } } })],
      ['rds-instances: AWS refuses rds:StopDBInstance'],
    ],
    [
      'a tag that names no calendar',
      [lookOf({ unknown: { offices: { day: '2026-11-21', example: 'rds-instance/shop' } } })],
      ['a tag names the calendar "offices", which does not exist'],
    ],
  ])('%s', async (_, records, expected) => {
    expect(await check?.look((await makeScene(records)).deployment)).toEqual(expected)
  })

  test('after a first deployment the first look is waited for, and for some minutes only', async () => {
    const of = async (LastModified: string) => {
      const { deployment } = await makeScene([])
      const send = async () => ({ LastModified })
      const connect = (() => ({ send })) as never
      const waiting = { ...deployment, connect }
      return [await check?.look(waiting), typeof check?.fine === 'function' ? await check.fine(waiting) : check?.fine]
    }
    expect(await of('2026-11-21T11:50:00.000+0000')).toEqual([
      [],
      expect.stringContaining('waiting for the first look'),
    ])
    expect((await of('2026-11-21T11:44:00.000+0000'))[0]).toEqual(['no look has come to its end yet'])
    const { deployment } = await makeScene([lookOf()])
    expect(typeof check?.fine === 'function' && (await check.fine(deployment))).toContain('every target is as its')
  })

  test('nothing where the config has no hours', async () => {
    expect(await check?.look(fakeDeployment({ config: { hours: undefined } }))).toEqual([])
    expect(hoursStatus.outputs?.({ ...fakeDeployment().config, hours: undefined })).toEqual([])
    expect(hoursStatus.outputs?.(fakeDeployment().config)).toEqual(['HoursFunction'])
  })
})
