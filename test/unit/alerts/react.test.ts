import type { Transition } from '../../../functions/alerts/intake/index.ts'
import type { AlarmRecord, TransitionRecord } from '../../../shared/ledger/records.ts'
import { keys } from '../../../shared/ledger/records.ts'
import { alarmOf, later, makeWorld, refused, throttled, transition } from './scene.ts'

const pageOfMina = ['ALARM mina email', 'ALARM mina sms']
const recoveryOfMina = ['OK mina email', 'OK mina sms']

describe('an alarm', () => {
  test('opens one incident and pages who is on call, by each channel', async () => {
    const scene = makeWorld()
    expect(await scene.call(transition('ALARM'))).toMatchObject({ outcome: 'opened' })
    expect(scene.told()).toEqual(pageOfMina)
    expect(await scene.incidents()).toMatchObject([
      {
        alarm: 'checkout-errors',
        state: 'open',
        openedAt: later(0).toISOString(),
        reason: 'it is ALARM',
        open: 'incident',
      },
    ])
    expect(await scene.outcomes()).toEqual(['page mina email accepted', 'page mina sms accepted'])
    expect(await scene.ledger.open('notification')).toEqual([])
  })

  test('asks once for its tags, and keeps them', async () => {
    const scene = makeWorld()
    let asked = 0
    const tagsOf = async () => {
      asked += 1
      return { team: 'shop' }
    }
    await scene.call(transition('ALARM'), { tagsOf })
    expect(asked).toBe(1)
    expect((await scene.incident()).basis.event).toMatchObject({ tags: { team: 'shop' } })
  })

  test('pages whoever has the turn when it comes in', async () => {
    const scene = makeWorld()
    await scene.call(transition('ALARM', 7 * 86_400))
    expect(scene.told()).toEqual(['ALARM joon sms'])
  })

  test('pages once, however often it is delivered, one after the other or at once', async () => {
    const scene = makeWorld()
    await Promise.all(Array.from({ length: 5 }, () => scene.call(transition('ALARM')).catch(() => undefined)))
    for (let i = 0; i < 3; i += 1) await scene.call(transition('ALARM'), { now: later(i * 3_600) })
    expect(scene.told().toSorted()).toEqual(pageOfMina)
    expect(await scene.incidents()).toHaveLength(1)
  })

  test('that is still an alarm later is the same incident', async () => {
    const scene = makeWorld()
    await scene.call(transition('ALARM'))
    expect(await scene.call(transition('INSUFFICIENT_DATA', 60))).toMatchObject({ outcome: 'noted' })
    expect(await scene.call(transition('ALARM', 120))).toMatchObject({ outcome: 'noted' })
    expect(scene.told()).toEqual(pageOfMina)
  })

  test('that recovers tells exactly those who were told, and only once', async () => {
    const scene = makeWorld({ fail: ({ channel }) => (channel === 'email' ? refused() : undefined) })
    await scene.call(transition('ALARM'))
    await Promise.allSettled([scene.call(transition('OK', 300)), scene.call(transition('OK', 300))])
    await scene.call(transition('OK', 300))
    expect(scene.told()).toEqual(['ALARM mina sms', 'OK mina sms'])
    expect(await scene.outcomes()).toEqual([
      'page mina email failed',
      'page mina sms accepted',
      'recovery mina sms accepted',
    ])
    expect(await scene.incidents()).toMatchObject([{ state: 'resolved', closedAt: later(300).toISOString() }])
    expect(await scene.ledger.open('incident')).toEqual([])
  })

  test('tells the recovery to who was paged, not to who is on call by then', async () => {
    const scene = makeWorld()
    await scene.call(transition('ALARM'))
    await scene.call(transition('OK', 7 * 86_400))
    expect(scene.told()).toEqual([...pageOfMina, ...recoveryOfMina])
  })

  test('again after its recovery is another incident', async () => {
    const scene = makeWorld()
    for (const [state, seconds] of [
      ['ALARM', 0],
      ['OK', 60],
      ['ALARM', 120],
    ] as const)
      await scene.call(transition(state, seconds))
    expect(await scene.incidents()).toMatchObject([{ state: 'open' }, { state: 'resolved' }])
    expect(scene.told()).toHaveLength(6)
  })
})

describe('an alarm of which no OK comes', () => {
  const lost = async (previous: string, ...before: readonly (readonly [Transition['state'], number])[]) => {
    const world = makeWorld()
    for (const [state, seconds] of before) await world.call(transition(state, seconds))
    const { id } = await world.incident()
    await world.happen(id, { kind: 'acknowledged', by: 'mina' }, later(100))
    const record = await world.call(transition('ALARM', 3_600, { previous }))
    return { ...world, id, record }
  }

  test.each(['OK', 'INSUFFICIENT_DATA'])(
    'and that was in %s since opens another incident, and pages',
    async (previous) => {
      const { id, record, ...world } = await lost(previous, ['ALARM', 0])
      expect(record).toMatchObject({ outcome: 'opened', replaces: id })
      expect(await world.incidents()).toMatchObject([
        { state: 'open', openedAt: later(3_600).toISOString() },
        {
          id,
          state: 'resolved',
          reason: expect.stringContaining('recovery not seen'),
          closedAt: later(3_600).toISOString(),
        },
      ])
      // Who is paged anew is not told in the same minute that it is over.
      expect(world.told()).toEqual([...pageOfMina, ...pageOfMina].toSorted())
      expect(await world.call(transition('OK', 4_000))).toMatchObject({
        outcome: 'resolved',
        incident: record.incident,
      })
      expect(await world.ledger.open('incident')).toEqual([])
    },
  )

  test('and that was in ALARM since is the same trouble', async () => {
    const { record, ...world } = await lost('ALARM', ['ALARM', 0])
    expect(record).toMatchObject({ outcome: 'noted' })
    expect(await world.incidents()).toHaveLength(1)
  })

  test('and whose data came and went, as was reported, is the same trouble, however often', async () => {
    const world = makeWorld()
    await world.call(transition('ALARM', 0, { previous: 'OK' }))
    for (const seconds of [600, 1_200, 1_800, 2_400, 3_000]) {
      await world.call(transition('INSUFFICIENT_DATA', seconds, { previous: 'ALARM' }))
      expect(await world.call(transition('ALARM', seconds + 60, { previous: 'INSUFFICIENT_DATA' }))).toMatchObject({
        outcome: 'noted',
      })
    }
    expect(await world.incidents()).toHaveLength(1)
    expect(world.told()).toEqual(pageOfMina)
    // With an OK that was lost in between, it is another one.
    await world.call(transition('INSUFFICIENT_DATA', 3_600, { previous: 'ALARM' }))
    expect(await world.call(transition('ALARM', 7_200, { previous: 'OK' }))).toMatchObject({ outcome: 'opened' })
  })

  test('reports the end to whoever the next incident does not page', async () => {
    const world = makeWorld()
    await world.call(transition('ALARM'))
    await world.call(transition('ALARM', 7 * 86_400, { previous: 'OK' }))
    expect(world.told()).toEqual(['ALARM joon sms', ...pageOfMina, ...recoveryOfMina])
  })

  test('and of which one change is reported twice, by times that differ a little, is one trouble', async () => {
    const world = makeWorld()
    await world.call(transition('ALARM', 0, { previous: 'OK' }))
    expect(await world.call(transition('ALARM', 0.5, { previous: 'OK' }))).toMatchObject({ outcome: 'noted' })
    expect(world.told()).toEqual(pageOfMina)
  })

  test('however often it is delivered, pages once for each trouble', async () => {
    const world = makeWorld()
    await world.call(transition('ALARM'))
    await Promise.all(
      Array.from({ length: 4 }, () =>
        world.call(transition('ALARM', 3_600, { previous: 'OK' })).catch(() => undefined),
      ),
    )
    await world.call(transition('ALARM', 3_600, { previous: 'OK' }), { now: later(7_200) })
    expect(await world.incidents()).toMatchObject([{ state: 'open' }, { state: 'resolved' }])
    expect(world.sent).toHaveLength(4)
  })

  test('flaps like any other', async () => {
    const world = makeWorld()
    for (let index = 0; index < 6; index += 1) await world.call(transition('ALARM', index * 120, { previous: 'OK' }))
    expect((await world.incidents()).map(({ state }) => state)).toEqual([
      'held',
      'suppressed',
      'resolved',
      'resolved',
      'resolved',
      'resolved',
    ])
  })
})

describe('the first data of a new alarm', () => {
  test('pages nobody and recovers nothing', async () => {
    const scene = makeWorld()
    await scene.call(transition('INSUFFICIENT_DATA'))
    expect(await scene.call(transition('OK', 60, { previous: 'INSUFFICIENT_DATA' }))).toMatchObject({
      outcome: 'noted',
    })
    expect(scene.sent).toEqual([])
    expect(await scene.incidents()).toEqual([])
  })
})

describe('out of order', () => {
  test('an OK that overtakes its alarm leaves nobody paged, and the alarm on record', async () => {
    const scene = makeWorld()
    await scene.call(transition('OK', 60))
    expect(await scene.call(transition('ALARM', 0))).toMatchObject({
      outcome: 'stale',
      reason: expect.stringContaining('OK at'),
    })
    expect(scene.sent).toEqual([])
  })

  test('an OK from before the newest alarm does not close its incident', async () => {
    const scene = makeWorld()
    await scene.call(transition('ALARM', 0))
    await scene.call(transition('ALARM', 120))
    expect(await scene.call(transition('OK', 60))).toMatchObject({ outcome: 'stale' })
    expect(await scene.incidents()).toMatchObject([{ state: 'open' }])
  })

  test('a page that comes hours late is still a page', async () => {
    const scene = makeWorld()
    await scene.call(transition('ALARM'), { now: later(6 * 3_600) })
    expect(scene.told()).toEqual(pageOfMina)
    expect(scene.sent[0]?.message.text).toContain('Since: Sat 28 Nov, 00:00 (UTC)')
  })
})

describe('a clock that is ahead', () => {
  const now = later(3_600)
  const month = 30 * 86_400

  test.each([
    ['a month', month],
    ['for ever', (Date.parse('9999-12-31T23:59:59.999Z') - later(0).getTime()) / 1000],
  ])('by %s: what it says is over does not hide the next alarm', async (_name, seconds) => {
    const scene = makeWorld()
    await scene.call(transition('ALARM'))
    expect(await scene.call(transition('OK', seconds), { now: later(60) })).toMatchObject({
      outcome: 'resolved',
      at: later(60).toISOString(),
    })
    expect((await scene.incident()).closedAt).toBe(later(60).toISOString())
    expect(await scene.call(transition('ALARM', 3_600), { now })).toMatchObject({ outcome: 'opened' })
  })

  test('opens an incident that the real end closes, and the next alarm opens another', async () => {
    const scene = makeWorld()
    const opened = await scene.call(transition('ALARM', 3_600), { now: later(0) })
    expect(await scene.incident()).toMatchObject({ id: opened.incident, openedAt: later(0).toISOString() })
    expect(await scene.call(transition('OK', 30))).toMatchObject({ outcome: 'resolved' })
    expect(await scene.call(transition('ALARM', 60))).toMatchObject({ outcome: 'opened' })
  })

  test('after it was resolved by hand too', async () => {
    const scene = makeWorld()
    const { incident = '' } = await scene.call(transition('ALARM', 3_600), { now: later(0) })
    await scene.happen(incident, { kind: 'resolved', by: 'mina' }, later(30))
    expect(await scene.call(transition('ALARM', 60))).toMatchObject({ outcome: 'opened' })
  })

  test('pages once, however often and late it is delivered, and not again when it is over', async () => {
    const scene = makeWorld()
    const future = transition('ALARM', month)
    await Promise.all([0, 0, 1].map((seconds) => scene.call(future, { now: later(seconds) })))
    await scene.call(transition('OK', 60))
    expect(await scene.call(future, { now: later(120) })).toMatchObject({
      outcome: 'opened',
      at: later(0).toISOString(),
    })
    expect(await scene.incident()).toMatchObject({ state: 'resolved' })
    expect(scene.told()).toEqual([...pageOfMina, ...recoveryOfMina])
  })

  test('by a minute is believed, so that what it says stays in order', async () => {
    const scene = makeWorld()
    await scene.call(transition('OK', 60), { now: later(0) })
    expect(await scene.call(transition('ALARM', 55), { now: later(1) })).toMatchObject({ outcome: 'stale' })
  })

  test('and was believed before is not any more', async () => {
    const scene = makeWorld()
    await scene.call(transition('OK', month))
    expect(await scene.call(transition('ALARM'))).toMatchObject({ outcome: 'opened' })
    expect(await scene.ledger.get(keys.alarm(transition('OK').alarm))).toMatchObject({
      stateAt: later(0).toISOString(),
    })
  })
})

describe('a signal', () => {
  const signal = (state: Transition['state'], seconds: number, subject = 'job/nightly-report') =>
    transition(state, seconds, { alarm: `signal:${subject}`, name: subject, title: `Job of ${subject}` })

  test('opens and closes an incident about its subject, and no other', async () => {
    const scene = makeWorld()
    await scene.call(signal('ALARM', 0))
    await scene.call(signal('OK', 60, 'job/sync-stock'))
    expect(await scene.incidents()).toMatchObject([{ state: 'open', title: 'Job of job/nightly-report' }])
    await scene.call(signal('OK', 120))
    expect(await scene.incidents()).toMatchObject([{ state: 'resolved' }])
  })

  test('that is only a note is kept and tells nobody', async () => {
    const scene = makeWorld()
    expect(await scene.call(signal('NOTE', 0))).toMatchObject({ outcome: 'noted' })
    expect(scene.sent).toEqual([])
    expect(await scene.ledger.get(keys.alarm('signal:job/nightly-report'))).toBeUndefined()
  })
})

describe('a channel that fails', () => {
  test('for now delays no other, and is tried again by the retry of the same call', async () => {
    let broken = true
    const scene = makeWorld({ fail: ({ channel }) => (channel === 'sms' && broken ? throttled() : undefined) })
    await expect(scene.call(transition('ALARM'), { callId: 'a' })).rejects.toMatchObject({
      name: 'TransientError',
      message: 'sms is not available now: ThrottlingException',
    })
    expect(scene.told()).toEqual(['ALARM mina email'])
    broken = false
    await scene.call(transition('ALARM'), { callId: 'a' })
    expect(scene.told()).toEqual(['ALARM mina email', 'ALARM mina sms'])
    const attempts = (await scene.notifications()).map((each) => `${each.channel} ${each.attempts}`)
    expect(attempts.toSorted()).toEqual(['email 1', 'sms 2'])
  })

  test('for good leaves the page to the others', async () => {
    const scene = makeWorld({ fail: ({ channel }) => (channel === 'sms' ? refused() : undefined) })
    await scene.call(transition('ALARM'))
    expect(scene.told()).toEqual(['ALARM mina email'])
  })

  test('with all others for good leaves it to the fallback topic, once, and the recovery too', async () => {
    const scene = makeWorld({ fail: ({ channel }) => (channel === 'topic' ? undefined : refused()) })
    await scene.call(transition('ALARM'))
    await scene.call(transition('ALARM'))
    expect(scene.told()).toEqual(['ALARM fallback topic'])
    await scene.call(transition('OK', 60))
    expect(scene.told()).toEqual(['ALARM fallback topic', 'OK fallback topic'])
  })

  test('with the fallback too never ends in silence: the call fails until somebody was told', async () => {
    let broken = true
    const scene = makeWorld({ fail: () => (broken ? refused() : undefined) })
    for (let i = 0; i < 3; i += 1)
      await expect(scene.call(transition('ALARM'), { callId: 'a' })).rejects.toMatchObject({ name: 'TransientError' })
    broken = false
    await scene.call(transition('ALARM'), { now: later(86_400) })
    expect(scene.told()).toEqual(['ALARM fallback topic'])
  })

  test('until the alarm is over is not tried again, and nobody hears of a recovery', async () => {
    const scene = makeWorld({ fail: () => throttled() })
    await expect(scene.call(transition('ALARM'), { callId: 'a' })).rejects.toThrow()
    await scene.call(transition('OK', 60))
    await scene.call(transition('ALARM'), { callId: 'a', now: later(120) })
    expect(scene.sent).toEqual([])
    expect(await scene.outcomes()).toEqual(['page mina email dropped', 'page mina sms dropped'])
    expect(await scene.ledger.open('notification')).toEqual([])
  })
})

describe('a page that nobody knows the end of', () => {
  test.each([
    ['a time-out', Object.assign(new Error('no answer'), { name: 'TimeoutError' })],
    ['a broken connection', new Error('socket hang up')],
  ])('after %s may have arrived, so its responder hears that it is over', async (_name, error) => {
    let broken = true
    const scene = makeWorld({ fail: () => (broken ? error : undefined) })
    await expect(scene.call(transition('ALARM'))).rejects.toMatchObject({ name: 'TransientError' })
    broken = false
    await scene.call(transition('OK', 60))
    expect(scene.told()).toEqual(['OK mina email', 'OK mina sms'])
    expect(await scene.outcomes()).toContain('page mina sms dropped')
  })

  test('is sent again by the next call, at once', async () => {
    let broken = true
    const scene = makeWorld({ fail: () => (broken ? new Error('socket hang up') : undefined) })
    await expect(scene.call(transition('ALARM'))).rejects.toThrow()
    broken = false
    await scene.call(transition('ALARM'))
    expect(scene.told()).toEqual(pageOfMina)
  })
})

describe('what the ledger keeps', () => {
  test('is what the decision was made from', async () => {
    const scene = makeWorld()
    await scene.call(transition('ALARM'))
    await scene.call(transition('OK', 60))
    const [resolved, opened] = await scene.ledger.list<TransitionRecord>('transition')
    expect(opened?.basis).toEqual({ event: transition('ALARM'), config: 'c0ffee' })
    expect(resolved?.basis).toEqual({
      event: transition('OK', 60),
      state: { state: 'ALARM', stateAt: later(0).toISOString(), incident: opened?.incident },
      config: 'c0ffee',
    })
    expect(await scene.ledger.get<AlarmRecord>(keys.alarm(transition('OK').alarm))).toMatchObject({ state: 'OK' })
  })
})

describe('a thousand alarms at once', () => {
  const storm = Array.from({ length: 1_000 }, (_, index) => alarmOf(`a${index}`, 'ALARM'))

  test('are a thousand incidents, told in two pages at once and one digest a minute later, by each channel', async () => {
    const scene = makeWorld()
    await Promise.all(storm.map((event) => scene.call(event)))
    expect(await scene.incidents()).toHaveLength(1_000)
    const times = (count: number): string[] => [...pageOfMina].sort().flatMap((page) => Array<string>(count).fill(page))
    expect(scene.told().sort()).toEqual(times(2))
    await scene.sweep(later(61))
    await scene.sweep(later(121))
    await scene.sweep(later(181))
    expect(scene.told().sort()).toEqual(times(3))
    const pages = await scene.notifications()
    expect(pages).toHaveLength(2_000)
    expect(pages.every(({ outcome }) => outcome === 'accepted')).toBe(true)
    expect(scene.sent.at(-1)?.message.short).toContain('998')
    expect(await scene.ledger.open('timer', later(300).toISOString())).toEqual([])
  })
})

test('an error of a channel that is no answer of AWS is taken for a passing one', async () => {
  const scene = makeWorld({ fail: () => new Error('socket hang up') })
  await expect(scene.call(transition('ALARM'))).rejects.toMatchObject({ name: 'TransientError' })
})
