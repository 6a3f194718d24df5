import { actByLink } from '../../../functions/alerts/engine/change.ts'
import { takeOver } from '../../../functions/alerts/engine/take-over.ts'
import { type HandOver, parseOrder } from '../../../functions/alerts/rules/hand-over.ts'
import type { LinkWorld } from '../../../functions/alerts/world/link-world.ts'
import { alarmOf, later, makeWorld, throttled } from './scene.ts'

/** An open incident, and a world of links whose orders wait in a list. */
const opened = async () => {
  const scene = makeWorld()
  await scene.call(alarmOf('a', 'ALARM'))
  const { id } = await scene.incident()
  const orders: HandOver[] = []
  const linkWorld = (seconds: number, more: Partial<LinkWorld> = {}): LinkWorld => {
    const { ledger, config, now, wake } = scene.world(later(seconds))
    return {
      ledger,
      config,
      now,
      wake,
      handOver: async (order) => {
        orders.push(order)
      },
      ...more,
    }
  }
  const before = scene.sent.length
  return { scene, id, orders, linkWorld, sentSince: () => scene.told().length - before }
}

test('an acknowledgement is written at once, and owes nobody anything', async () => {
  const { scene, id, orders, linkWorld, sentSince } = await opened()
  expect(await actByLink(id, { kind: 'acknowledged', by: 'mina' }, linkWorld(60))).toMatchObject({
    state: 'acknowledged',
  })
  expect(await scene.incident()).toMatchObject({ state: 'acknowledged', acknowledgedBy: 'mina' })
  expect([orders, sentSince()]).toEqual([[], 0])
})

test('an end is written at once, and that it is over is told by whoever takes it over, once', async () => {
  const { scene, id, orders, linkWorld, sentSince } = await opened()
  expect(await actByLink(id, { kind: 'resolved', by: 'mina' }, linkWorld(60))).toMatchObject({ state: 'resolved' })
  expect([orders, sentSince()]).toEqual([[{ tell: id }], 0])
  for (let times = 0; times < 2; times += 1) await takeOver({ tell: id }, scene.world(later(61)))
  const told = scene.told().filter((each) => each.startsWith('OK'))
  expect(told.length).toBeGreaterThan(0)
  expect(new Set(told).size).toBe(told.length)
})

test('an end that the queue does not take is told by the sweep', async () => {
  const { scene, id, linkWorld } = await opened()
  const deaf = linkWorld(60, { handOver: () => Promise.reject(throttled()) })
  expect(await actByLink(id, { kind: 'resolved', by: 'mina' }, deaf)).toMatchObject({ state: 'resolved' })
  await scene.sweep(later(120))
  expect(scene.told().some((each) => each.startsWith('OK'))).toBe(true)
})

test('an escalation is handed over as it was asked for, and taken once however often it comes', async () => {
  const { scene, id, orders, linkWorld, sentSince } = await opened()
  const answer = await actByLink(id, { kind: 'escalated', by: 'mina' }, linkWorld(60))
  expect(answer).toMatchObject({ steps: 2 })
  expect(orders).toEqual([{ escalate: id, by: 'mina', steps: 1 }])
  expect([(await scene.incident()).steps, sentSince()]).toEqual([1, 0])
  for (const seconds of [61, 62]) for (const order of orders) await takeOver(order, scene.world(later(seconds)))
  expect((await scene.incident()).steps).toBe(2)
})

test('an escalation that the queue does not take has not happened, and says so', async () => {
  const { scene, id, linkWorld } = await opened()
  const deaf = linkWorld(60, { handOver: () => Promise.reject(throttled()) })
  await expect(actByLink(id, { kind: 'escalated', by: 'mina', steps: 1 }, deaf)).rejects.toThrow('ThrottlingException')
  expect(await scene.incident()).toMatchObject({ state: 'open', steps: 1 })
})

test.each([
  [{ tell: 'a1', more: 1 }, { tell: 'a1' }],
  [{ heartbeat: 'backup' }, { heartbeat: 'backup' }],
  [
    { escalate: 'a1', by: 'mina', steps: 2 },
    { escalate: 'a1', by: 'mina', steps: 2 },
  ],
  [
    { pk: 'incident#a1', sk: 'timer', at: '2026-11-30T00:00:00.000Z' },
    { pk: 'incident#a1', sk: 'timer', at: '2026-11-30T00:00:00.000Z' },
  ],
])('the queue brings %j', (raw, order) => {
  expect(parseOrder(raw)).toEqual(order)
})

test.each([
  undefined,
  null,
  'tell',
  {},
  { tell: 1 },
  { escalate: 'a1', by: 'mina' },
  { escalate: 1, by: 'a', steps: 1 },
])('and not %j', (raw) => {
  expect(() => parseOrder(raw)).toThrow(/^Not an? /)
})
