import { config as example } from '../../../nightshift.config.ts'
import { alertsSchema } from '../../../shared/config/alerts/schema.ts'
import { coverageProblems } from '../../../shared/on-call/coverage.ts'
import { coverageWarnings } from '../../../shared/on-call/overload.ts'

const now = new Date('2026-11-21T00:00:00Z')

const responders = {
  mina: { sms: '+12025550101' },
  joon: { sms: '+12025550102' },
  alex: { email: 'alex@corner-shop.example' },
}
const week = { zone: 'Asia/Seoul', every: 'week', from: '2026-01-05', responders: ['mina', 'joon', 'alex'] }
const workdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday']
const office = { ...week, only: { days: workdays, hours: { from: '09:00', until: '18:00' } } }
const nights = { ...week, only: { hours: { from: '18:00', until: '09:00' } } }
const daytime = { ...week, only: { hours: { from: '09:00', until: '18:00' } } }

const parse = (more: object) =>
  alertsSchema.parse({ responders, rotations: { primary: week }, onCall: 'primary', fallback: ['mina'], ...more })
const problems = (more: object) => coverageProblems(parse(more), now)
const warnings = (more: object) => coverageWarnings(parse(more), now)

describe('somebody can be reached', () => {
  test.each<[string, object]>([
    ['by a rotation without hours', {}],
    ['by two layers that make a day', { rotations: { primary: { layers: [nights, daytime] } } }],
    ['in layers over one that always counts', { rotations: { primary: { layers: [week, office] } } }],
    [
      'by a responder beside a rotation of office hours',
      {
        rotations: { primary: office },
        policies: { shop: { steps: [{ notify: ['primary', 'mina'] }] } },
        onCall: 'shop',
      },
    ],
    [
      'by two rotations that make a day together',
      {
        rotations: { nights, daytime },
        policies: { shop: { steps: [{ notify: ['nights', 'daytime'] }] } },
        onCall: 'shop',
      },
    ],
    ['where a rotation with gaps is called by nothing', { rotations: { primary: week, office } }],
    [
      'in a layer of all seven days',
      { rotations: { primary: { ...week, only: { days: [...workdays, 'saturday', 'sunday'] } } } },
    ],
  ])('%s', (_name, more) => {
    expect(problems(more)).toEqual([])
  })

  test('in the example, and nobody has too much', () => {
    const alerts = alertsSchema.parse(example.alerts)
    expect(coverageProblems(alerts, now)).toEqual([])
    expect(coverageWarnings(alerts, now)).toEqual([])
  })
})

describe('a gap is named, with its place, its time and the fix', () => {
  test('of office hours', () => {
    expect(problems({ rotations: { primary: office } })).toEqual([
      'alerts.rotations.primary: nobody is on call from 2026-11-21 09:00 to 2026-11-23 09:00 (Asia/Seoul), nor in 260 more gaps of the next 52 weeks; expected a layer that always counts or an override',
    ])
  })

  test('of people who are not there, as one where they follow each other', () => {
    const others = Array.from({ length: 8 }, () => ['mina', 'joon', 'alex']).flat()
    const primary = { ...week, from: '2026-11-23', responders: ['mina', 'gone', 'away', ...others] }
    expect(problems({ rotations: { primary } })).toEqual([
      'alerts.rotations.primary: nobody is on call from 2026-11-30 09:00 to 2026-12-14 09:00 (Asia/Seoul), nor in 1 more gap of the next 52 weeks; expected a layer that always counts or an override',
    ])
  })

  test('of a single minute, once a year', () => {
    const hole = [
      { rotation: 'primary', from: '2026-11-01T00:00:00Z', until: '2027-03-01T00:00:00Z', responder: 'mina' },
      { rotation: 'primary', from: '2027-03-01T00:01:00Z', until: '2027-12-01T00:00:00Z', responder: 'joon' },
    ]
    const never = { ...week, only: { days: ['monday'], hours: { from: '08:00', until: '08:01' } } }
    expect(problems({ rotations: { primary: never }, overrides: hole })).toEqual([
      'alerts.rotations.primary: nobody is on call from 2027-03-01 09:00 to 2027-03-01 09:01 (Asia/Seoul); expected a layer that always counts or an override',
    ])
  })

  test('of a later step, and of what routes go to', () => {
    expect(
      problems({
        rotations: { primary: week, office, backup: office },
        policies: { shop: { steps: [{ notify: ['primary'] }, { notify: ['office'] }] } },
        routes: [{ match: { alarm: '*' }, to: 'backup' }],
        onCall: 'shop',
      }),
    ).toEqual([
      expect.stringMatching(
        /^alerts\.rotations\.office: nobody .* or somebody else too in alerts\.policies\.shop\.steps\[1\]$/,
      ),
      expect.stringMatching(/^alerts\.rotations\.backup: nobody /),
    ])
  })

  test('of two rotations called together', () => {
    expect(
      problems({
        rotations: { nights, office },
        policies: { shop: { steps: [{ notify: ['nights', 'office'] }] } },
        onCall: 'shop',
      }),
    ).toEqual([
      'alerts.policies.shop.steps[0]: nobody is on call in nights or office from 2026-11-21 09:00 to 2026-11-21 18:00 (Asia/Seoul), nor in 103 more gaps of the next 52 weeks; expected a layer that always counts, an override, or a responder beside them',
    ])
  })
})

describe('what is hard on people is a warning', () => {
  test('more than 60 % of the hours, among three', () => {
    const primary = { ...week, responders: ['mina', 'joon', 'mina', 'alex', 'mina', 'mina', 'joon', 'mina'] }
    expect(warnings({ rotations: { primary } })).toContain(
      'alerts.rotations.primary: mina has 62 % of the hours of the next 52 weeks, among 3 people; more than 60 % is too much for one',
    )
    expect(warnings({ rotations: { primary: { ...week, responders: ['mina', 'mina', 'joon'] } } })).toEqual([])
  })

  test('hours count, not turns; 60 % of them are not more', () => {
    const part = (until: string) => ({
      ...week,
      zone: 'UTC',
      responders: ['mina'],
      only: { hours: { from: '00:00', until } },
    })
    const rest = { ...week, zone: 'UTC', responders: ['joon', 'alex'] }
    const shares = (until: string) => warnings({ rotations: { primary: { layers: [rest, part(until)] } } })
    expect(shares('14:24')).toEqual([])
    expect(shares('17:00')).toEqual([expect.stringContaining('mina has 71 % of the hours')])
  })

  test('of two long times of one person the longer one, whichever comes first', () => {
    const override = (from: string, until: string) => ({
      rotation: 'primary',
      from: `${from}T00:00:00Z`,
      until: `${until}T00:00:00Z`,
      responder: 'mina',
    })
    const shorter = (year: number) => override(`${year}-01-04`, `${year}-01-25`)
    const longer = (year: number) => override(`${year}-03-01`, `${year}-04-01`)
    const last = override('2027-06-07', '2027-06-28')
    expect(warnings({ overrides: [shorter(2027), longer(2027)] })).toEqual([expect.stringContaining('for 31 days on')])
    expect(warnings({ overrides: [longer(2027), last] })).toEqual([expect.stringContaining('for 31 days on')])
  })

  test('more than 14 days on end, overrides counted', () => {
    const override = {
      rotation: 'primary',
      from: '2026-11-30T00:00:00Z',
      until: '2026-12-21T00:00:00Z',
      responder: 'mina',
    }
    expect(warnings({ overrides: [override] })).toEqual([
      'alerts.rotations.primary: mina is on call for 21 days on end, from 2026-11-30 09:00 to 2026-12-21 09:00 (Asia/Seoul); more than 14 days is too much for one',
    ])
  })

  test('nobody to take turns with', () => {
    expect(warnings({ rotations: { primary: { ...week, responders: ['mina'] } } })).toEqual([
      expect.stringContaining('mina is on call for 364 days on end'),
    ])
  })

  test('two weeks on end are none, also where a change of DST makes them longer', () => {
    const primary = {
      ...week,
      zone: 'America/New_York',
      from: '2026-10-26',
      responders: ['mina', 'mina', 'joon', 'joon'],
    }
    expect(coverageWarnings(parse({ rotations: { primary } }), new Date('2026-10-20T00:00:00Z'))).toEqual([])
  })
})

test('a usual config is proven within its time', () => {
  const more = { rotations: { primary: { layers: [nights, daytime] }, backup: week } }
  problems(more)
  const begun = performance.now()
  problems(more)
  // 300 ms on a quiet machine is the promise; here others may be at work.
  expect(performance.now() - begun).toBeLessThan(1_500)
})
