import {
  type BackfillMeans,
  orderBackfill,
  stepBackfill,
  sweepBackfill,
} from '../../../functions/thumbnails/backfill/steps.ts'
import { parseMessage } from '../../../functions/thumbnails/rules/notification.ts'
import { ConflictError } from '../../../shared/errors.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import { type BackfillRecord, type ChangeRecord, keys } from '../../../shared/ledger/records.ts'
import { fakeListing } from './fake-listing.ts'
import { recipesFor } from './fake-store.ts'

const began = Date.parse('2026-11-30T00:00:00Z')
const order = { backfill: 'start', by: 'mina' } as const
const stop = { backfill: 'cancel', by: 'jun' } as const

/** The function with its queue: messages come when they are due, and the clock goes with them. */
const setUp = (originals = 2500, changes: Partial<BackfillMeans> = {}) => {
  const recipes = recipesFor()
  const listing = fakeListing(recipes)
  for (let index = 0; index < originals; index += 1) listing.add(`p/${String(index).padStart(4, '0')}`)
  let now = began
  const ledger = memoryLedger([], { now: () => new Date(now) })
  const sent: string[] = []
  /** Seconds from the begin at which an original comes out of the queue. */
  const times: number[] = []
  const queue: { readonly body: string; readonly at: number }[] = []
  const means: BackfillMeans = {
    bucket: 'uploads',
    recipes,
    store: listing.store,
    ledger,
    version: 'c1',
    sendOriginals: async (each, before) => {
      for (const [index, { bucket, key }] of each.entries()) {
        expect(bucket).toBe('uploads')
        sent.push(key)
        times.push((now - began) / 1000 + Math.floor((before + index) / 15))
      }
    },
    send: async (message, seconds) => {
      expect(seconds).toBeLessThanOrEqual(900)
      queue.push({ body: JSON.stringify(message), at: now + seconds * 1000 })
    },
    ...changes,
  }
  let calls = 0
  const call = (remainingMs: () => number = () => 60_000) => {
    calls += 1
    return { now: new Date(now), callId: `call-${calls}`, remainingMs }
  }
  const deliver = async (body: string, with_: Partial<BackfillMeans> = {}, remainingMs?: () => number) => {
    const message = parseMessage(JSON.parse(body))
    if (!('backfill' in message) || message.backfill !== 'step') throw new Error(`Not a step: ${body}`)
    await stepBackfill(message, { ...means, ...with_ }, call(remainingMs))
  }
  /** Delivers the next message. @returns its text, or undefined where there is none */
  const next = async (with_: Partial<BackfillMeans> = {}, remainingMs?: () => number) => {
    const message = queue.shift()
    if (!message) return undefined
    now = Math.max(now, message.at)
    await deliver(message.body, with_, remainingMs)
    return message.body
  }
  const run = async (most = 50) => {
    let steps = 0
    while (steps < most && (await next()) !== undefined) steps += 1
    return steps
  }
  return {
    listing,
    ledger,
    sent,
    times,
    queue,
    means,
    call,
    deliver,
    next,
    run,
    order: (what: Parameters<typeof orderBackfill>[0]) => orderBackfill(what, means, call()),
    sweep: () => sweepBackfill(means, new Date(now)),
    wait: (minutes: number) => {
      now += minutes * 60_000
    },
    record: () => ledger.get<BackfillRecord>(keys.backfill('uploads', '')),
    changes: async () =>
      (await ledger.list<ChangeRecord & { readonly by: string }>('change'))
        .map(({ summary, by }) => [by, summary])
        .reverse(),
  }
}

describe("the function's own backfill", () => {
  test('goes page by page to the end, sends each original that is to be made once, and counts', async () => {
    const world = setUp()
    for (const key of ['p/0001', 'p/1500']) world.listing.make(key)
    world.listing.make('p/0002', { recipe: 'another' })
    world.listing.add('folder/', { bytes: 0 })
    world.listing.add('p/0003', { archived: true })
    world.listing.refused.add('p/0004')
    await world.order(order)
    expect(await world.run()).toBe(4)
    const all = [...world.listing.originals.keys()].filter((key) => !/folder|p[/](0001|1500|0003|0004)/.test(key))
    expect(world.sent).toEqual(all)
    expect(await world.record()).toMatchObject({
      state: 'done',
      by: 'mina',
      looked: 2501,
      sent: 2496,
      needs: { right: 2, missing: 2495, 'other-recipe': 1, archived: 1, refused: 1 },
      endedAt: expect.any(String),
    })
    expect(await world.changes()).toEqual([['mina', 'a backfill was begun']])
    // Fifteen a second, over all steps.
    expect(world.times).toEqual(world.times.toSorted((one, other) => one - other))
    const seconds = world.times.at(-1) ?? 0
    expect(world.sent.length / (seconds + 1)).toBeLessThanOrEqual(15)
    expect(world.sent.length / seconds).toBeGreaterThan(14)
  })

  test('an empty bucket, and one in which all is right, is done at once', async () => {
    const empty = setUp(0)
    await empty.order(order)
    expect(await empty.run()).toBe(1)
    expect(await empty.record()).toMatchObject({ state: 'done', looked: 0, sent: 0 })
    const right = setUp(20)
    for (const key of right.listing.originals.keys()) right.listing.make(key)
    await right.order(order)
    await right.run()
    expect(right.sent).toEqual([])
    expect(await right.record()).toMatchObject({ state: 'done', needs: { right: 20 } })
  })

  test('a message that comes twice, at once or late, does nothing twice', async () => {
    const world = setUp(1200)
    await world.order(order)
    const [first] = world.queue
    await Promise.all([world.next(), world.deliver(first?.body ?? '')])
    await world.deliver(first?.body ?? '')
    await world.run()
    await world.deliver(first?.body ?? '')
    expect(world.sent).toEqual([...world.listing.originals.keys()])
  })

  test('a second start while it goes on changes nothing', async () => {
    const world = setUp(1200)
    await world.order(order)
    await Promise.all([world.order({ ...order, by: 'jun' }), world.order({ ...order, by: 'ana' })])
    expect(world.queue).toHaveLength(1)
    await world.next()
    await world.order({ ...order, by: 'jun', anew: true })
    await world.run()
    expect(world.sent).toHaveLength(1200)
    expect(await world.changes()).toEqual([['mina', 'a backfill was begun']])
  })

  test('two starts at the same moment are one', async () => {
    const world = setUp(10)
    await Promise.all([world.order(order), world.order({ ...order, by: 'jun' })])
    expect(world.queue).toHaveLength(1)
    expect(await world.changes()).toHaveLength(1)
  })

  test('stopped between two steps or in the middle of one it sends nothing more; it goes on there, or begins anew', async () => {
    const world = setUp()
    await world.order(order)
    await world.next()
    await world.order(stop)
    await world.run()
    expect(world.sent).toHaveLength(1000)
    expect(await world.record()).toMatchObject({ state: 'cancelled', after: 'p/0999' })
    await world.order(stop)
    world.wait(1)
    await world.order(order)
    await world.next({
      sendOriginals: async (each, before) => {
        await world.means.sendOriginals(each, before)
        world.wait(1)
        if (before === 200) await world.order(stop)
      },
    })
    expect(world.queue).toEqual([])
    expect(world.sent).toHaveLength(1400)
    // What was being sent when it was stopped was not written down as sent: it is sent again, and found to be right.
    expect(await world.record()).toMatchObject({ state: 'cancelled', after: 'p/1199', sent: 1200 })
    world.wait(1)
    await world.order({ ...order, anew: true })
    await world.run()
    expect(world.sent.slice(1400)).toEqual([...world.listing.originals.keys()])
    expect(await world.changes()).toEqual([
      ['mina', 'a backfill was begun'],
      ['jun', 'the backfill was stopped'],
      ['mina', 'the backfill goes on'],
      ['jun', 'the backfill was stopped'],
      ['mina', 'a backfill was begun'],
    ])
  })

  test('a call without time left sends what it has decided, and leaves the rest to the next', async () => {
    const world = setUp(1000)
    await world.order(order)
    let left = 80_000
    const remaining = () => {
      left -= 25_000
      return left
    }
    await world.next({}, remaining)
    expect(world.sent).toHaveLength(400)
    await world.next({}, () => 10_000)
    expect(world.sent).toHaveLength(400)
    await world.run()
    expect(world.sent).toEqual([...world.listing.originals.keys()])
    expect(await world.record()).toMatchObject({ state: 'done', sent: 1000, looked: 1000 })
  })

  test('a call that dies leaves its step to the same message, which comes again when nobody can be at it', async () => {
    const world = setUp(1000)
    await world.order(order)
    const [{ body } = { body: '' }] = world.queue
    let sends = 0
    const dies: BackfillMeans['sendOriginals'] = async (each, before) => {
      sends += 1
      if (sends === 3) throw new Error('the queue does not answer')
      await world.means.sendOriginals(each, before)
    }
    await expect(world.next({ sendOriginals: dies })).rejects.toThrow('does not answer')
    // Its place is behind what was sent, so that the same message is no longer its turn: the sweep asks for the right one.
    await world.deliver(body)
    expect(world.sent).toHaveLength(400)
    world.wait(9)
    await world.sweep()
    expect(world.queue).toEqual([])
    world.wait(2)
    await world.sweep()
    await world.run()
    expect(world.sent).toEqual([...world.listing.originals.keys()])
    expect(await world.record()).toMatchObject({ state: 'done', sent: 1000 })
    await world.sweep()
    expect(world.queue).toEqual([])
  })

  test('after a deployment with other recipes it begins anew by itself', async () => {
    const world = setUp(1500)
    await world.order(order)
    await world.next()
    const recipes = recipesFor({ quality: 50 })
    await world.next({ recipes })
    await world.next({ recipes })
    await world.next({ recipes })
    expect(world.sent.slice(1000)).toEqual([...world.listing.originals.keys()])
    expect(await world.record()).toMatchObject({ state: 'done', looked: 1500, sent: 1500 })
  })

  test('where the terminal has taken over, its steps end', async () => {
    const world = setUp(1500)
    await world.order(order)
    await world.next()
    const known = await world.record()
    const { run: _, dueAt: __, ...rest } = known as BackfillRecord
    await world.ledger.commit([{ item: rest as BackfillRecord, expect: known?.version ?? 0 }], new Date(began))
    await world.run()
    expect(world.sent).toHaveLength(1000)
  })

  test('one that is stopped again and again by others says so', async () => {
    const world = setUp(10)
    await world.order(order)
    const ledger = {
      ...world.ledger,
      commit: async () => {
        throw new ConflictError('written by others')
      },
    }
    await expect(orderBackfill(stop, { ...world.means, ledger }, world.call())).rejects.toThrow('could not be stopped')
  })

  test('its messages are read, and what is none is refused', () => {
    for (const message of [
      { backfill: 'start', by: 'mina', anew: true },
      { backfill: 'cancel', by: 'mina' },
      { backfill: 'step', run: 'r', after: '' },
    ])
      expect(parseMessage(message)).toEqual(message)
    for (const wrong of [
      { backfill: 'start' },
      { backfill: 'start', by: '' },
      { backfill: 'step', run: '', after: '' },
      { backfill: 'step', run: 'r', after: 'k'.repeat(1_025) },
      { backfill: 'other', by: 'mina' },
      { backfill: 'start', by: 'mina', anew: 'yes' },
    ])
      expect(() => parseMessage(wrong)).toThrow('an S3 notification')
  })
})
