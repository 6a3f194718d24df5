import { rowOf, setsAt } from '../../../../functions/firewall/replay/show.ts'
import { stageOf } from '../../../../functions/firewall/replay/stage.ts'
import { emptyTraffic, trafficRule } from '../../../../functions/firewall/replay/traffic.ts'
import { at, block, client, instant, minute, slice } from '../rules/scene.ts'

const traffic = emptyTraffic()
const minutes = new Map(
  ['10:00', '10:05', '10:30', '10:59', '11:00'].map((time) => [minute(time), { count: 2, refused: 0, lastSecond: 0 }]),
)
traffic.take(new Map([[trafficRule.name, new Map([[client, { minutes }]])]]))

describe('a row', () => {
  const { id: _, offendedAt: __, ...shown } = block()

  it('has the numbers of its block, and what it would have stopped until its end', () => {
    const evidence = { bucket: 'web', key: 'a' }
    const decision = { client, block: block({ customer: true }), evidence, what: 'new' } as const
    const row = rowOf({ decision }, traffic)
    expect(row).toEqual({ ...shown, client, evidence, customer: true, stopped: 6, requests: 10 })
    expect(row).not.toHaveProperty('releasedAt')
  })

  it('stops nothing any more once it is released', () => {
    const row = rowOf({ decision: { client, block: block(), what: 'new' }, releasedAt: at('10:30') }, traffic)
    expect(row).toEqual({ ...shown, client, releasedAt: at('10:30'), customer: false, stopped: 2, requests: 10 })
    expect(row).not.toHaveProperty('evidence')
  })

  it('has stopped nothing where it came too late', () => {
    expect(rowOf({ decision: { client, block: block(), what: 'late' } }, traffic)).toMatchObject({ stopped: 0 })
    expect(rowOf({ decision: { client, block: block(), what: 'renewed' } }, traffic)).toMatchObject({ stopped: 6 })
  })

  it('has zeros and no offences where a person has blocked', () => {
    const {
      count: _1,
      threshold: _2,
      windowMinutes: _3,
      level: _4,
      offences: _5,
      ...manual
    } = block({ rule: 'manual' })
    expect(rowOf({ decision: { client, block: manual, what: 'new' } }, traffic)).toMatchObject({
      rule: 'manual',
      count: 0,
      threshold: 0,
      windowMinutes: 0,
      level: 0,
      offences: [],
    })
  })
})

test('the sets are those of each scope once, and of each list and family that has something', () => {
  const source = (name: string, scope: 'REGIONAL' | 'CLOUDFRONT') => ({ name, bucket: { name }, scope })
  const config = slice({
    sources: [source('web', 'REGIONAL'), source('more', 'REGIONAL'), source('cdn', 'CLOUDFRONT')],
    block: [{ address: '203.0.113.0/24', why: 'an attack' }],
  })
  const stage = stageOf({
    slice: config,
    objects: [],
    until: instant('12:00'),
    offenders: [{ client, level: 1, block: block() }],
    allowed: [{ client: '2001:db8::/64', until: undefined }],
  })
  expect(setsAt(stage, instant('10:30'))).toEqual([
    { scope: 'REGIONAL', list: 'allow', family: 'ipv6', entries: ['2001:db8::/64'], cut: [] },
    { scope: 'REGIONAL', list: 'block', family: 'ipv4', entries: ['203.0.113.0/24', `${client}/32`], cut: [] },
    { scope: 'CLOUDFRONT', list: 'allow', family: 'ipv6', entries: ['2001:db8::/64'], cut: [] },
    { scope: 'CLOUDFRONT', list: 'block', family: 'ipv4', entries: ['203.0.113.0/24'], cut: [] },
  ])
})
