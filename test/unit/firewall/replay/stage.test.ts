import type { ReplayInput } from '../../../../functions/firewall/replay/replay.ts'
import {
  keep,
  keyOf,
  nextEnd,
  noteRelease,
  pass,
  release,
  stageOf,
} from '../../../../functions/firewall/replay/stage.ts'
import type { Offender } from '../../../../functions/firewall/rules/offender.ts'
import { at, block, client, instant, rule, slice } from '../rules/scene.ts'

const input = (more: Partial<ReplayInput> = {}): ReplayInput => ({
  slice: slice(),
  objects: [],
  until: instant('23:00'),
  ...more,
})
const blocked = (until: string, more: Partial<Offender> = {}): Offender => ({
  client,
  level: 1,
  block: block({ until: at(until) }),
  ...more,
})
const counted = (until: string): Partial<Offender> => ({
  shadow: { level: 1, block: block({ id: 'c', mode: 'count', until: at(until) }) },
})

describe('what a replay has in hand', () => {
  it('begins with who is on record and who is allowed', () => {
    const allowed = [{ client: '203.0.113.1', until: undefined }]
    const stage = stageOf(input({ offenders: [blocked('11:00')], allowed }))
    expect([...stage.offenders.keys()]).toEqual([client])
    expect([...stage.ends]).toEqual([[client, Date.parse(at('11:00'))]])
    expect(stage.allowed).toEqual(allowed)
    expect([stage.blocks.size, stage.refused]).toEqual([0, []])
    expect(stageOf(input()).allowed).toEqual([])
  })

  it('knows when the first block of a client is over, of either mode', () => {
    const stage = stageOf(input())
    keep(stage, blocked('11:00', counted('10:30')))
    expect(stage.ends.get(client)).toBe(Date.parse(at('10:30')))
    keep(stage, blocked('11:00', counted('11:30')))
    expect(stage.ends.get(client)).toBe(Date.parse(at('11:00')))
    keep(stage, { client, level: 1, ...counted('11:30') })
    expect(stage.ends.get(client)).toBe(Date.parse(at('11:30')))
    keep(stage, { client, level: 1 })
    expect(stage.ends.has(client)).toBe(false)
    expect(stage.offenders.get(client)).toEqual({ client, level: 1 })
  })

  it('knows when the next block is over, of all clients', () => {
    const stage = stageOf(input())
    expect(nextEnd(stage)).toBe(Number.POSITIVE_INFINITY)
    keep(stage, blocked('11:00'))
    keep(stage, { ...blocked('10:40'), client: '203.0.113.1' })
    keep(stage, { ...blocked('10:50'), client: '203.0.113.2' })
    expect(nextEnd(stage)).toBe(Date.parse(at('10:40')))
  })

  it('has a key for each client, mode and id', () => {
    expect(keyOf(client, block())).toBe(`["${client}","block","b"]`)
    expect(keyOf(client, block({ mode: 'count', id: 'c' }))).toBe(`["${client}","count","c"]`)
  })

  it('notes a release where the block was decided in it', () => {
    const stage = stageOf(input())
    const decision = { client, block: block(), what: 'new' } as const
    noteRelease(stage, client, block(), at('10:30'))
    expect(stage.blocks.size).toBe(0)
    stage.blocks.set(keyOf(client, block()), { decision })
    noteRelease(stage, client, block(), at('10:30'))
    expect([...stage.blocks.values()]).toEqual([{ decision, releasedAt: at('10:30') }])
  })
})

describe('a release', () => {
  it('takes out what is over, to the millisecond', () => {
    const stage = stageOf(input({ offenders: [blocked('11:00')] }))
    release(stage, new Date(Date.parse(at('11:00')) - 1))
    expect(stage.ends.size).toBe(1)
    release(stage, instant('11:00'))
    expect(stage.ends.size).toBe(0)
    expect(stage.offenders.get(client)).toMatchObject({ client, releasedAt: at('11:00') })
    expect(stage.offenders.get(client)?.spent).toEqual({ scan: at('10:00') })
  })

  it('takes out only the mode that is over', () => {
    const stage = stageOf(input({ offenders: [blocked('11:00', counted('10:30'))] }))
    release(stage, instant('10:30'))
    expect(stage.offenders.get(client)?.releasedAt).toBeUndefined()
    expect(stage.offenders.get(client)?.shadow?.releasedAt).toBe(at('10:30'))
    expect(stage.ends.get(client)).toBe(Date.parse(at('11:00')))
  })

  it('looks for those who are allowed by now only when it is asked to', () => {
    const stage = stageOf(input({ offenders: [blocked('11:00')], allowed: [{ client, until: undefined }] }))
    release(stage, instant('10:30'))
    expect(stage.ends.size).toBe(1)
    release(stage, instant('10:30'), true)
    expect(stage.ends.size).toBe(0)
  })

  it('leaves the blocks of others alone', () => {
    const other = '203.0.113.9'
    const stage = stageOf(input({ offenders: [blocked('11:00'), { ...blocked('11:00'), client: other }] }))
    stage.allowed = [{ client: other, until: undefined }]
    release(stage, instant('10:30'), true)
    expect([...stage.ends.keys()]).toEqual([client])
  })
})

describe('a pass', () => {
  const evidence = { bucket: 'web', key: 'a' }
  const stageWith = (times: readonly string[], more: Partial<ReplayInput> = {}) => {
    const stage = stageOf(input({ slice: slice({ rules: [rule({ threshold: 5 })] }), ...more }))
    const add = (time: string): void => {
      const first = { at: at(time), line: 1 }
      const minutes = new Map([[Date.parse(at(time)) / 60_000, { count: 5, refused: 0, lastSecond: 0 }]])
      const counts = new Map([['scan', new Map([[client, { minutes, first, last: first }]])]])
      stage.tallies.add(
        { counts, format: 'alb' },
        { id: time, scope: 'REGIONAL', bucket: 'web', key: 'a' },
        instant(time),
      )
    }
    for (const time of times) add(time)
    return { stage, add }
  }

  it('decides once about who is touched', () => {
    const { stage } = stageWith(['10:00'])
    pass(stage, instant('10:01'))
    const [first] = stage.blocks.values()
    expect(first).toMatchObject({ decision: { client, what: 'new', evidence, block: { from: at('10:01') } } })
    expect(first?.releasedAt).toBeUndefined()
    expect(stage.ends.get(client)).toBe(Date.parse(at('11:00')))
    const before = [...stage.blocks.values()]
    pass(stage, instant('10:02'))
    expect([...stage.blocks.values()]).toEqual(before)
  })

  it('keeps what a block was at first, when it is renewed: new, and its evidence', () => {
    const { stage, add } = stageWith(['10:00'])
    pass(stage, instant('10:01'))
    add('10:02')
    pass(stage, instant('10:03'))
    const all = [...stage.blocks.values()]
    expect(all).toHaveLength(1)
    expect(all[0]).toMatchObject({ decision: { what: 'new', evidence, block: { until: at('11:02'), count: 10 } } })
  })

  it('leaves out who is allowed', () => {
    const { stage } = stageWith(['10:00'], { allowed: [{ client, until: undefined }] })
    pass(stage, instant('10:01'))
    expect(stage.blocks.size).toBe(0)
  })
})
