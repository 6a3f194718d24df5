import type { ClientCounts, Counts } from '../../../functions/firewall/logs/counts.ts'
import { firewallSlice } from '../../../functions/firewall/replay/replay-config.ts'
import { decide } from '../../../functions/firewall/rules/decide.ts'
import { judge, type Offence } from '../../../functions/firewall/rules/judge.ts'
import { blockedByHand } from '../../../functions/firewall/rules/manual.ts'
import {
  blockedMinutes,
  blockInForce,
  forgiven,
  levelAt,
  type Offender,
  periodSeconds,
  released,
  stoppedMinutes,
  trackOf,
  withTrack,
} from '../../../functions/firewall/rules/offender.ts'
import { packCounts, unpackCounts } from '../../../functions/firewall/rules/pack.ts'
import type { Rule } from '../../../functions/firewall/rules/rule.ts'
import { mergeSet } from '../../../functions/firewall/rules/set-entries.ts'
import { dueReleases, step } from '../../../functions/firewall/rules/step.ts'
import { emptyTallies } from '../../../functions/firewall/rules/tallies.ts'
import { wantedEntries } from '../../../functions/firewall/rules/wanted.ts'
import type { FirewallBlock, FirewallTrack } from '../../../shared/ledger/records/firewall.ts'
import { at, client, instant, block as makeBlock, rule as makeRule, minute } from './rules/scene.ts'

const rule = makeRule()
const counts = (name: string, minutes: Readonly<Record<string, number>>, refused = 0): Counts => {
  const each: ClientCounts = {
    minutes: new Map(
      Object.entries(minutes).map(([time, count]) => [minute(time), { count, refused, lastSecond: 30 }]),
    ),
  }
  return new Map([[name, new Map([[client, each]])]])
}
const origin = (id: string, scope: 'REGIONAL' | 'CLOUDFRONT' = 'REGIONAL') => ({ id, scope, bucket: 'logs', key: id })
const none = { isBlocked: () => false }
const block = makeBlock()

describe('tallies', () => {
  it('add a piece once, and say whom it is about', () => {
    const tallies = emptyTallies()
    const piece = { counts: counts('scan', { '10:00': 6 }), format: 'alb' as const }
    expect(tallies.add(piece, origin('a'), instant('10:05'))).toBe(0)
    expect(tallies.takeTouched()).toEqual([client])
    expect(tallies.add(piece, origin('a'), instant('10:05'))).toBeUndefined()
    expect(tallies.takeTouched()).toEqual([])
    expect(tallies.size()).toBe(1)
    expect(tallies.series('scan', client)?.cells.slice(1)).toEqual([6, 0, 30])
    expect(tallies.series('scan', '203.0.113.1')).toBeUndefined()
  })

  it('leave out and forget what is older than 25 hours', () => {
    const tallies = emptyTallies()
    const now = new Date(Date.parse(at('10:00')) + 25 * 3_600_000)
    expect(tallies.add({ counts: counts('scan', { '09:59': 6, '10:00': 6 }), format: 'alb' }, origin('a'), now)).toBe(1)
    expect(tallies.size()).toBe(1)
    tallies.prune(now)
    expect(tallies.size()).toBe(1)
    tallies.prune(new Date(now.getTime() + 60_000))
    expect(tallies.size()).toBe(0)
    expect(tallies.series('scan', client)).toBeUndefined()
  })

  it('know when somebody was a customer', () => {
    const tallies = emptyTallies()
    expect(tallies.customerAt(client)).toBeUndefined()
    tallies.add(
      { counts: counts('customers', { '10:00': 1, '09:30': 2 }), format: 'alb' },
      origin('a'),
      instant('10:05'),
    )
    expect(tallies.customerAt(client)).toEqual(instant('10:00'))
  })

  it('keep the latest lines as evidence, so many of them', () => {
    const tallies = emptyTallies()
    for (let index = 0; index < 40; index += 1) {
      const [clients] = counts('scan', { '10:00': 1 }).values()
      const each = clients?.get(client)
      const line = { at: new Date(Date.parse(at('10:00')) + ((index * 7) % 40) * 1000).toISOString(), line: 1 }
      if (each)
        tallies.add(
          { counts: new Map([['scan', new Map([[client, { ...each, first: line, last: line }]])]]), format: 'alb' },
          origin(String(index)),
          instant('10:05'),
        )
    }
    const lines = tallies.series('scan', client)?.lines ?? []
    expect(lines).toHaveLength(32)
    expect(lines.map(({ last }) => last?.at).sort()[0]).toBe(at('10:00:08'))
  })
})

describe('an offence', () => {
  const judged = (minutes: Readonly<Record<string, number>>, more: Partial<Rule> = {}): Offence | undefined => {
    const tallies = emptyTallies()
    tallies.add({ counts: counts('scan', minutes), format: 'alb' }, origin('a'), instant('12:00'))
    const series = tallies.series('scan', client)
    return series && judge(series, { ...rule, ...more }, none)
  }

  test.each<[string, Readonly<Record<string, number>>, Partial<Rule>, readonly [number, string] | undefined]>([
    ['in one minute', { '10:00': 10 }, {}, [10, at('10:00:30')]],
    ['in the first and last minute of a window', { '10:00': 5, '10:04': 5 }, {}, [10, at('10:04:30')]],
    ['a minute too far apart', { '10:00': 5, '10:05': 5 }, {}, undefined],
    ['in a window of one minute', { '10:00': 9, '10:01': 9 }, { windowMinutes: 1 }, undefined],
    ['the most of it', { '10:00': 30, '10:04': 1, '10:08': 2 }, {}, [31, at('10:04:30')]],
    ['over several windows', { '10:00': 10, '10:03': 4, '10:06': 7 }, {}, [14, at('10:06:30')]],
    ['of two the last', { '10:00': 40, '11:00': 11 }, {}, [11, at('11:00:30')]],
    ['followed by what is none', { '10:00': 12, '10:07': 3 }, {}, [12, at('10:00:30')]],
  ])('%s', (_, minutes, more, expected) => {
    const found = judged(minutes, more)
    expect(found && [found.count, found.last]).toEqual(expected)
  })

  it('has the first and the last line of it as evidence, each with its object', () => {
    const tallies = emptyTallies()
    const line = (time: string, number: number) => ({ at: at(time), line: number })
    const add = (key: string, minutes: Readonly<Record<string, number>>, first: string, last: string): void => {
      const each = counts('scan', minutes).get('scan')?.get(client)
      if (!each) return
      const seen = { ...each, first: line(first, 1), last: line(last, 9) }
      tallies.add(
        { counts: new Map([['scan', new Map([[client, seen]])]]), format: 'alb' },
        origin(key),
        instant('12:00'),
      )
    }
    add('c', { '09:00': 1 }, '09:00', '09:00')
    add('b', { '10:02': 6 }, '10:02', '10:02:59')
    add('a', { '10:00': 6 }, '10:00', '10:00:59')
    add('d', { '10:09': 1 }, '10:03', '10:09')
    const series = tallies.series('scan', client)
    const { evidence } = (series && judge(series, rule, none)) ?? {}
    expect(evidence).toEqual({
      bucket: 'logs',
      key: 'b',
      first: { at: at('10:00'), line: 1, bucket: 'logs', key: 'a' },
      last: { at: at('10:02:59'), line: 9 },
    })
  })

  it('knows the scopes in which it was seen', () => {
    const tallies = emptyTallies()
    tallies.add({ counts: counts('scan', { '10:00': 6 }), format: 'alb' }, origin('a'), instant('12:00'))
    tallies.add(
      { counts: counts('scan', { '10:01': 6 }), format: 'cloudfront' },
      origin('b', 'CLOUDFRONT'),
      instant('12:00'),
    )
    const series = tallies.series('scan', client)
    expect(series && judge(series, rule, none)?.scopes).toEqual(['CLOUDFRONT', 'REGIONAL'])
  })

  test.each<[string, 'cloudfront' | 'cloudfront-v2' | 'cloudfront-json' | 'alb' | 'waf', number | undefined]>([
    ['standard logging and v2', 'cloudfront-v2', undefined],
    ['standard logging and json', 'cloudfront-json', undefined],
    ["standard logging and WAF's", 'waf', undefined],
    ['standard logging twice', 'cloudfront', 12],
    ['standard logging and a balancer', 'alb', 12],
  ])('%s: whether requests are the same', (_, format, expected) => {
    const tallies = emptyTallies()
    tallies.add(
      { counts: counts('scan', { '10:00': 6 }), format: 'cloudfront' },
      origin('a', 'CLOUDFRONT'),
      instant('12:00'),
    )
    tallies.add({ counts: counts('scan', { '10:00': 6 }), format }, origin('b', 'CLOUDFRONT'), instant('12:00'))
    const series = tallies.series('scan', client)
    expect(series && judge(series, rule, none)?.count).toBe(expected)
  })
})

describe('how long a block lasts', () => {
  test.each<[number, number]>([
    [0, 3600],
    [1, 3 * 3600],
    [2, 6 * 3600],
    [9, 6 * 3600],
  ])('after %i that are not forgotten: %i seconds', (level, seconds) => {
    expect(periodSeconds(rule, level)).toBe(seconds)
  })

  it('is never less than the rule says', () => {
    expect(periodSeconds({ ...rule, escalate: { ...rule.escalate, mostSeconds: 60 } }, 0)).toBe(3600)
  })

  test.each<[string, string, number]>([
    ['at once', '11:00', 2],
    ['just before one is forgotten', '12:59:59', 2],
    ['one is forgotten', '13:00', 1],
    ['all are', '23:00', 0],
    ['before it was over', '10:30', 2],
  ])('%s', (_, time, level) => {
    expect(levelAt({ level: 2, block, releasedAt: at('11:00:20') }, at(time), rule)).toBe(level)
  })

  it('forgets nothing while it is in force', () => {
    expect(levelAt({ level: 2, block }, at('23:00'), rule)).toBe(2)
    expect(levelAt({ level: 0 }, at('23:00'), rule)).toBe(0)
  })
})

describe('a track', () => {
  const offender: Offender = { client, level: 1, block, customerAt: at('09:00') }

  it('that is released remembers what it was for', () => {
    const track = released(trackOf(offender, 'block'), at('11:00'))
    expect(track).toMatchObject({
      level: 1,
      releasedAt: at('11:00'),
      spent: { scan: at('10:00') },
      blocked: [{ from: at('10:05'), until: at('11:00') }],
    })
    expect(blockInForce(track)).toBeUndefined()
    expect(released(track, at('12:00'))).toBe(track)
  })

  it('forgets what is older than lines can be late', () => {
    const old: FirewallTrack = {
      level: 1,
      block,
      spent: { other: '2026-11-29T07:00:00.000Z', probes: at('09:00') },
      blocked: [{ from: '2026-11-29T05:00:00.000Z', until: '2026-11-29T07:00:00.000Z' }],
    }
    const track = released(old, at('11:00'))
    expect(track.spent).toEqual({ scan: at('10:00'), probes: at('09:00') })
    expect(track.blocked).toEqual([{ from: at('10:05'), until: at('11:00') }])
  })

  it('keeps what may matter for 27 hours, to the second', () => {
    const [gone, kept] = ['2026-11-29T08:00:00.000Z', '2026-11-29T08:00:01.000Z']
    const late = { scan: { id: 'x', last: at('09:00') } }
    const track = released({ level: 1, block, spent: { gone, kept }, late }, at('11:00'))
    expect(track.spent).toEqual({ kept, scan: at('10:00') })
    expect(trackOf(withTrack(client, undefined, 'block', track), 'block')).toEqual(track)
    expect(trackOf({ client, level: 2 }, 'block')).toEqual({ level: 2 })
  })

  it('of a release by hand is one level lower, and forgiven for a while', () => {
    expect(forgiven(offender, at('10:30'), 3600)).toMatchObject({
      level: 0,
      releasedAt: at('10:30'),
      forgivenUntil: at('11:30'),
    })
    expect(forgiven({ client, level: 0 }, at('10:30'), 3600)).toMatchObject({ level: 0, forgivenUntil: at('11:30') })
    expect(forgiven({ client, level: 2, block, releasedAt: at('10:20') }, at('10:30'), 3600).level).toBe(2)
    const shadow = { level: 3, block: { ...block, mode: 'count' as const } }
    expect(forgiven({ ...offender, shadow }, at('10:30'), 3600).shadow).toMatchObject({
      level: 0,
      releasedAt: at('10:30'),
    })
  })

  it('of one mode says nothing about the other', () => {
    const shadow = { level: 3, block: { ...block, mode: 'count' as const } }
    const both = withTrack(client, offender, 'count', shadow)
    expect(trackOf(both, 'block')).toEqual({ level: 1, block })
    expect(trackOf(both, 'count')).toEqual(shadow)
    expect(withTrack(client, both, 'block', { level: 0 })).toEqual({
      client,
      level: 0,
      shadow,
      customerAt: at('09:00'),
    })
    expect(trackOf(undefined, 'block')).toEqual({ level: 0 })
  })

  it('knows in which minutes it was blocked, and when all of a minute', () => {
    const track: FirewallTrack = { level: 1, blocked: [{ from: at('10:05:30'), until: at('11:00:10') }] }
    const [is, all] = [blockedMinutes(track), stoppedMinutes(track)]
    expect(['10:04', '10:05', '10:30', '11:00', '11:01', '11:02'].map((time) => is(minute(time)))).toEqual([
      false,
      true,
      true,
      true,
      true,
      false,
    ])
    expect(['10:05', '10:06', '10:59', '11:00'].map((time) => all(minute(time)))).toEqual([false, true, true, false])
    expect(blockedMinutes({ level: 1, block })(minute('23:00'))).toBe(true)
    expect(blockedMinutes({ level: 1, block: { ...block, cut: true } })(minute('10:30'))).toBe(false)
  })
})

describe('a block by hand', () => {
  const wish = { client, scopes: ['REGIONAL' as const], until: instant('10:40'), by: 'mina', why: 'a scan' }

  it('takes the place of a rule’s, also where it is shorter, and is forgiven nothing', () => {
    const offender = blockedByHand({ client, level: 1, block, forgivenUntil: at('12:00') }, wish, instant('10:30'))
    expect(offender).toMatchObject({
      level: 1,
      block: { rule: 'manual', until: at('10:40'), by: 'mina' },
      spent: { scan: at('10:00') },
    })
    expect(offender).not.toHaveProperty('releasedAt')
    expect(offender).not.toHaveProperty('forgivenUntil')
  })

  it('of somebody unknown', () => {
    expect(blockedByHand(undefined, wish, instant('10:30'))).toMatchObject({
      client,
      level: 0,
      block: { from: at('10:30') },
    })
  })
})

describe('decisions', () => {
  const offence = (last: string, more: Partial<Offence> = {}): Offence => ({
    rule: 'scan',
    count: 12,
    threshold: 10,
    windowMinutes: 5,
    first: at('09:58'),
    last: at(last),
    scopes: ['REGIONAL'],
    ...more,
  })
  const decided = (track: FirewallTrack, now: string, ...offences: Offence[]) =>
    decide({
      client,
      mode: 'block',
      track,
      offences: offences.map((each) => ({ rule: { ...rule, name: each.rule }, offence: each })),
      customer: false,
      now: instant(now),
    })

  it('put a late offence on record once, and the same one where more of it comes', () => {
    const first = decided({ level: 0 }, '12:00', offence('10:00'))
    expect(first?.blocks).toMatchObject([{ what: 'late', block: { until: at('11:00'), from: at('12:00') } }])
    expect(first?.track.block).toBeUndefined()
    const track = first?.track ?? { level: 0 }
    expect(decided(track, '12:10', offence('10:00'))).toBeUndefined()
    const more = decided(track, '12:20', offence('10:03'))
    expect(more?.blocks[0]?.block.id).toBe(first?.blocks[0]?.block.id)
    const other = decided(track, '12:20', offence('10:50', { first: at('10:46') }))
    expect(other?.blocks[0]?.block.id).not.toBe(first?.blocks[0]?.block.id)
  })

  it('block for what is left where more of a late offence comes', () => {
    const late = decided({ level: 0 }, '11:10', offence('10:00'))
    expect(decided(late?.track ?? { level: 0 }, '11:20', offence('10:30'))?.blocks).toMatchObject([
      { what: 'new', block: { until: at('11:30'), level: 0 } },
    ])
  })

  it('change nothing where nothing is new', () => {
    expect(decided({ level: 1, block }, '10:30', offence('10:00'))).toBeUndefined()
    expect(decided({ level: 1, block }, '10:30')).toBeUndefined()
    // A table gives keys in an order of its own.
    const offences = block.offences?.map((each) => Object.fromEntries(Object.entries(each).reverse()) as typeof each)
    expect(decided({ level: 1, block: { ...block, offences } }, '10:30', offence('10:00'))).toBeUndefined()
  })

  it('never make a block shorter, and take in what another rule has', () => {
    const more = decided(
      { level: 1, block: { ...block, until: at('15:00') } },
      '10:30',
      offence('10:20', { rule: 'probes', count: 99, scopes: ['CLOUDFRONT'] }),
    )
    expect(more?.track.block).toMatchObject({
      rule: 'scan',
      until: at('15:00'),
      scopes: ['CLOUDFRONT', 'REGIONAL'],
      offences: [{ rule: 'probes' }, { rule: 'scan' }],
    })
    expect(more?.track.level).toBe(1)
  })

  it('leave a block by hand alone', () => {
    expect(decided({ level: 0, block: { ...block, rule: 'manual' } }, '10:30', offence('10:29'))).toBeUndefined()
  })

  it('go on with a block that is over and not yet out of the sets', () => {
    expect(decided({ level: 1, block }, '11:00:30', offence('10:50'))?.blocks).toMatchObject([
      { what: 'renewed', block: { id: 'b', until: at('11:50') } },
    ])
  })
})

describe('a step', () => {
  const slice = {
    ...firewallSlice({}, instant('09:00')),
    rules: [rule, { ...rule, name: 'shadow', mode: 'count' as const }],
  }
  const tallies = emptyTallies()
  for (const name of ['scan', 'shadow'])
    tallies.add({ counts: counts(name, { '10:00': 12 }), format: 'alb' }, origin(name), instant('10:05'))
  const input = {
    slice,
    tallies,
    clients: [client],
    offenders: new Map<string, Offender>(),
    allowed: [],
    now: instant('10:05'),
  }

  it('decides for both kinds of rules, each for itself', () => {
    const { offenders, blocks } = step(input)
    expect(blocks.map(({ block: { mode, rule: name } }) => [mode, name])).toEqual([
      ['block', 'scan'],
      ['count', 'shadow'],
    ])
    const [offender] = offenders
    const inForce = { slice, offenders, allowed: [], now: instant('10:06') }
    expect(offender?.shadow?.block?.mode).toBe('count')
    expect(wantedEntries(inForce, 'block', 'REGIONAL')).toEqual([client])
    expect(wantedEntries(inForce, 'count', 'REGIONAL')).toEqual([client])
    expect(wantedEntries(inForce, 'block', 'CLOUDFRONT')).toEqual([])
    expect(wantedEntries({ ...inForce, now: instant('11:01') }, 'block', 'REGIONAL')).toEqual([])
    expect(wantedEntries({ ...inForce, allowed: [{ client }] }, 'block', 'REGIONAL')).toEqual([])
    expect(wantedEntries({ ...inForce, allowed: [{ client }] }, 'allow', 'REGIONAL')).toEqual([client])
    const due = (time: string, allowed: readonly { client: string }[] = []) =>
      dueReleases(offenders, { slice, allowed, now: instant(time) }).map(({ mode }) => mode)
    expect(due('10:59')).toEqual([])
    expect(due('11:00:30')).toEqual(['block', 'count'])
    expect(due('10:10', [{ client: '198.51.100.0/24' }])).toEqual(['block', 'count'])
  })

  it('leaves out who is never blocked, and who is forgiven', () => {
    expect(step({ ...input, allowed: [{ client: '198.51.100.0/24' }] })).toEqual({ offenders: [], blocks: [] })
    expect(step({ ...input, allowed: [{ client, until: at('10:04') }] }).blocks).toHaveLength(2)
    const known: Offender = { client, level: 0, forgivenUntil: at('10:00:30') }
    expect(step({ ...input, offenders: new Map([[client, known]]) })).toEqual({ offenders: [], blocks: [] })
  })
})

test('counts come out of the ledger as they went in, with lines and without', () => {
  const line = { at: at('10:00'), line: 3, path: '/x' }
  const [, without] = [...counts('scan', { '10:00': 12, '10:01': 3 }, 2)][0] ?? []
  const each = without?.get(client)
  const all: Counts = new Map([
    ['scan', new Map([[client, { minutes: each?.minutes ?? new Map(), first: line, last: { ...line, line: 9 } }]])],
    ['probes', new Map([['2001:db8::/64', { minutes: each?.minutes ?? new Map() }]])],
  ])
  expect(unpackCounts(packCounts(all))).toEqual(all)
  expect(unpackCounts(packCounts(new Map()))).toEqual(new Map())
  expect(() => unpackCounts('nonsense')).toThrow()
})

test('the worst come first: by hand, then by how far over the threshold, of equals those that last longest last', () => {
  const slice = firewallSlice({}, instant('09:00'))
  const one = (address: string, more: Partial<FirewallBlock>): Offender => ({
    client: address,
    level: 1,
    block: { ...block, offences: [], threshold: 10, count: 20, ...more },
  })
  const offenders = [
    one('198.51.100.1', { until: at('13:00') }),
    one('198.51.100.2', { until: at('12:00') }),
    one('198.51.100.3', { count: 90 }),
    one('198.51.100.4', { rule: 'manual', count: undefined, threshold: undefined }),
    one('198.51.100.5', { threshold: 1, count: 3 }),
    one('198.51.100.6', { threshold: 100, count: 200 }),
  ]
  expect(
    wantedEntries({ slice, offenders, allowed: [], now: instant('10:30') }, 'block', 'REGIONAL').map((address) =>
      address.slice(-1),
    ),
  ).toEqual(['4', '3', '5', '6', '2', '1'])
})

describe('a set', () => {
  it('is not changed where only AWS spells an entry otherwise', () => {
    const seen = ['2001:0db8:0001:0002:0000:0000:0000:0000/64', '2001:0db8:0000:0000:0000:0000:0000:0007/128']
    const wanted = ['2001:db8:1:2::/64', '2001:db8::7']
    expect(mergeSet({ family: 'ipv6', seen, ours: wanted, wanted, limit: 10 }).changed).toBe(false)
    expect(mergeSet({ family: 'ipv6', seen, ours: wanted, wanted: ['2001:db8::7'], limit: 10 }).changed).toBe(true)
  })
})
