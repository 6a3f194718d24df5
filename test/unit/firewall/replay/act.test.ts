import { act } from '../../../../functions/firewall/replay/act.ts'
import type { ReplayAction, ReplayInput } from '../../../../functions/firewall/replay/replay.ts'
import { stageOf } from '../../../../functions/firewall/replay/stage.ts'
import { at, block, client, instant, slice } from '../rules/scene.ts'

const other = '203.0.113.9'
const stageWith = (more: Partial<ReplayInput> = {}) => {
  const input = { slice: slice(), objects: [], until: instant('23:00'), ...more }
  return stageOf({ ...input, offenders: [{ client, level: 1, block: block() }] })
}
const action = (name: ReplayAction['action'], address: string, until?: string): ReplayAction => ({
  at: instant('10:30'),
  action: name,
  address,
  ...(until !== undefined && { until: instant(until) }),
})

describe('a block by hand', () => {
  it('is put beside those of rules, in every scope once', () => {
    const source = (name: string, scope: 'REGIONAL' | 'CLOUDFRONT') => ({ name, bucket: { name }, scope })
    const sources = [source('a', 'CLOUDFRONT'), source('b', 'REGIONAL'), source('c', 'REGIONAL')]
    const stage = stageWith({ slice: slice({ sources }) })
    act(stage, action('block', other, '11:30'))
    expect([...stage.blocks.values()]).toEqual([
      {
        decision: {
          client: other,
          what: 'new',
          block: {
            id: expect.stringMatching(/^[0-9a-f]{20}$/),
            rule: 'manual',
            mode: 'block',
            scopes: ['CLOUDFRONT', 'REGIONAL'],
            offendedAt: at('10:30'),
            from: at('10:30'),
            until: at('11:30'),
            by: 'replay',
            why: 'replay',
          },
        },
      },
    ])
    expect(stage.ends.get(other)).toBe(Date.parse(at('11:30')))
    expect(stage.refused).toEqual([])
  })

  it.each([undefined, '10:29', '10:30'])('until %s is refused', (until) => {
    const stage = stageWith()
    act(stage, action('block', other, until))
    const words = 'Say until when it is to be blocked: a time to come.'
    expect(stage.refused).toEqual([{ address: other, words }])
    expect(stage.blocks.size).toBe(0)
  })

  it('is refused for somebody who is allowed by hand', () => {
    const stage = stageWith({ allowed: [{ client: other, until: undefined }] })
    act(stage, action('block', other, '11:30'))
    expect(stage.refused).toEqual([
      { address: other, words: `${other} is not blocked: ${other} is on the allow list.` },
    ])
  })
})

describe('an allow by hand', () => {
  it('is put behind those that are there, with its end, and ends the block', () => {
    const stage = stageWith({ allowed: [{ client: other, until: undefined }] })
    act(stage, action('allow', client, '11:30'))
    expect(stage.allowed).toEqual([
      { client: other, until: undefined },
      { client, until: at('11:30') },
    ])
    expect(stage.offenders.get(client)?.releasedAt).toBe(at('10:30'))
  })

  it('has no end until it is taken back', () => {
    const stage = stageWith()
    act(stage, action('allow', other))
    expect(stage.allowed).toEqual([{ client: other, until: undefined }])
    expect(stage.ends.size).toBe(1)
  })
})

describe('a release by hand', () => {
  it('forgives for a while, takes the allow of that client back, and notes the end of its block', () => {
    const allowed = [{ client }, { client: other }].map((each) => ({ ...each, until: undefined }))
    const stage = stageWith({ allowed })
    const key = JSON.stringify([client, 'block', 'b'])
    stage.blocks.set(key, { decision: { client, block: block(), what: 'new' } })
    act(stage, action('release', client))
    expect(stage.allowed).toEqual([{ client: other, until: undefined }])
    expect(stage.blocks.get(key)?.releasedAt).toBe(at('10:30'))
    expect(stage.offenders.get(client)).toMatchObject({
      releasedAt: at('10:30'),
      forgivenUntil: '2026-12-01T10:30:00.000Z',
    })
    expect(stage.ends.size).toBe(0)
  })

  it('forgives somebody who was never blocked', () => {
    const stage = stageWith()
    act(stage, action('release', other))
    expect(stage.offenders.get(other)).toMatchObject({ client: other, level: 0, forgivenUntil: expect.any(String) })
  })
})
