import { newIncident } from '../../../functions/alerts/rules/incident.ts'
import { holdFor, type Surroundings, silentFor, silentUntil } from '../../../functions/alerts/rules/noise.ts'
import { alarmOf, later } from './scene.ts'

const calm: Surroundings = { silences: [], inhibits: [], tags: {}, incidents: [], openings: [] }
const incidentOf = (name: string, state: 'open' | 'held' | 'resolved' = 'open') => ({
  ...newIncident('0123456789abcdef', alarmOf(name, 'ALARM'), { policy: 'p', severity: 'critical' }, 'v'),
  state,
})

test('nothing holds an alarm by itself', () => {
  expect(holdFor(alarmOf('app', 'ALARM'), calm, later(0))).toBeUndefined()
})

describe('a silence', () => {
  const once = {
    match: { alarm: 'app*' },
    reason: 'deployment',
    from: later(-60).toISOString(),
    until: later(60).toISOString(),
  }
  test('holds what it is about until it ends, and no longer', () => {
    const surroundings = { ...calm, silences: [once] }
    expect(holdFor(alarmOf('app-1', 'ALARM'), surroundings, later(0))).toEqual({
      until: later(60),
      reason: 'silenced: deployment',
    })
    expect(holdFor(alarmOf('db-1', 'ALARM'), surroundings, later(0))).toBeUndefined()
    expect(holdFor(alarmOf('app-1', 'ALARM'), surroundings, later(60))).toBeUndefined()
    expect(holdFor(alarmOf('app-1', 'ALARM'), surroundings, later(-61))).toBeUndefined()
    expect(holdFor(alarmOf('app-1', 'ALARM'), surroundings, later(-60))).toMatchObject({ until: later(60) })
  })

  test('of several the one that ends last counts', () => {
    const longer = { ...once, reason: 'move', until: later(600).toISOString() }
    expect(holdFor(alarmOf('app', 'ALARM'), { ...calm, silences: [once, longer, once] }, later(0))).toMatchObject({
      until: later(600),
    })
  })

  test('by the tags of an alarm keeps its next page, and no page that a person asked for', () => {
    const silences = [{ ...once, match: { tags: { tier: 'data' } } }]
    const { basis } = newIncident(
      '0123456789abcdef',
      alarmOf('db', 'ALARM', 0, { tags: { tier: 'data' } }),
      { policy: 'p', severity: 'critical' },
      'v',
    )
    expect(silentFor({ basis }, { purpose: 'page' }, silences, later(0))).toEqual(later(60))
    expect(silentFor({ basis }, { purpose: 'page', asked: true }, silences, later(0))).toBeUndefined()
    expect(silentFor({ basis }, { purpose: 'recovery' }, silences, later(0))).toBeUndefined()
    const { basis: other } = newIncident(
      '0123456789abcdef',
      alarmOf('db', 'ALARM'),
      { policy: 'p', severity: 'critical' },
      'v',
    )
    expect(silentFor({ basis: other }, { purpose: 'page' }, silences, later(0))).toBeUndefined()
  })

  test('that comes every night does so by the clock of its zone, over a change of DST too', () => {
    const nightly = {
      match: { alarm: '*' },
      reason: 'backup',
      schedule: 'cron(0 2 * * ? *)',
      zone: 'Europe/Berlin',
      lasts: '1 hour',
    }
    expect(silentUntil(nightly, new Date('2026-10-24T00:30:00Z'))).toEqual(new Date('2026-10-24T01:00:00Z'))
    expect(silentUntil(nightly, new Date('2026-10-26T01:30:00Z'))).toEqual(new Date('2026-10-26T02:00:00Z'))
    expect(silentUntil(nightly, new Date('2026-10-26T00:30:00Z'))).toBeUndefined()
  })
})

describe('an inhibition', () => {
  const inhibits = [{ when: { alarm: 'db*' }, mute: { alarm: 'app*' } }]
  const held = (state: 'open' | 'held' | 'resolved') =>
    holdFor(alarmOf('app', 'ALARM'), { ...calm, inhibits, incidents: [incidentOf('db', state)] }, later(0))
  test('holds an alarm while its cause is known, a minute at a time', () => {
    expect(held('open')).toEqual({ until: later(60), reason: 'inhibited by db' })
    expect(held('resolved')).toBeUndefined()
  })

  test('can go by the tags that its cause had', () => {
    const byTag = [{ when: { tags: { tier: 'data' } }, mute: { alarm: 'app*' } }]
    const cause = (tags: Record<string, string>) =>
      newIncident('0123456789abcdef', alarmOf('db', 'ALARM', 0, { tags }), { policy: 'p', severity: 'critical' }, 'v')
    const held = (tags: Record<string, string>) =>
      holdFor(alarmOf('app', 'ALARM'), { ...calm, inhibits: byTag, incidents: [cause(tags)] }, later(0))
    expect(held({ tier: 'data' })).toMatchObject({ reason: 'inhibited by db' })
    expect(held({ tier: 'web' })).toBeUndefined()
  })

  test('by a cause that nobody was told of, or by itself, holds nothing', () => {
    expect(held('held')).toBeUndefined()
    const all = [{ when: { alarm: '*' }, mute: { alarm: '*' } }]
    expect(
      holdFor(alarmOf('app', 'ALARM'), { ...calm, inhibits: all, incidents: [incidentOf('app')] }, later(0)),
    ).toBeUndefined()
  })
})

describe('an alarm that flaps', () => {
  const openings = (count: number, told: boolean, since = 0) =>
    Array.from({ length: count }, (_, index) => ({ at: later(-since - 60 * index).toISOString(), told }))
  const hold = (...all: ReturnType<typeof openings>) =>
    holdFor(alarmOf('app', 'ALARM'), { ...calm, openings: all }, later(0))

  test('pages once more, saying so, and is then held for whether it lasts', () => {
    expect(hold(...openings(3, true))).toBeUndefined()
    expect(hold(...openings(4, true))).toEqual({ until: later(300), reason: 'flapping: 5 times in 30 minutes' })
    expect(hold(...openings(9, true, 1_801))).toBeUndefined()
    expect(hold(...openings(3, true), ...openings(1, true, 1_800))).toBeDefined()
    expect(hold(...openings(3, true), ...openings(1, true, 1_801))).toBeUndefined()
  })

  test('and of which nobody has heard for half an hour pages again', () => {
    expect(hold(...openings(9, false))).toBeUndefined()
    expect(hold(...openings(9, false), ...openings(1, true, 1_801))).toBeUndefined()
    expect(hold(...openings(9, false), ...openings(1, true, 1_799))).toBeDefined()
  })
})
