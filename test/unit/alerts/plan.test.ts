import * as fc from 'fast-check'
import { newIncident } from '../../../functions/alerts/rules/incident.ts'
import {
  channelsFor,
  digestWord,
  dropPages,
  fallback,
  isLeased,
  type Page,
  planNotification,
  planPages,
  planRecoveries,
  quietUntil,
  replacePages,
  settle,
  wasTold,
} from '../../../functions/alerts/rules/notifications.ts'
import type { IncidentRecord, NotificationRecord } from '../../../shared/ledger/records.ts'
import { alerts, later, start, transition } from './scene.ts'

const id = '0123456789abcdef'
const incidentOf = (severity: IncidentRecord['severity'] = 'critical'): IncidentRecord => ({
  ...newIncident(id, transition('ALARM'), { policy: 'primary', severity }, 'v'),
  steps: 1,
})
const pageOf = (more: Partial<NotificationRecord> = {}): Page => ({
  ...planNotification(id, 'page', 1, { to: 'mina', channel: 'sms' }, start),
  ...more,
  version: 1,
})
const notificationsOf = (writes: ReturnType<typeof planPages>): NotificationRecord[] =>
  writes.flatMap(({ item }) => (item.kind === 'notification' ? [item as NotificationRecord] : []))

describe('quiet hours', () => {
  const seoul = { zone: 'Asia/Seoul', quietHours: { from: '22:00', until: '07:30' } }
  // Half past ten in the evening, and six in the morning after it.
  test.each(['2026-11-28T13:30:00Z', '2026-11-28T21:00:00Z'])(
    'that go over midnight, at %s, end in the morning',
    (at) => {
      expect(quietUntil(seoul, new Date(at))).toEqual(new Date('2026-11-28T22:30:00Z'))
    },
  )

  test('are over at their end, and begin at their beginning', () => {
    expect(quietUntil(seoul, new Date('2026-11-28T22:30:00Z'))).toBeUndefined()
    expect(quietUntil(seoul, new Date('2026-11-28T12:59:59Z'))).toBeUndefined()
    expect(quietUntil(seoul, new Date('2026-11-28T13:00:00Z'))).toEqual(new Date('2026-11-28T22:30:00Z'))
  })

  test('of an afternoon begin at their beginning, and are over at their end', () => {
    const siesta = { zone: 'UTC', quietHours: { from: '13:00', until: '15:00' } }
    const at = (time: string) => quietUntil(siesta, new Date(`2026-11-28T${time}Z`))
    for (const time of ['12:59:59', '15:00:00', '23:00:00', '01:00:00']) expect(at(time)).toBeUndefined()
    for (const time of ['13:00:00', '14:59:59']) expect(at(time)).toEqual(new Date('2026-11-28T15:00:00Z'))
  })

  test('whose end the clock jumps over end where it lands', () => {
    const berlin = { zone: 'Europe/Berlin', quietHours: { from: '00:00', until: '02:30' } }
    expect(quietUntil(berlin, new Date('2026-03-29T00:30:00Z'))).toEqual(new Date('2026-03-29T01:30:00Z'))
  })

  test('in every zone, on every day: they are on just while the local clock says so, and end when it says so', () => {
    const time = fc
      .integer({ min: 0, max: 1_439 })
      .map((minutes) => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`)
    const zones = ['Asia/Seoul', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC']
    const clocks = new Map(
      zones.map((zone) => [
        zone,
        new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
      ]),
    )
    const isOn = (now: Date, zone: string, from: string, until: string): boolean => {
      const clock = clocks.get(zone)?.format(now) ?? ''
      return from <= until ? from <= clock && clock < until : clock >= from || clock < until
    }
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        time,
        time,
        fc.date({ min: new Date('2026-01-01'), max: new Date('2028-01-01'), noInvalidDate: true }),
        (zone, from, until, now) => {
          const end = quietUntil({ zone, quietHours: { from, until } }, now)
          expect(end !== undefined).toBe(isOn(now, zone, from, until))
          if (!end) return
          expect(end.getTime()).toBeGreaterThanOrEqual(now.getTime())
          expect(end.getTime() - now.getTime()).toBeLessThanOrEqual(25 * 3_600_000)
          // Where the clock is put back to before the end, the first time counts.
          const isRepeated = isOn(new Date(end.getTime() - 3_600_000), zone, until, from)
          if (end > now && !isRepeated) expect(isOn(end, zone, from, until)).toBe(false)
        },
      ),
      { numRuns: 2_000 },
    )
  })
})

describe('channels', () => {
  const none: ReadonlySet<string> = new Set()
  const spent: ReadonlySet<string> = new Set(['sms'])
  const both = { sms: '+12025550101', email: 'mina@corner-shop.example' }
  test('are all there are, but for what is no more than information, or costs money that is spent', () => {
    expect(channelsFor(both, 'critical', none)).toEqual(['sms', 'email'])
    expect(channelsFor(both, 'info', none)).toEqual(['email'])
    expect(channelsFor(both, 'critical', spent)).toEqual(['email'])
  })

  test('never leave somebody without any', () => {
    for (const severity of ['critical', 'warning', 'info'] as const)
      for (const out of [spent, none]) expect(channelsFor({ sms: both.sms }, severity, out)).toEqual(['sms'])
  })
})

describe('the pages of a step', () => {
  const options = {
    responders: alerts.responders,
    to: ['mina', 'joon'],
    spent: new Set<string>(),
    known: [],
    now: start,
  }
  const plan = (more: Partial<Parameters<typeof planPages>[1]> = {}, severity?: IncidentRecord['severity']) =>
    planPages(incidentOf(severity), { ...options, ...more })

  test('go to each person by each channel, with one link a person that is theirs alone', () => {
    const pages = notificationsOf(plan())
    expect(pages.map(({ to, channel }) => `${to} ${channel}`)).toEqual(['mina sms', 'mina email', 'joon sms'])
    const [one, same, other] = pages.map(({ link }) => link)
    expect(one).toMatch(/^[\w-]{16}$/)
    expect(same).toBe(one)
    expect(other).not.toBe(one)
    const links = plan().filter(({ item }) => item.kind === 'link')
    expect(links.map(({ item }) => item)).toMatchObject([
      { incident: id, to: 'mina', validUntil: later(7 * 86_400).toISOString() },
      { incident: id, to: 'joon' },
    ])
  })

  test('use the link that a person has, until it is about to end', () => {
    const known = [pageOf({ link: 'AAAAAAAAAAAAAAAA' })]
    const linkAt = (seconds: number) => notificationsOf(plan({ known, now: later(seconds) }))[0]?.link
    expect(linkAt(3 * 86_400 - 1)).toBe('AAAAAAAAAAAAAAAA')
    expect(linkAt(3 * 86_400)).not.toBe('AAAAAAAAAAAAAAAA')
    expect(plan({ known, now: later(60) }).filter(({ item }) => item.kind === 'link')).toHaveLength(1)
  })

  test('leave out who is in the config no more, and every name that each object has', () => {
    expect(plan({ to: ['gone', 'constructor', '__proto__'] })).toEqual([])
  })

  test('wait for the end of quiet hours, unless it is critical', () => {
    const quietHours = { from: '22:00', until: '10:00' }
    const responders = { joon: { sms: '+12025550102', language: 'en', zone: 'Asia/Seoul', quietHours } } as const
    const pages = (severity: IncidentRecord['severity']) =>
      notificationsOf(plan({ responders, to: ['joon'] }, severity))
    const morning = later(3_600).toISOString()
    expect(pages('warning')).toMatchObject([
      { at: morning, notBefore: morning, digest: true, open: digestWord('joon', 'sms') },
    ])
    expect(pages('critical')).toMatchObject([{ at: start.toISOString(), open: 'notification' }])
  })
})

describe('pages that are not to be sent any more', () => {
  const leased = pageOf({ leaseBy: 'call', leaseUntil: later(60).toISOString() })
  test('are dropped with the reason, but for what somebody sends at the moment, and what has come to its end', () => {
    const all = [pageOf(), leased, pageOf({ outcome: 'accepted' }), pageOf({ purpose: 'recovery' })]
    expect(dropPages(all, 'acknowledged by mina', later(30))).toEqual([
      {
        item: expect.objectContaining({ outcome: 'dropped', detail: 'acknowledged by mina', open: undefined }),
        expect: 1,
      },
    ])
    expect(dropPages([leased], 'acknowledged by mina', later(60))).toHaveLength(1)
  })

  test('are those whose person gets another by the same channel, and no others', () => {
    const planned = planPages(
      { ...incidentOf(), steps: 2 },
      { responders: alerts.responders, to: ['joon'], spent: new Set<string>(), known: [], now: start },
    )
    const joons = pageOf({ to: 'joon' })
    const writes = replacePages([joons, pageOf(), pageOf({ to: 'joon', channel: 'email' })], planned, start)
    expect(writes).toMatchObject([{ item: { to: 'joon', channel: 'sms', outcome: 'dropped' } }])
  })
})

describe('the news that it is over', () => {
  test('goes once to each who was told, or may have been, by each channel', () => {
    const pages = [
      pageOf({ outcome: 'accepted' }),
      pageOf({ outcome: 'accepted', step: 2 }),
      pageOf({ to: 'joon', outcome: 'failed' }),
      pageOf({ to: 'ada', outcome: 'dropped', leaseUntil: start.toISOString() }),
      pageOf({ to: 'boss', outcome: 'planned' }),
      pageOf({ ...fallback, outcome: 'accepted' }),
    ]
    const told = notificationsOf(planRecoveries(pages, start)).map(
      ({ to, channel, step }) => `${to} ${channel} ${step}`,
    )
    expect(told).toEqual(['mina sms 0', 'ada sms 0', 'fallback topic 0'])
    const known = [...pages, pageOf({ purpose: 'recovery', step: 0 })]
    expect(notificationsOf(planRecoveries(known, start)).map(({ to }) => to)).toEqual(['ada', 'fallback'])
  })

  test('goes to just those whose page has the trace of a sender', () => {
    const page = fc.record({
      to: fc.constantFrom('mina', 'joon'),
      channel: fc.constantFrom('sms' as const, 'email' as const),
      purpose: fc.constantFrom('page' as const, 'recovery' as const),
      outcome: fc.constantFrom('planned' as const, 'accepted' as const, 'failed' as const, 'dropped' as const),
      leaseUntil: fc.constantFrom(undefined, start.toISOString()),
    })
    fc.assert(
      fc.property(fc.array(page, { maxLength: 12 }), (all) => {
        const pages = all.map((each) => pageOf(each))
        const placeOf = ({ to, channel }: Pick<NotificationRecord, 'to' | 'channel'>) => `${to} ${channel}`
        const has = pages.filter(({ purpose }) => purpose === 'recovery').map(placeOf)
        const told = new Set(pages.filter(wasTold).map(placeOf))
        expect(notificationsOf(planRecoveries(pages, start)).map(placeOf).toSorted()).toEqual(
          [...told].filter((place) => !has.includes(place)).toSorted(),
        )
      }),
    )
  })
})

test('a lease holds until its end; what is accepted has none, and what may have gone out keeps its trace', () => {
  const page = pageOf({ leaseBy: 'call', leaseUntil: later(60).toISOString() })
  expect([isLeased(page, later(59)), isLeased(page, later(60)), isLeased(pageOf(), start)]).toEqual([
    true,
    false,
    false,
  ])
  expect(settle(page, 'accepted', 'id-1', later(1))).toMatchObject({ leaseBy: undefined, leaseUntil: undefined })
  expect(wasTold(settle(page, 'dropped', 'over', later(61)))).toBe(true)
})
