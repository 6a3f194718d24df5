import * as fc from 'fast-check'
import { sendDigest } from '../../../functions/alerts/delivery/digest.ts'
import { wakeUp } from '../../../functions/alerts/engine/sweep.ts'
import { alarmOf, later, makeConfig, makeWorld, refused, type Sent, start } from './scene.ts'

const config = makeConfig({
  responders: { joon: { sms: '+12025550102' } },
  rotations: {},
  policies: { only: { steps: [{ notify: ['joon'], wait: '1 hour' }] } },
  onCall: 'only',
  fallback: ['joon'],
})
const mailbox = { to: 'joon', channel: 'sms' } as const

/** A world whose queue brings each wake so many seconds after its time, and that says when each message went. */
const makeQueued = (late: number) => {
  let second = 0
  const sentAt: number[] = []
  const world = makeWorld({
    config,
    fail: () => {
      sentAt.push(second)
      return undefined
    },
  })
  /** Lets time go on to a second, and brings the wakes whose time has come. */
  const goTo = async (until: number): Promise<void> => {
    for (; second <= until; second += 1)
      for (const wake of [...world.wakes]) {
        if (Date.parse(wake.at) + late * 1000 > later(second).getTime()) continue
        world.wakes.splice(world.wakes.indexOf(wake), 1)
        await wakeUp(wake, world.desk(later(second)))
      }
    second = until
  }
  return { ...world, sentAt, goTo }
}

/** Seconds for which each page waited, those that still wait up to the given second. */
const waits = async (world: ReturnType<typeof makeQueued>, until: number): Promise<number[]> => {
  const openedAt = new Map((await world.incidents()).map((each) => [each.id, Date.parse(each.openedAt)]))
  return (await world.notifications()).map(
    ({ incident, outcome, at }) =>
      ((outcome === 'planned' ? later(until).getTime() : Date.parse(at)) - (openedAt.get(incident) ?? 0)) / 1000,
  )
}

test('in a storm that goes on, those who wait are not overtaken for ever by those who come', async () => {
  const world = makeQueued(2)
  for (let second = 0; second < 360; second += 1) {
    await world.call(alarmOf(`a${second}`, 'ALARM', second))
    await world.goTo(second)
  }
  expect(Math.max(...(await waits(world, 360)))).toBeLessThanOrEqual(65)
  expect(world.sent.length).toBeLessThanOrEqual(12)
})

test('whenever alarms go off: each is told once, within two minutes, and no three messages come in one', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 0, max: 3 }),
      async (seconds, late) => {
        const world = makeQueued(late)
        for (const [index, second] of seconds.toSorted((a, b) => a - b).entries()) {
          await world.goTo(second)
          await world.call(alarmOf(`a${index}`, 'ALARM', second))
        }
        for (let second = 60; second <= 480; second += 60) {
          await world.goTo(300 + second)
          await world.sweep(later(300 + second))
        }
        const pages = await world.notifications()
        expect(pages.filter(({ outcome }) => outcome !== 'accepted')).toEqual([])
        expect(pages).toHaveLength(seconds.length)
        expect(Math.max(...(await waits(world, 780)))).toBeLessThanOrEqual(125)
        for (const [index, at] of world.sentAt.slice(2).entries())
          expect(at - (world.sentAt[index] ?? 0)).toBeGreaterThanOrEqual(60)
        expect(await world.ledger.open('timer', later(780).toISOString())).toEqual([])
      },
    ),
    { numRuns: 40 },
  )
})

describe('a digest', () => {
  /** Three alarms, of which one waits until a minute is over. */
  const waiting = async (fail?: (sent: Sent) => Error | undefined) => {
    const world = makeWorld({ config, ...(fail ? { fail } : {}) })
    for (const name of ['a', 'b', 'c']) await world.call(alarmOf(name, 'ALARM'))
    return world
  }

  test('is none before its time, and none without its timer', async () => {
    const world = await waiting()
    expect(await sendDigest(mailbox, world.desk(later(59)))).toEqual([])
    expect(await sendDigest({ to: 'mina', channel: 'sms' }, world.desk(later(60)))).toEqual([])
    expect(world.sent).toHaveLength(2)
  })

  test('goes once, though two calls come to it at the same time', async () => {
    const world = await waiting()
    await Promise.all([1, 2].map(() => sendDigest(mailbox, world.desk(later(60)))))
    expect(world.sent).toHaveLength(3)
  })

  test('that is refused names the incidents whose people it was for, and does not come again', async () => {
    let isRefusing = false
    const world = await waiting(() => (isRefusing ? refused() : undefined))
    isRefusing = true
    const third = (await world.incidents()).find(({ alarm }) => alarm === 'c')
    expect(await sendDigest(mailbox, world.desk(later(60)))).toEqual([third?.id])
    isRefusing = false
    await world.sweep(later(120))
    expect(await world.outcomes()).toContain('page joon sms failed')
    expect(world.sent).toHaveLength(2)
  })

  test('leaves out, with the reason, what somebody has taken by then', async () => {
    const world = await waiting()
    const third = (await world.incidents()).find(({ alarm }) => alarm === 'c')
    // A page whose sender died is not dropped with the acknowledgement: somebody might still have it in hand.
    const page = (await world.notifications()).find(({ outcome }) => outcome === 'planned')
    const leaseUntil = later(50).toISOString()
    if (page) await world.ledger.commit([{ item: { ...page, leaseUntil } as never, expect: page.version }], start)
    await world.happen(third?.id ?? '', { kind: 'acknowledged', by: 'joon' }, later(30))
    await sendDigest(mailbox, world.desk(later(60)))
    expect(world.sent).toHaveLength(2)
    expect(await world.notifications()).toContainEqual(
      expect.objectContaining({ outcome: 'dropped', detail: 'joon has it' }),
    )
  })

  test('of which the record fails at first does not go again: the record is tried again', async () => {
    const world = await waiting()
    const failures = [new Error('no answer'), new Error('no answer')]
    await sendDigest(
      mailbox,
      world.desk(later(60), {
        ledger: {
          ...world.ledger,
          commit: async (writes, now) => {
            const error = world.sent.length === 3 ? failures.pop() : undefined
            if (error) throw error
            await world.ledger.commit(writes, now)
          },
        },
      }),
    )
    expect(failures).toEqual([])
    for (const seconds of [120, 180, 240]) await world.sweep(later(seconds))
    expect(world.sent).toHaveLength(3)
  })
})
