import { jest } from '@jest/globals'
import { linkActions } from '../../../functions/alerts/engine/link-actions.ts'
import type { World } from '../../../functions/alerts/world/world.ts'
import { type HeartbeatRecord, keys } from '../../../shared/ledger/records.ts'
import { later, linkWorld, makeConfig, makeWorld, start, throttled } from './scene.ts'

const pageOfMina = ['ALARM mina email', 'ALARM mina sms']

describe('a heartbeat by a metric', () => {
  const metric = { namespace: 'Shop', metric: 'OrdersImported', dimensions: { Shop: 'seoul' } }
  const watched = makeConfig({ heartbeats: { orders: { metric, every: '10 minutes' } } })
  const lastAt = async (scene: ReturnType<typeof makeWorld>) =>
    (await scene.ledger.get<HeartbeatRecord>(keys.heartbeat('orders')))?.lastAt

  /** A sweep while the metric has values at these times, in seconds; and which it was asked for. */
  const sweepWith = async (scene: ReturnType<typeof makeWorld>, seconds: number, values: readonly number[]) => {
    const pointsOf = jest.fn<World['pointsOf']>(async (_, from, until) =>
      values.map((at) => ({ at: later(at), value: 0 })).filter(({ at }) => at >= from && at < until),
    )
    await scene.sweep(later(seconds), { pointsOf })
    return pointsOf.mock.calls
  }

  test('pages when it falls silent, and is closed by its next value, even one of 0', async () => {
    const scene = makeWorld({ config: watched })
    await sweepWith(scene, 0, [])
    expect(await sweepWith(scene, 899, [])).toEqual([])
    await sweepWith(scene, 900, [])
    await sweepWith(scene, 960, [])
    expect(scene.told()).toEqual(pageOfMina)
    expect(await scene.incident()).toMatchObject({
      alarm: 'heartbeat/orders',
      title: 'Heartbeat orders',
      state: 'open',
    })
    await sweepWith(scene, 1_020, [1_000])
    expect(await scene.incident()).toMatchObject({ state: 'resolved', closedAt: later(1_000).toISOString() })
  })

  test('that lives is asked for once in each promised time', async () => {
    const scene = makeWorld({ config: watched })
    await sweepWith(scene, 0, [])
    const asked = await sweepWith(scene, 900, [300, 840])
    expect(asked).toEqual([
      [
        {
          namespace: 'Shop',
          name: 'OrdersImported',
          dimensions: { Shop: 'seoul' },
          statistic: 'SampleCount',
          period: 60,
        },
        start,
        later(900),
      ],
    ])
    expect(await lastAt(scene)).toBe(later(840).toISOString())
    expect(await sweepWith(scene, 1_739, [])).toEqual([])
    expect(await scene.incidents()).toEqual([])
  })

  test('that came too late for its promise stays silent', async () => {
    const scene = makeWorld({ config: watched })
    await sweepWith(scene, 0, [])
    await sweepWith(scene, 2_000, [600])
    await sweepWith(scene, 2_060, [600])
    expect(await scene.incident()).toMatchObject({ state: 'open' })
    expect(scene.told()).toEqual(pageOfMina)
  })

  test('of which CloudWatch does not tell pages nobody, and fails the sweep, which has an alarm', async () => {
    const scene = makeWorld({ config: watched })
    await sweepWith(scene, 0, [])
    await expect(scene.sweep(later(900), { pointsOf: () => Promise.reject(throttled()) })).rejects.toThrow('Throttling')
    expect(await scene.incidents()).toEqual([])
  })

  test('cannot be checked in for by an address', async () => {
    const scene = makeWorld({ config: watched })
    await sweepWith(scene, 0, [])
    const record = await scene.ledger.get<HeartbeatRecord>(keys.heartbeat('orders'))
    expect(await linkActions((now) => linkWorld(scene.world(now))).beat(record?.token ?? '', later(100))).toBe(false)
  })

  test.each([
    [13, 60],
    [20, 300],
    [70, 3_600],
  ])('silent for %i days is looked at by %i seconds, which CloudWatch keeps for so long', async (days, period) => {
    const scene = makeWorld({ config: watched })
    await sweepWith(scene, 0, [])
    const [[asked] = []] = await sweepWith(scene, days * 86_400, [])
    expect(asked).toMatchObject({ period })
  })
})
