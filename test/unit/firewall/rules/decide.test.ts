import { type Case, decide } from '../../../../functions/firewall/rules/decide.ts'
import type { Offence } from '../../../../functions/firewall/rules/judge.ts'
import type { Rule } from '../../../../functions/firewall/rules/rule.ts'
import type { FirewallTrack } from '../../../../shared/ledger/records/firewall.ts'
import { at, block, client, instant, rule } from './scene.ts'

const offence = (name: string, last: string, more: Partial<Offence> = {}): Offence => ({
  rule: name,
  count: 12,
  threshold: 10,
  windowMinutes: 5,
  first: at('09:58'),
  last: at(last),
  scopes: ['REGIONAL'],
  ...more,
})
const against = (found: Offence, more: Partial<Rule> = {}): Case['offences'][number] => ({
  rule: rule({ name: found.rule, ...more }),
  offence: found,
})
const decided = (track: FirewallTrack, now: string, offences: Case['offences'], customer = false) =>
  decide({ client, mode: 'block', track, offences, customer, now: instant(now) })
const scan = offence('scan', '10:00')

describe('a new block', () => {
  it('says where it comes from', () => {
    const evidence = { bucket: 'logs', key: 'a' }
    const found = decided({ level: 0, releasedAt: at('09:00') }, '10:05', [against({ ...scan, evidence })])
    const { scopes: _, ...plain } = scan
    expect(found).toEqual({
      track: { level: 1, block: expect.objectContaining({ rule: 'scan' }) },
      blocks: [
        {
          client,
          what: 'new',
          evidence,
          block: {
            id: expect.any(String),
            mode: 'block',
            rule: 'scan',
            offendedAt: at('10:00'),
            count: 12,
            threshold: 10,
            windowMinutes: 5,
            scopes: ['REGIONAL'],
            from: at('10:05'),
            until: at('11:00'),
            level: 0,
            offences: [plain],
          },
        },
      ],
    })
  })

  it('is by the rule that blocks longest, with what all have, the worst first', () => {
    const found = decided({ level: 0 }, '10:05', [
      against({ ...scan, count: 90 }),
      against(offence('probes', '10:00', { count: 20, scopes: ['CLOUDFRONT'] }), { blockSeconds: 7_200 }),
    ])
    expect(found?.track.block).toMatchObject({ rule: 'probes', count: 20, until: at('12:00') })
    expect(found?.track.block?.scopes).toEqual(['CLOUDFRONT', 'REGIONAL'])
    expect(found?.track.block?.offences?.map((each) => each.rule)).toEqual(['scan', 'probes'])
  })

  test.each([
    ['how far it is over its threshold', 30, 'probes'],
    ['its name', 12, 'probes'],
    ['how far it is over its threshold, before its name', 11, 'scan'],
  ])('of rules that block as long is by the one that is worst: by %s', (_, count, name) => {
    const found = decided({ level: 0 }, '10:05', [against(scan), against(offence('probes', '10:00', { count }))])
    expect(found?.track.block?.rule).toBe(name)
  })

  it('measures a count by its threshold', () => {
    const probes = offence('probes', '10:00', { count: 3, threshold: 1 })
    expect(decided({ level: 0 }, '10:05', [against(scan), against(probes)])?.track.block?.rule).toBe('probes')
  })

  it('is longer by the blocks before it', () => {
    const track = { level: 1, block: block({ until: at('09:00') }), releasedAt: at('09:00') }
    expect(decided(track, '10:05', [against(scan)])?.track).toMatchObject({
      level: 2,
      block: { level: 1, until: at('13:00') },
    })
  })

  it('has the level of its own rule', () => {
    const track = { level: 1, block: block({ until: at('06:00') }), releasedAt: at('06:00') }
    const slow = { escalate: { factor: 3, mostSeconds: 86_400, decaySeconds: 86_400 } }
    const found = decided(track, '10:05', [against(scan), against(offence('probes', '10:00'), slow)])
    expect(found?.track).toMatchObject({ level: 2, block: { rule: 'probes', level: 1 } })
  })

  it('that would end just now is put on record as late', () => {
    expect(decided({ level: 0 }, '11:00', [against(scan)])?.blocks).toMatchObject([{ what: 'late' }])
    expect(decided({ level: 0 }, '10:59:59', [against(scan)])?.blocks).toMatchObject([{ what: 'new' }])
  })

  it('knows a customer, and says nothing of anybody else', () => {
    expect(decided({ level: 0 }, '10:05', [against(scan)], true)?.track.block?.customer).toBe(true)
    expect(decided({ level: 0 }, '10:05', [against(scan)])?.track.block).not.toHaveProperty('customer')
  })
})

describe('a block in force', () => {
  const track = { level: 1, block: block() }

  it('that is made longer has the words and the count of the rule that does it', () => {
    const evidence = { bucket: 'logs', key: 'a' }
    const found = decided(track, '10:30', [
      against({ ...scan, count: 15 }),
      against(offence('probes', '10:20', { count: 40, threshold: 2, windowMinutes: 1, evidence })),
    ])
    expect(found?.blocks).toMatchObject([
      {
        what: 'renewed',
        evidence,
        block: { id: 'b', rule: 'probes', count: 40, threshold: 2, windowMinutes: 1, until: at('11:20'), level: 0 },
      },
    ])
    expect(found?.track.level).toBe(1)
  })

  it('that ends no later keeps its words, and has the count of its own rule', () => {
    const found = decided(track, '10:30', [
      against({ ...scan, count: 15 }),
      against(offence('probes', '09:59', { count: 40 })),
    ])
    expect(found?.track.block).toMatchObject({ rule: 'scan', count: 15, until: at('11:00') })
    expect(found?.blocks[0]).not.toHaveProperty('evidence')
  })

  it('that would end at the same time keeps its words', () => {
    const found = decided(track, '10:30', [against(offence('probes', '10:00', { count: 40 }))])
    expect(found?.track.block).toMatchObject({ rule: 'scan', count: 12 })
  })

  it('keeps its count where its own rule has nothing against it', () => {
    const bare = { level: 1, block: block({ offences: undefined, until: at('15:00') }) }
    expect(decided(bare, '10:30', [against(offence('probes', '10:20'))])?.track.block?.count).toBe(12)
  })

  it('keeps of each rule the later end, the earlier beginning and the greater count', () => {
    const merged = (first: string, last: string, count: number) => {
      const found = decided({ level: 1, block: block({ until: at('15:00') }) }, '10:30', [
        against(offence('scan', last, { first: at(first), count })),
        against(offence('probes', '10:20')),
      ])
      const {
        first: from,
        last: to,
        count: most,
      } = found?.track.block?.offences?.find((each) => each.rule === 'scan') ?? {}
      return [from, to, most]
    }
    expect(merged('09:59', '09:59', 11)).toEqual([at('09:58'), at('10:00'), 12])
    expect(merged('09:57', '10:01', 13)).toEqual([at('09:57'), at('10:01'), 13])
  })

  it('lasts a period of its own level, the first one where none is known', () => {
    const until = (level: number | undefined) =>
      decided({ level: 2, block: block({ level }) }, '10:30', [against(offence('scan', '10:20'))])?.track.block?.until
    expect([until(undefined), until(0), until(1)]).toEqual([at('11:20'), at('11:20'), at('13:20')])
  })

  it('comes to know that it is against a customer', () => {
    expect(decided(track, '10:30', [against(scan)], true)?.track.block?.customer).toBe(true)
  })

  it('that ends just now takes in only what lasts longer', () => {
    const probes = offence('probes', '09:59', { count: 40 })
    expect(decided(track, '10:59:59', [against(probes)])?.track.block?.offences).toHaveLength(2)
    expect(decided(track, '11:00', [against(probes)])).toBeUndefined()
  })
})

describe('an offence that was over before it was known', () => {
  const late = { scan: { id: 'x', last: at('10:00') } }
  const found = (first: string, last: string) =>
    decided({ level: 0, late }, '14:00', [against(offence('scan', last, { first: at(first) }))])

  it('goes on where it begins with the last line of the one before', () => {
    expect(found('10:00', '10:02')?.blocks[0]?.block.id).toBe('x')
    expect(found('10:00:01', '10:02')?.blocks[0]?.block.id).not.toBe('x')
  })

  it('is on record up to its last line', () => {
    expect(found('09:58', '10:00')).toBeUndefined()
    expect(found('09:58', '10:00:01')?.track).toEqual({
      level: 0,
      late: { scan: { id: 'x', last: at('10:00:01') } },
    })
  })

  it('is one of each rule, without a level, and knows a customer', () => {
    const both = decided({ level: 0 }, '14:00', [against(scan), against(offence('probes', '10:01'))], true)
    expect(both?.blocks.map((each) => [each.block.rule, each.block.until, each.block.customer])).toEqual([
      ['scan', at('11:00'), true],
      ['probes', at('11:01'), true],
    ])
    expect(both?.blocks[0]?.block).not.toHaveProperty('level')
    expect(found('09:58', '10:02')?.blocks[0]?.block).not.toHaveProperty('customer')
  })
})
