import { leaseSeconds } from '../../functions/alerts/delivery/deliver.ts'
import type { Send } from '../../functions/alerts/world/effects.ts'
import type { NotificationRecord } from '../../shared/ledger/records.ts'
import { alarmOf, later, makeWorld, refused, throttled, transition } from '../unit/alerts/scene.ts'
import { atEveryEffect, crashing, ways } from './alerts-crash.ts'

type World = ReturnType<typeof makeWorld>

const channels = ['email', 'sms'] as const
/** What the ledger does not know of: sent, but not recorded. */
const unrecorded = async (world: World, purpose: NotificationRecord['purpose']): Promise<Record<string, number>> => {
  const accepted = (await world.notifications()).filter(
    (each) => each.purpose === purpose && each.outcome === 'accepted',
  )
  return Object.fromEntries(
    channels.map((channel) => [
      channel,
      countOf(world, purpose, channel) - accepted.filter((each) => each.channel === channel).length,
    ]),
  )
}

const countOf = (world: World, purpose: NotificationRecord['purpose'], channel: string): number =>
  world.told().filter((each) => each === `${purpose === 'page' ? 'ALARM' : 'OK'} mina ${channel}`).length

describe.each(ways)('%s', (_name, way) => {
  const retries = [
    ['the same call is tried again', { callId: 'a', seconds: 1 }],
    ['another delivery comes when the lease is over', { callId: 'b', seconds: leaseSeconds + 1 }],
  ] as const

  test.each(retries)(
    'then %s: each page arrives, and twice only where nobody could know',
    async (_name, { callId, seconds }) => {
      const effects = await atEveryEffect(async (at) => {
        const world = makeWorld()
        const crashed = crashing(world.desk(later(0)), { ...way, at })
        await world.call(transition('ALARM'), { ...crashed.desk, callId: 'a', now: later(0) }).catch(() => undefined)
        const doubtful = await unrecorded(world, 'page')
        await world.call(transition('ALARM'), { callId, now: later(seconds) })
        for (const channel of channels) expect(countOf(world, 'page', channel)).toBe(1 + (doubtful[channel] ?? 0))
        expect(await world.outcomes()).toEqual(['page mina email accepted', 'page mina sms accepted'])
        expect(await world.incidents()).toHaveLength(1)
        expect(await world.ledger.open('notification')).toEqual([])
        return { effects: crashed.effects() }
      })
      expect(effects).toBeGreaterThan(10)
    },
  )

  test.each(retries)(
    'at the recovery, then %s: who was told is told that it is over',
    async (_name, { callId, seconds }) => {
      await atEveryEffect(async (at) => {
        const world = makeWorld()
        await world.call(transition('ALARM'))
        const crashed = crashing(world.desk(later(0)), { ...way, at })
        await world.call(transition('OK', 60), { ...crashed.desk, callId: 'a', now: later(60) }).catch(() => undefined)
        const doubtful = await unrecorded(world, 'recovery')
        await world.call(transition('OK', 60), { callId, now: later(60 + seconds) })
        for (const channel of channels) expect(countOf(world, 'recovery', channel)).toBe(1 + (doubtful[channel] ?? 0))
        expect(await world.incidents()).toMatchObject([{ state: 'resolved' }])
        return { effects: crashed.effects() }
      })
    },
  )

  test('and the alarm is over before anybody tries again: nobody waits for an end', async () => {
    await atEveryEffect(async (at) => {
      const world = makeWorld()
      const crashed = crashing(world.desk(later(0)), { ...way, at })
      await world.call(transition('ALARM'), { ...crashed.desk, callId: 'a' }).catch(() => undefined)
      const reached = channels.filter((channel) => countOf(world, 'page', channel) > 0)
      await world.call(transition('OK', 61), { now: later(61) })
      await world.call(transition('ALARM'), { callId: 'a', now: later(90) })
      for (const channel of reached) expect(countOf(world, 'recovery', channel)).toBe(1)
      for (const channel of channels) expect(countOf(world, 'page', channel)).toBe(reached.includes(channel) ? 1 : 0)
      expect(await world.ledger.open('notification')).toEqual([])
      return { effects: crashed.effects() }
    })
  })
})

describe('two deliveries at once', () => {
  test('while one is sending, the other leaves its message alone and does not fail', async () => {
    const world = makeWorld()
    let release = (): void => {}
    const gate = new Promise<void>((resolve) => {
      release = resolve
    })
    const slow = world.call(transition('ALARM'), {
      callId: 'slow',
      send: async (...args: Parameters<Send>) => {
        await gate
        return world.send(...args)
      },
    })
    await new Promise((resolve) => setImmediate(resolve))
    await world.call(transition('ALARM'), { callId: 'quick', now: later(1) })
    expect(world.sent).toEqual([])
    release()
    await slow
    expect(world.told().toSorted()).toEqual(['ALARM mina email', 'ALARM mina sms'])
  })

  test('an OK while a page is on its way does not stop its record, and tells its responder', async () => {
    const world = makeWorld()
    await world.call(transition('ALARM'), {
      send: async (...args: Parameters<Send>) => {
        const id = await world.send(...args)
        if (args[0].channel === 'sms') await world.call(transition('OK', 1), { now: later(1) })
        return id
      },
    })
    await world.sweep(later(61))
    expect(await world.outcomes()).toEqual([
      'page mina email accepted',
      'page mina sms accepted',
      'recovery mina email accepted',
      'recovery mina sms accepted',
    ])
  })

  test('an OK between the decision and the sending stops the page', async () => {
    const world = makeWorld()
    let isOver = false
    await world.call(transition('ALARM'), {
      ledger: {
        ...world.ledger,
        commit: async (writes, now) => {
          await world.ledger.commit(writes, now)
          if (isOver) return
          isOver = true
          await world.call(transition('OK', 1), { now: later(1) })
        },
      },
    })
    expect(world.sent).toEqual([])
    expect(await world.outcomes()).toEqual(['page mina email dropped', 'page mina sms dropped'])
  })

  test('an OK that does not know of the fallback yet does not leave its people without an end', async () => {
    const world = makeWorld({ fail: ({ channel }) => (channel === 'topic' ? undefined : refused()) })
    // Both channels have failed, and the call dies before it plans the fallback.
    await world
      .call(transition('ALARM'), {
        callId: 'a',
        ledger: {
          ...world.ledger,
          commit: async (writes, now) => {
            if (writes.some(({ item }) => item.sk.includes('fallback'))) throw new Error('dead')
            await world.ledger.commit(writes, now)
          },
        },
      })
      .catch(() => undefined)
    let isFirst = true
    await world.call(transition('OK', 60), {
      ledger: {
        ...world.ledger,
        commit: async (writes, now) => {
          if (isFirst) {
            isFirst = false
            await world.call(transition('ALARM'), { callId: 'a' })
          }
          await world.ledger.commit(writes, now)
        },
      },
    })
    expect(world.told()).toEqual(['ALARM fallback topic', 'OK fallback topic'])
  })

  test('both find that every channel has failed, and tell the fallback once', async () => {
    const world = makeWorld({ fail: ({ channel }) => (channel === 'topic' ? undefined : refused()) })
    await Promise.all([world.call(transition('ALARM')), world.call(transition('ALARM'))])
    expect(world.told()).toEqual(['ALARM fallback topic'])
  })
})

test('a page of a call that died is not forgotten because the next call was throttled', async () => {
  let isThrottled = false
  const world = makeWorld({ fail: () => (isThrottled ? throttled() : undefined) })
  const send: typeof world.send = async (...args) => {
    await world.send(...args)
    return new Promise(() => {})
  }
  // It never comes back: both messages are out, and neither is on record.
  void world.call(transition('ALARM'), { callId: 'a', send })
  await new Promise((resolve) => setImmediate(resolve))
  expect(world.told()).toHaveLength(2)
  isThrottled = true
  const now = later(leaseSeconds + 1)
  await expect(world.call(transition('ALARM'), { callId: 'b', now })).rejects.toMatchObject({ name: 'TransientError' })
  isThrottled = false
  await world.call(transition('OK', 120), { now: later(120) })
  expect(world.told().slice(2)).toEqual(['OK mina email', 'OK mina sms'])
})

test('a page whose record fails twice is on record by the third try, and does not go again', async () => {
  const world = makeWorld()
  const failed = new Map<string, number>()
  const commit: typeof world.ledger.commit = async (writes, now) => {
    const [first] = writes
    const name = `${first?.item.pk} ${first?.item.sk}`
    const isRecord = first && 'outcome' in first.item && first.item.outcome === 'accepted'
    const times = failed.get(name) ?? 0
    if (isRecord && times < 2) {
      failed.set(name, times + 1)
      // The second time it is written, and only the answer is lost.
      if (times === 1) await world.ledger.commit(writes, now)
      throw new Error('no answer')
    }
    await world.ledger.commit(writes, now)
  }
  await world.call(transition('ALARM'), { ledger: { ...world.ledger, commit } })
  expect([...failed.values()]).toEqual([2, 2])
  await world.sweep(later(leaseSeconds + 1))
  expect(world.told()).toEqual(['ALARM mina email', 'ALARM mina sms'])
  expect(await world.outcomes()).toEqual(['page mina email accepted', 'page mina sms accepted'])
})

describe('a channel that is throttled for an hour', () => {
  test('holds up no other channel and no other alarm, and everything comes afterwards', async () => {
    let isOver = false
    const world = makeWorld({ fail: ({ channel }) => (channel === 'sms' && !isOver ? throttled() : undefined) })
    const events = Array.from({ length: 20 }, (_, index) => alarmOf(`a${index}`, 'ALARM'))
    await Promise.allSettled(events.map((event) => world.call(event)))
    for (let minute = 1; minute < 10; minute += 1) await world.sweep(later(minute * 60 + 1)).catch(() => undefined)
    expect(world.told()).toEqual(Array(3).fill('ALARM mina email'))
    isOver = true
    for (let minute = 10; minute < 13; minute += 1) await world.sweep(later(minute * 60 + 1))
    const pages = (await world.notifications()).filter(({ step }) => step === 1)
    expect(pages).toHaveLength(40)
    expect(pages.filter(({ outcome }) => outcome === 'planned')).toEqual([])
  })
})
