import * as fc from 'fast-check'
import { makeAgenda } from './engine/agenda.ts'
import { CrashError, makeBreaker } from './engine/crash.ts'
import { makeRandom } from './engine/random.ts'
import { shrink } from './engine/shrink.ts'
import { add, nothing, type Played, playMany } from './engine/simulation.ts'

const played = (more: Partial<Played> = {}): Played => ({
  violations: [],
  places: 10,
  events: 10,
  counts: {},
  peaks: {},
  ...more,
})

test('an agenda gives what comes first, and of two at the same time what was added first', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 })), (times) => {
      const agenda = makeAgenda<number>()
      for (const [index, at] of times.entries()) agenda.add(at, index)
      const order: number[] = []
      for (let next = agenda.next(); next; next = agenda.next()) order.push(next.act)
      expect(order).toEqual([...times.keys()].toSorted((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b))
    }),
  )
})

test('the same seed gives the same numbers, within their bounds', () => {
  const numbers = (seed: number) => Array.from({ length: 50 }, makeRandom(seed).next)
  expect(numbers(7)).toEqual(numbers(7))
  expect(numbers(7)).not.toEqual(numbers(8))
  const { between } = makeRandom(1)
  expect(new Set(Array.from({ length: 200 }, () => between(3, 5)))).toEqual(new Set([3, 4, 5]))
})

test('a failing world is made as small as it can be', async () => {
  const play = async (_seed: number, only: readonly number[] = [...Array(40).keys()]) =>
    played({ places: 40, violations: only.includes(3) && only.includes(31) ? ['both'] : [] })
  expect(await shrink({ play }, 5)).toEqual({ seed: 5, only: [3, 31], violations: ['both'] })
  expect(await shrink({ play: async () => played() }, 5)).toBeUndefined()
})

test('worlds are played until there are enough events, and the seeds of those that fail are named', async () => {
  const seeds: number[] = []
  const play = async (seed: number) => {
    seeds.push(seed)
    return played({ violations: seed === 5 ? ['bad'] : [], counts: { messages: 2 }, peaks: { late: seed } })
  }
  const total = await playMany({ play }, 1, 25, { step: 2 })
  expect(seeds).toEqual([1, 3, 5])
  expect(total).toEqual({ worlds: 3, events: 30, counts: { messages: 6 }, peaks: { late: 5 }, failing: [5] })
  expect(add(total, nothing)).toEqual(total)
})

describe('a call of which an effect crashes', () => {
  const run = async (late: boolean, dies: boolean) => {
    const done: string[] = []
    let faults = 0
    const breaker = makeBreaker({ at: 1, late, dies }, undefined, () => {
      faults += 1
    })
    const effect = breaker.around(async (name: string) => void done.push(name))
    for (const name of ['a', 'b', 'c'])
      await effect(name).catch((error: unknown) => expect(error).toBeInstanceOf(CrashError))
    return { done: done.join(''), faults, effects: breaker.effects() }
  }

  test.each([
    ['before it, and lives', false, false, { done: 'ac', faults: 1, effects: 3 }],
    ['after it, and lives', true, false, { done: 'abc', faults: 1, effects: 3 }],
    ['before it, and dies', false, true, { done: 'a', faults: 2, effects: 3 }],
    ['after it, and dies', true, true, { done: 'ab', faults: 2, effects: 3 }],
  ])('%s', async (_name, late, dies, expected) => {
    expect(await run(late, dies)).toEqual(expected)
  })

  test('may end by itself', async () => {
    const breaker = makeBreaker()
    const effect = breaker.around(async () => 'done')
    expect(await effect()).toBe('done')
    breaker.die()
    await expect(effect()).rejects.toBeInstanceOf(CrashError)
  })
})
