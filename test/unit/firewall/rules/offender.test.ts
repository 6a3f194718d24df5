import { blockId } from '../../../../functions/firewall/rules/block-id.ts'
import { blockedByHand } from '../../../../functions/firewall/rules/manual.ts'
import {
  blockedMinutes,
  forgiven,
  levelAt,
  type Offender,
  periodSeconds,
  released,
  stoppedMinutes,
  trackOf,
  withTrack,
} from '../../../../functions/firewall/rules/offender.ts'
import { at, block, client, instant, minute, rule } from './scene.ts'

test('a track has what is there, and nothing else', () => {
  expect(trackOf({ client, level: 2 }, 'block')).toEqual({ level: 2 })
  expect(Object.keys(trackOf({ client, level: 2 }, 'block'))).toEqual(['level'])
  expect(trackOf({ client, level: 2 }, 'count')).toEqual({ level: 0 })
  const full = {
    level: 2,
    block: block(),
    releasedAt: at('11:00'),
    spent: { scan: at('10:00') },
    late: { scan: { id: 'x', last: at('10:00') } },
    blocked: [{ from: at('10:00'), until: at('11:00') }],
  }
  expect(trackOf({ client, customerAt: at('09:00'), ...full }, 'block')).toEqual(full)
})

test('another track keeps what is about the client, and none of the old one', () => {
  const about = { shadow: { level: 3 }, forgivenUntil: at('12:00'), customerAt: at('09:00') }
  const known: Offender = { client, level: 2, block: block(), releasedAt: at('11:00'), ...about }
  expect(withTrack(client, known, 'block', { level: 5 })).toEqual({ client, level: 5, ...about })
  expect(Object.keys(withTrack(client, undefined, 'block', { level: 5 }))).toEqual(['client', 'level'])
  expect(withTrack(client, undefined, 'count', { level: 1 })).toEqual({ client, level: 0, shadow: { level: 1 } })
  expect(withTrack(client, known, 'count', { level: 1 })).toEqual({ ...known, shadow: { level: 1 } })
})

test('a release keeps periods and lines of 27 hours, and not the one at their beginning', () => {
  const [gone, kept] = ['2026-11-29T08:00:00.000Z', '2026-11-29T08:00:00.001Z']
  const blocked = [gone, kept].map((until) => ({ from: '2026-11-29T07:00:00.000Z', until }))
  const track = released({ level: 1, block: block(), spent: { gone, kept }, blocked }, at('11:00'))
  expect(track.spent).toEqual({ kept, scan: at('10:00') })
  expect(track.blocked).toEqual([blocked[1], { from: at('10:05'), until: at('11:00') }])
  expect(released({ level: 1, block: block({ offences: undefined }) }, at('11:00')).spent).toEqual({})
})

describe('who is let go', () => {
  test.each<[string, Partial<Offender>, number]>([
    ['has one block less', { level: 2, block: block() }, 1],
    ['has none less than none', { level: 0, block: block() }, 0],
    ['has as many where a person blocked it', { level: 2, block: block({ rule: 'manual' }) }, 2],
    ['has as many where no block was in force', { level: 2, block: block(), releasedAt: at('10:10') }, 2],
  ])('%s', (_, known, level) => {
    const found = forgiven({ client, level: 0, ...known }, at('10:30'), 90)
    expect([found.level, found.forgivenUntil]).toEqual([level, at('10:31:30')])
    expect(found).not.toHaveProperty('shadow')
  })
})

describe('blocks that are forgotten', () => {
  const level = (now: string, releasedAt = at('11:00')) =>
    levelAt({ level: 2, block: block(), releasedAt }, now, rule())

  it('are one for each period without one, to the millisecond', () => {
    expect([level('2026-11-30T12:59:59.999Z'), level(at('13:00')), level(at('15:00')), level(at('17:00'))]).toEqual([
      2, 1, 0, 0,
    ])
  })

  it('are counted from the release, where that was before the end', () => {
    expect(level(at('12:30'), at('10:30'))).toBe(1)
    expect(level(at('12:30'), at('11:30'))).toBe(2)
    expect(level(at('08:00'))).toBe(2)
  })

  it('are none without a block, or while it is in force', () => {
    expect(levelAt({ level: 2, releasedAt: at('08:00') }, at('23:00'), rule())).toBe(2)
    expect(levelAt({ level: 2, block: block() }, at('23:00'), rule())).toBe(2)
  })
})

test('a block is longer with each before it, up to the most, and never shorter than the first', () => {
  const seconds = (level: number, mostSeconds: number) =>
    periodSeconds(rule({ escalate: { factor: 3, mostSeconds, decaySeconds: 1 } }), level)
  expect([seconds(0, 20_000), seconds(1, 20_000), seconds(2, 20_000), seconds(0, 60)]).toEqual([
    3_600, 10_800, 20_000, 3_600,
  ])
})

describe('minutes of a block', () => {
  const track = { level: 0, blocked: [{ from: at('10:05'), until: at('10:07') }] }
  const times = ['10:04', '10:05', '10:06', '10:07', '10:08', '10:09'].map(minute)

  it('are those in which it was in force, and one after it', () => {
    expect(times.map(blockedMinutes(track))).toEqual([false, true, true, true, true, false])
  })

  it('are stopped where all of it was in force', () => {
    expect(times.map(stoppedMinutes(track))).toEqual([false, true, true, false, false, false])
  })

  it('have no end while it is in force, and are none where it had no place', () => {
    const inForce = (cut?: boolean) => ({ level: 0, block: block({ cut }) })
    for (const minutes of [blockedMinutes, stoppedMinutes]) {
      expect(['10:04', '10:05', '23:00'].map(minute).map(minutes(inForce()))).toEqual([false, true, true])
      expect(minutes(inForce(true))(minute('10:30'))).toBe(false)
      expect(minutes(inForce(false))(minute('10:30'))).toBe(true)
      expect(minutes({ ...inForce(), releasedAt: at('11:00') })(minute('10:30'))).toBe(false)
    }
  })
})

test('a block by hand says who and why, and has no level', () => {
  const wish = { client, scopes: ['CLOUDFRONT'], until: instant('10:40'), by: 'mina', why: 'a scan' } as const
  expect(blockedByHand(undefined, wish, instant('10:30'))).toEqual({
    client,
    level: 0,
    block: {
      id: blockId(client, 'manual', at('10:30')),
      rule: 'manual',
      mode: 'block',
      scopes: ['CLOUDFRONT'],
      offendedAt: at('10:30'),
      from: at('10:30'),
      until: at('10:40'),
      by: 'mina',
      why: 'a scan',
    },
  })
})

test('the id of a block has 20 characters, without an address in it, and is the same for the same parts', () => {
  expect(blockId(client, 'scan')).toMatch(/^[0-9a-f]{20}$/)
  expect(blockId(client, 'scan')).toBe(blockId(client, 'scan'))
  expect(blockId(client, 'scan')).not.toBe(blockId(`${client}scan`))
})
