import { leaseSeconds } from '../../functions/alerts/delivery/deliver.ts'
import { takenSeconds } from '../../functions/alerts/delivery/take-at-once.ts'
import { wakeUp } from '../../functions/alerts/engine/sweep.ts'
import type { Send } from '../../functions/alerts/world/effects.ts'
import type { NotificationRecord } from '../../shared/ledger/records.ts'
import { alarmOf, later, makeConfig, makeWorld, refused, throttled, transition } from '../unit/alerts/scene.ts'
import { atEveryEffect, crashing, ways } from './alerts-crash.ts'

type Scene = ReturnType<typeof makeWorld>

const channels = ['email', 'sms'] as const
/** What the ledger does not know of: sent, but not recorded. */
const unrecorded = async (scene: Scene, purpose: NotificationRecord['purpose']): Promise<Record<string, number>> => {
  const accepted = (await scene.notifications()).filter(
    (each) => each.purpose === purpose && each.outcome === 'accepted',
  )
  return Object.fromEntries(
    channels.map((channel) => [
      channel,
      countOf(scene, purpose, channel) - accepted.filter((each) => each.channel === channel).length,
    ]),
  )
}

/** Brings the wakes of the queue, those too that they set, up to a second. @returns how many they were */
const bringUp = async (scene: Scene, until: number): Promise<number> => {
  const next = (): number => scene.wakes.findIndex(({ at }) => at <= later(until).toISOString())
  let count = 0
  for (let index = next(); index >= 0; index = next())
    for (const wake of scene.wakes.splice(index, 1)) {
      count += 1
      await wakeUp(wake, scene.world(new Date(wake.at)))
    }
  return count
}

/** What went out, in its order. */
const inOrder = (scene: Scene, channel: string): string[] =>
  scene.sent.flatMap((each) =>
    each.channel === channel ? [each.message.subject.startsWith('OK') ? 'recovery' : 'page'] : [],
  )

/** Delivers an alarm, and its end in between: the decision is written, and nothing is sent yet. */
const overBeforeSent = async (scene: Scene, more: Partial<ReturnType<Scene['world']>> = {}): Promise<void> => {
  let isOver = false
  await scene.call(transition('ALARM'), {
    ledger: {
      ...scene.ledger,
      commit: async (writes, now) => {
        await scene.ledger.commit(writes, now)
        if (isOver) return
        isOver = true
        await scene.call(transition('OK', 1), { now: later(1) })
      },
    },
    ...more,
  })
}

const countOf = (scene: Scene, purpose: NotificationRecord['purpose'], channel: string): number =>
  scene.told().filter((each) => each === `${purpose === 'page' ? 'ALARM' : 'OK'} mina ${channel}`).length

describe.each(ways)('%s', (_name, way) => {
  const retries = [
    ['the same call is tried again', { callId: 'a', seconds: 1 }],
    ['another delivery comes when the lease is over', { callId: 'b', seconds: leaseSeconds + 1 }],
    ['another comes when what is taken with the decision is free', { callId: 'b', seconds: takenSeconds + 1 }],
  ] as const

  test.each(retries)(
    'then %s: each page arrives, and twice only where nobody could know',
    async (_name, { callId, seconds }) => {
      const effects = await atEveryEffect(async (at) => {
        // What may mute it is read too.
        const config = makeConfig({ inhibits: [{ when: { alarm: 'database-*' }, mute: { alarm: '*' } }] })
        const scene = makeWorld({ config })
        const crashed = crashing(scene.world(later(0)), { ...way, at })
        await scene.call(transition('ALARM'), { ...crashed.world, callId: 'a', now: later(0) }).catch(() => undefined)
        const doubtful = await unrecorded(scene, 'page')
        await scene.call(transition('ALARM'), { callId, now: later(seconds) })
        for (const channel of channels) expect(countOf(scene, 'page', channel)).toBe(1 + (doubtful[channel] ?? 0))
        expect(await scene.outcomes()).toEqual(['page mina email accepted', 'page mina sms accepted'])
        expect(await scene.incidents()).toHaveLength(1)
        expect(await scene.ledger.open('notification')).toEqual([])
        return { effects: crashed.effects() }
      })
      expect(effects).toBeGreaterThan(10)
    },
  )

  test('then nobody tries again: the queue has the page sent within 20 s of the decision', async () => {
    await atEveryEffect(async (at) => {
      const scene = makeWorld()
      const crashed = crashing(scene.world(later(0)), { ...way, at })
      await scene.call(transition('ALARM'), { ...crashed.world, callId: 'a' }).catch(() => undefined)
      const doubtful = await unrecorded(scene, 'page')
      const decided = (await scene.incidents()).length
      await bringUp(scene, 20)
      for (const channel of channels)
        expect(countOf(scene, 'page', channel)).toBe(decided === 0 ? 0 : 1 + (doubtful[channel] ?? 0))
      return { effects: crashed.effects() }
    })
  })

  test('and the alarm is over while the page is taken: nobody hears of the end before it, and whoever may have heard does', async () => {
    await atEveryEffect(async (at) => {
      const scene = makeWorld()
      const crashed = crashing(scene.world(later(0)), { ...way, at })
      await scene.call(transition('ALARM'), { ...crashed.world, callId: 'a' }).catch(() => undefined)
      const reached = channels.filter((channel) => countOf(scene, 'page', channel) > 0)
      await scene.call(transition('OK', 5), { now: later(5) })
      // What did not answer may have sent it: that is on record, and nothing waits for it.
      await bringUp(scene, 14)
      for (const channel of channels)
        if (way.dies && !reached.includes(channel)) expect(countOf(scene, 'recovery', channel)).toBe(0)
      await bringUp(scene, 20)
      await scene.sweep(later(60))
      for (const channel of reached) expect(inOrder(scene, channel)).toEqual(['page', 'recovery'])
      for (const channel of channels) expect(countOf(scene, 'page', channel)).toBe(reached.includes(channel) ? 1 : 0)
      expect(await scene.ledger.open('notification')).toEqual([])
      return { effects: crashed.effects() }
    })
  })

  test.each(retries.slice(0, 2))(
    'at the recovery, then %s: who was told is told that it is over',
    async (_name, { callId, seconds }) => {
      await atEveryEffect(async (at) => {
        const scene = makeWorld()
        await scene.call(transition('ALARM'))
        const crashed = crashing(scene.world(later(0)), { ...way, at })
        await scene.call(transition('OK', 60), { ...crashed.world, callId: 'a', now: later(60) }).catch(() => undefined)
        const doubtful = await unrecorded(scene, 'recovery')
        await scene.call(transition('OK', 60), { callId, now: later(60 + seconds) })
        for (const channel of channels) expect(countOf(scene, 'recovery', channel)).toBe(1 + (doubtful[channel] ?? 0))
        expect(await scene.incidents()).toMatchObject([{ state: 'resolved' }])
        return { effects: crashed.effects() }
      })
    },
  )

  test('and the alarm is over before anybody tries again: nobody waits for an end', async () => {
    await atEveryEffect(async (at) => {
      const scene = makeWorld()
      const crashed = crashing(scene.world(later(0)), { ...way, at })
      await scene.call(transition('ALARM'), { ...crashed.world, callId: 'a' }).catch(() => undefined)
      const reached = channels.filter((channel) => countOf(scene, 'page', channel) > 0)
      await scene.call(transition('OK', 61), { now: later(61) })
      await scene.call(transition('ALARM'), { callId: 'a', now: later(90) })
      for (const channel of reached) expect(countOf(scene, 'recovery', channel)).toBe(1)
      for (const channel of channels) expect(countOf(scene, 'page', channel)).toBe(reached.includes(channel) ? 1 : 0)
      expect(await scene.ledger.open('notification')).toEqual([])
      return { effects: crashed.effects() }
    })
  })
})

describe('two deliveries at once', () => {
  test('while one is sending, the other leaves its message alone and does not fail', async () => {
    const scene = makeWorld()
    let release = (): void => {}
    const gate = new Promise<void>((resolve) => {
      release = resolve
    })
    const slow = scene.call(transition('ALARM'), {
      callId: 'slow',
      send: async (...args: Parameters<Send>) => {
        await gate
        return scene.send(...args)
      },
    })
    await new Promise((resolve) => setImmediate(resolve))
    await scene.call(transition('ALARM'), { callId: 'quick', now: later(1) })
    expect(scene.sent).toEqual([])
    release()
    await slow
    expect(scene.told().toSorted()).toEqual(['ALARM mina email', 'ALARM mina sms'])
  })

  test('an OK while a page is on its way does not stop its record, and tells its responder', async () => {
    const scene = makeWorld()
    await scene.call(transition('ALARM'), {
      send: async (...args: Parameters<Send>) => {
        const id = await scene.send(...args)
        if (args[0].channel === 'sms') await scene.call(transition('OK', 1), { now: later(1) })
        return id
      },
    })
    await scene.sweep(later(61))
    expect(await scene.outcomes()).toEqual([
      'page mina email accepted',
      'page mina sms accepted',
      'recovery mina email accepted',
      'recovery mina sms accepted',
    ])
  })

  describe('an OK between the decision, which takes the page, and the sending', () => {
    test('is told after the page, and soon', async () => {
      const scene = makeWorld()
      await overBeforeSent(scene)
      await bringUp(scene, 5)
      for (const channel of channels) expect(inOrder(scene, channel)).toEqual(['page', 'recovery'])
      expect(await scene.outcomes()).toEqual([
        'page mina email accepted',
        'page mina sms accepted',
        'recovery mina email accepted',
        'recovery mina sms accepted',
      ])
    })

    test('is found by the sweep where the queue loses it', async () => {
      const scene = makeWorld()
      await overBeforeSent(scene)
      scene.wakes.length = 0
      await scene.sweep(later(60))
      for (const channel of channels) expect(inOrder(scene, channel)).toEqual(['page', 'recovery'])
    })

    test('waits for a sender that takes its time, and no longer than it may', async () => {
      const scene = makeWorld()
      void overBeforeSent(scene, { send: () => new Promise(() => {}) })
      await new Promise((resolve) => setImmediate(resolve))
      await bringUp(scene, takenSeconds)
      expect(scene.sent).toEqual([])
      await bringUp(scene, 20)
      // Nobody knows whether the page went out. Then it is better to hear of an end than to look for a trouble that is over.
      expect(scene.told()).toEqual(['OK mina email', 'OK mina sms'])
    })

    test('is looked at every three seconds, and not once more for each channel that waits', async () => {
      const scene = makeWorld()
      void overBeforeSent(scene, { send: () => new Promise(() => {}) })
      await new Promise((resolve) => setImmediate(resolve))
      // With one wake for each of the two channels every look would be two, and these four.
      expect(await bringUp(scene, takenSeconds)).toBeLessThanOrEqual(takenSeconds / 3)
    })

    test.each([
      ['refuses', refused],
      ['asks to try again later', throttled],
    ])('is not told by a channel that %s the page', async (_, error) => {
      const scene = makeWorld({ fail: ({ channel }) => (channel === 'sms' ? error() : undefined) })
      await overBeforeSent(scene).catch(() => undefined)
      await bringUp(scene, 5)
      await scene.sweep(later(61))
      expect(inOrder(scene, 'email')).toEqual(['page', 'recovery'])
      expect(await scene.outcomes()).toEqual([
        'page mina email accepted',
        `page mina sms ${error === refused ? 'failed' : 'dropped'}`,
        'recovery mina email accepted',
        'recovery mina sms dropped',
      ])
    })
  })

  test('an OK that does not know of the fallback yet does not leave its people without an end', async () => {
    const scene = makeWorld({ fail: ({ channel }) => (channel === 'topic' ? undefined : refused()) })
    // Both channels have failed, and the call dies before it plans the fallback.
    await scene
      .call(transition('ALARM'), {
        callId: 'a',
        ledger: {
          ...scene.ledger,
          commit: async (writes, now) => {
            if (writes.some(({ item }) => item.sk.includes('fallback'))) throw new Error('dead')
            await scene.ledger.commit(writes, now)
          },
        },
      })
      .catch(() => undefined)
    let isFirst = true
    await scene.call(transition('OK', 60), {
      ledger: {
        ...scene.ledger,
        commit: async (writes, now) => {
          if (isFirst) {
            isFirst = false
            await scene.call(transition('ALARM'), { callId: 'a' })
          }
          await scene.ledger.commit(writes, now)
        },
      },
    })
    expect(scene.told()).toEqual(['ALARM fallback topic', 'OK fallback topic'])
  })

  test('both find that every channel has failed, and tell the fallback once', async () => {
    const scene = makeWorld({ fail: ({ channel }) => (channel === 'topic' ? undefined : refused()) })
    await Promise.all([scene.call(transition('ALARM')), scene.call(transition('ALARM'))])
    expect(scene.told()).toEqual(['ALARM fallback topic'])
  })
})

test('a page of a call that died is not forgotten because the next call was throttled', async () => {
  let isThrottled = false
  const scene = makeWorld({ fail: () => (isThrottled ? throttled() : undefined) })
  const send: typeof scene.send = async (...args) => {
    await scene.send(...args)
    return new Promise(() => {})
  }
  // It never comes back: both messages are out, and neither is on record.
  void scene.call(transition('ALARM'), { callId: 'a', send })
  // The letter goes out after the text message.
  for (const _ of channels) await new Promise((resolve) => setImmediate(resolve))
  expect(scene.told()).toHaveLength(2)
  isThrottled = true
  const now = later(leaseSeconds + 1)
  await expect(scene.call(transition('ALARM'), { callId: 'b', now })).rejects.toMatchObject({ name: 'TransientError' })
  isThrottled = false
  await scene.call(transition('OK', 120), { now: later(120) })
  expect(scene.told().slice(2)).toEqual(['OK mina email', 'OK mina sms'])
})

test('a page whose record fails twice is on record by the third try, and does not go again', async () => {
  const scene = makeWorld()
  const failed = new Map<string, number>()
  const commit: typeof scene.ledger.commit = async (writes, now) => {
    const [first] = writes
    const name = `${first?.item.pk} ${first?.item.sk}`
    const isRecord = first && 'outcome' in first.item && first.item.outcome === 'accepted'
    const times = failed.get(name) ?? 0
    if (isRecord && times < 2) {
      failed.set(name, times + 1)
      // The second time it is written, and only the answer is lost.
      if (times === 1) await scene.ledger.commit(writes, now)
      throw new Error('no answer')
    }
    await scene.ledger.commit(writes, now)
  }
  await scene.call(transition('ALARM'), { ledger: { ...scene.ledger, commit } })
  expect([...failed.values()]).toEqual([2, 2])
  await scene.sweep(later(leaseSeconds + 1))
  expect(scene.told()).toEqual(['ALARM mina email', 'ALARM mina sms'])
  expect(await scene.outcomes()).toEqual(['page mina email accepted', 'page mina sms accepted'])
})

describe('a channel that is throttled for an hour', () => {
  test('holds up no other channel and no other alarm, and everything comes afterwards', async () => {
    let isOver = false
    const scene = makeWorld({ fail: ({ channel }) => (channel === 'sms' && !isOver ? throttled() : undefined) })
    const events = Array.from({ length: 20 }, (_, index) => alarmOf(`a${index}`, 'ALARM'))
    await Promise.allSettled(events.map((event) => scene.call(event)))
    for (let minute = 1; minute < 10; minute += 1) await scene.sweep(later(minute * 60 + 1)).catch(() => undefined)
    expect(scene.told()).toEqual(Array(3).fill('ALARM mina email'))
    isOver = true
    for (let minute = 10; minute < 13; minute += 1) await scene.sweep(later(minute * 60 + 1))
    const pages = (await scene.notifications()).filter(({ step }) => step === 1)
    expect(pages).toHaveLength(40)
    expect(pages.filter(({ outcome }) => outcome === 'planned')).toEqual([])
  })
})
