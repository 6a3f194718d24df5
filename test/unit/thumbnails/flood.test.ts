import { checkFlood, type FloodWatch, sweepFlood, watchFlood } from '../../../functions/thumbnails/engine/flood.ts'
import { recordReject } from '../../../functions/thumbnails/engine/rejects.ts'
import { rejectOf } from '../../../functions/thumbnails/rules/reject.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import type { Signal } from '../../../shared/signals.ts'

const minute = (count: number): Date => new Date(Date.UTC(2026, 10, 21, 0, count))

const setUp = (faults: Partial<FloodWatch> = {}) => {
  const signals: Signal[] = []
  const asked: number[] = []
  const ledger = memoryLedger()
  const honest: FloodWatch = {
    ledger,
    publish: async (signal) => void signals.push(signal),
    askAgainIn: async (seconds) => void asked.push(seconds),
    count: 4,
    within: 600,
  }
  let rejects = 0
  /** A refusal at that minute, and what follows from it. */
  const refuse = async (at: number, watch: FloodWatch = { ...honest, ...faults }): Promise<void> => {
    rejects += 1
    const version = { etag: `e${rejects}`, bytes: 1 }
    const refusal = { cause: 'corrupt', reason: 'no' } as const
    await recordReject(rejectOf({ bucket: 'b', key: `${rejects}` }, version, refusal, {}, 'c', minute(at)), ledger)
    await watchFlood(watch, minute(at))
  }
  return { signals, asked, honest, refuse }
}

test('a flood is said once, however long it goes on, and its end once', async () => {
  const { signals, asked, honest, refuse } = setUp()
  for (let each = 0; each < 3; each += 1) await refuse(0)
  expect(signals).toEqual([])
  for (let at = 1; at < 9; at += 1) await refuse(at)
  expect(signals).toMatchObject([
    { name: 'rejects.flooding', subject: 'thumbnails/rejects', mood: 'bad', at: minute(1).toISOString() },
  ])
  expect(asked).toEqual([600])

  await checkFlood(honest, minute(11))
  expect(signals).toHaveLength(1)
  expect(asked).toEqual([600, 600])
  await checkFlood(honest, minute(21))
  expect(signals[1]).toMatchObject({ subject: 'thumbnails/rejects', mood: 'good' })
  await checkFlood(honest, minute(31))
  expect(signals).toHaveLength(2)
  expect(asked).toHaveLength(2)

  for (let each = 0; each < 4; each += 1) await refuse(40)
  expect(signals.map(({ mood }) => mood)).toEqual(['bad', 'good', 'bad'])
})

describe('a flood whose message is lost', () => {
  const flooded = async () => {
    const world = setUp()
    for (let each = 0; each < 4; each += 1) await world.refuse(0)
    return world
  }

  test('is ended by the sweep when few come, and by no message', async () => {
    const { signals, asked, honest } = await flooded()
    await sweepFlood(honest, minute(9))
    expect(signals.map(({ mood }) => mood)).toEqual(['bad'])
    await sweepFlood(honest, minute(15))
    await sweepFlood(honest, minute(30))
    expect(signals.map(({ mood }) => mood)).toEqual(['bad', 'good'])
    expect(asked).toEqual([600])
  })

  test('is ended by the next refusal too, and a later flood is said', async () => {
    const { signals, asked, refuse } = await flooded()
    await refuse(100)
    expect(signals.map(({ mood }) => mood)).toEqual(['bad', 'good'])
    for (let each = 0; each < 3; each += 1) await refuse(101)
    expect(signals.map(({ mood }) => mood)).toEqual(['bad', 'good', 'bad'])
    expect(asked).toEqual([600, 600])
  })

  test('a sweep without a flood says nothing', async () => {
    const { signals, honest } = setUp()
    await sweepFlood(honest, minute(0))
    expect(signals).toEqual([])
  })
})

test('as many over a longer time are no flood', async () => {
  const { signals, refuse } = setUp()
  for (let each = 0; each < 20; each += 1) await refuse(each * 4)
  expect(signals).toEqual([])
})

describe('what fails on the way is done by the next, and says the same', () => {
  const fail = async (): Promise<never> => {
    throw new Error('slow down')
  }

  test.each(['publish', 'askAgainIn'] as const)('%s', async (name) => {
    const { signals, asked, honest, refuse } = setUp()
    for (let each = 0; each < 3; each += 1) await refuse(0)
    await expect(refuse(1, { ...honest, [name]: fail })).rejects.toThrow('slow down')
    await refuse(2)
    await refuse(3)
    expect(new Set(signals.map(({ id }) => id))).toEqual(new Set([`rejects.flooding#bad#${minute(1).toISOString()}`]))
    expect(asked).toEqual([600])
  })

  test('two calls at once say the same', async () => {
    const { signals, honest, refuse } = setUp()
    for (let each = 0; each < 3; each += 1) await refuse(0)
    await Promise.all([refuse(1), refuse(1), watchFlood(honest, minute(2))])
    expect(signals.length).toBeGreaterThan(0)
    expect(new Set(signals.map(({ id }) => id)).size).toBe(1)
  })
})
