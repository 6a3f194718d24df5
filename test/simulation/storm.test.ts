import { react } from '../../functions/alerts/engine/react.ts'
import { log } from '../../shared/log.ts'
import { useFastTimes } from './engine/fast-times.ts'
import { makeRandom } from './engine/random.ts'
import { playAlarms } from './storm/alarms.ts'
import { makeClock } from './storm/clock.ts'
import { storm } from './storm/simulation.ts'
import { throttledLedger } from './storm/throttled-ledger.ts'
import { playUploads } from './storm/uploads.ts'

log.setLogLevel('SILENT')
useFastTimes()

// Ten thousand alarms and a thousand uploads a second: npm run simulate -- storm
describe('a storm on a table that throttles', () => {
  test('as fast as ten thousand alarms in ten seconds: none is lost, nobody is told twice, the first page goes at once', async () => {
    const { violations, counts, peaks } = await playAlarms({ seed: 1, alarms: 500, seconds: 0.5 })
    expect(violations).toEqual([])
    // It is worth it: the table refused writes, and everything was written all the same.
    expect(counts.throttled).toBeGreaterThan(100)
    expect(counts.messages).toBeLessThan(20)
    expect(peaks.firstPage).toBeLessThan(2)
    expect(peaks.lastMessage).toBeLessThan(180)
  })

  test('in a new account, which may run ten functions at once', async () => {
    const { violations, peaks } = await playAlarms({ seed: 2, alarms: 200, seconds: 0.2, concurrency: 10 })
    expect(violations).toEqual([])
    expect(peaks).toMatchObject({ calls: 10 })
    expect(peaks.firstPage).toBeLessThan(5)
  })

  test('a thousand uploads a second, half of them refused: each has its thumbnails or one refusal, and the flood is reported once', async () => {
    const { violations, counts } = await playUploads({ seed: 1, uploads: 500, seconds: 0.5, refused: 0.5 })
    expect(violations).toEqual([])
    expect(counts.rewritten).toBe(0)
    expect(counts.refused).toBeGreaterThan(200)
  })

  test('with the concurrency of the default they wait in the queue, and none is lost', async () => {
    const { violations, peaks } = await playUploads({
      seed: 3,
      uploads: 120,
      seconds: 0.1,
      refused: 0.2,
      concurrency: 4,
    })
    expect(violations).toEqual([])
    expect(peaks.calls).toBe(4)
  })

  test('the same seed is the same storm, and each has both', async () => {
    const small = Array.from({ length: 40 }, (_, index) => index)
    const played = await storm.play(7, small)
    expect(played).toMatchObject({ violations: [], places: 40, events: 40 })
    expect(await storm.play(7, small)).toEqual(played)
  })
})

describe('the judge notices', () => {
  const small = { seed: 1, alarms: 240, seconds: 0.24 }

  test('an alarm that is lost', async () => {
    const engine: typeof react = async (transition, world) => {
      if (transition.name.endsWith('7')) throw new Error('lost')
      return react(transition, world)
    }
    const { violations } = await playAlarms({ ...small, engine })
    expect(violations).toContainEqual(expect.stringMatching(/^216 incidents of 240 alarms/))
    expect(violations).toContainEqual(expect.stringMatching(/^24 dead letters/))
  })

  test('a message that goes twice', async () => {
    const engine: typeof react = async (transition, world) =>
      react(transition, {
        ...world,
        send: async (...message) => {
          await world.send(...message)
          return world.send(...message)
        },
      })
    expect((await playAlarms({ ...small, engine })).violations).toContainEqual(expect.stringMatching(/sent twice/))
  })

  test('a ledger that gives a throttled write up after a moment: Lambda’s own retries come all together, and are over', async () => {
    const table = { ...small, alarms: 320, seconds: 0.32, warm: 1_000 }
    expect((await playAlarms(table)).violations).toEqual([])
    const { violations } = await playAlarms({ ...table, isImpatient: true })
    expect(violations).toContainEqual(expect.stringMatching(/dead letters/))
  })
})

describe('the table', () => {
  const makeTable = (warm = 1_000) => {
    const clock = makeClock(0)
    return { clock, ...throttledLedger({ clock, random: makeRandom(1), warm }) }
  }
  const put = (pk: string, more: object = {}) => ({
    item: { pk, sk: '1', kind: 'link', at: '2026-11-28T00:00:00.000Z', ...more },
    expect: 'absent' as const,
  })

  test('takes a thousand units a second of one partition, twice one for each item of a transaction, and the rest later', async () => {
    const { clock, ledger, counts } = makeTable()
    const done: number[] = []
    for (let index = 0; index < 2_000; index += 1)
      clock.at(0, () => ledger.commit([put(`a#${index}`)], new Date(0)).then(() => done.push(clock.now())))
    await clock.run(60_000)
    expect(done).toHaveLength(2_000)
    expect(counts.writeUnits).toBe(4_000)
    expect(done.filter((at) => at <= 100).length).toBeLessThanOrEqual(560)
    // What was saved up, and three seconds of a thousand units.
    expect(done.filter((at) => at <= 2_000).length).toBeLessThanOrEqual(1_510)
  })

  test('takes no write for which an index has no room, though it has room itself', async () => {
    const { clock, ledger, counts } = makeTable(4_000)
    // One kind in one partition of the index: a thousand of them are more than that takes in a moment.
    for (let index = 0; index < 1_500; index += 1)
      clock.at(0, () => ledger.commit([put(`run#${index}`, { kind: 'run' })], new Date(0)).catch(() => undefined))
    await clock.run(100)
    expect(counts.writeUnits).toBeLessThan(3 * 1_150)
    expect(counts.throttled).toBeGreaterThan(300)
  })

  test('cancels transactions that meet on one item', async () => {
    const { clock, ledger, counts, memory } = makeTable()
    const results = [1, 2, 3].map(() => ledger.commit([put('one')], new Date(0)).then(() => 'done', String))
    await clock.run(10_000)
    expect((await Promise.all(results)).toSorted()).toEqual([
      'ConflictError: Changed by another writer: one/1',
      'ConflictError: Changed by another writer: one/1',
      'done',
    ])
    expect(counts.met).toBeGreaterThan(0)
    expect(await memory.get({ pk: 'one', sk: '1' })).toMatchObject({ version: 1 })
  })
})
