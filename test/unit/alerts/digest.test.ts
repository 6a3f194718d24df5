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
  const scene = makeWorld({
    config,
    fail: () => {
      sentAt.push(second)
      return undefined
    },
  })
  /** Lets time go on to a second, and brings the wakes whose time has come. */
  const goTo = async (until: number): Promise<void> => {
    for (; second <= until; second += 1)
      for (const wake of [...scene.wakes]) {
        if (Date.parse(wake.at) + late * 1000 > later(second).getTime()) continue
        scene.wakes.splice(scene.wakes.indexOf(wake), 1)
        await wakeUp(wake, scene.world(later(second)))
      }
    second = until
  }
  return { ...scene, sentAt, goTo }
}

/** Seconds for which each page waited, those that still wait up to the given second. */
const waits = async (scene: ReturnType<typeof makeQueued>, until: number): Promise<number[]> => {
  const openedAt = new Map((await scene.incidents()).map((each) => [each.id, Date.parse(each.openedAt)]))
  return (await scene.notifications()).map(
    ({ incident, outcome, at }) =>
      ((outcome === 'planned' ? later(until).getTime() : Date.parse(at)) - (openedAt.get(incident) ?? 0)) / 1000,
  )
}

test('in a storm that goes on, those who wait are not overtaken for ever by those who come', async () => {
  const scene = makeQueued(2)
  for (let second = 0; second < 360; second += 1) {
    await scene.call(alarmOf(`a${second}`, 'ALARM', second))
    await scene.goTo(second)
  }
  expect(Math.max(...(await waits(scene, 360)))).toBeLessThanOrEqual(65)
  expect(scene.sent.length).toBeLessThanOrEqual(12)
})

test('whenever alarms go off: each is told once, within two minutes, and no three messages come in one', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 0, max: 3 }),
      async (seconds, late) => {
        const scene = makeQueued(late)
        for (const [index, second] of seconds.toSorted((a, b) => a - b).entries()) {
          await scene.goTo(second)
          await scene.call(alarmOf(`a${index}`, 'ALARM', second))
        }
        for (let second = 60; second <= 480; second += 60) {
          await scene.goTo(300 + second)
          await scene.sweep(later(300 + second))
        }
        const pages = await scene.notifications()
        expect(pages.filter(({ outcome }) => outcome !== 'accepted')).toEqual([])
        expect(pages).toHaveLength(seconds.length)
        expect(Math.max(...(await waits(scene, 780)))).toBeLessThanOrEqual(125)
        for (const [index, at] of scene.sentAt.slice(2).entries())
          expect(at - (scene.sentAt[index] ?? 0)).toBeGreaterThanOrEqual(60)
        expect(await scene.ledger.open('timer', later(780).toISOString())).toEqual([])
      },
    ),
    { numRuns: 40 },
  )
})

describe('a digest', () => {
  /** Three alarms, of which one waits until a minute is over. */
  const waiting = async (fail?: (sent: Sent) => Error | undefined) => {
    const scene = makeWorld({ config, ...(fail ? { fail } : {}) })
    for (const name of ['a', 'b', 'c']) await scene.call(alarmOf(name, 'ALARM'))
    return scene
  }

  test('is none before its time, and none without its timer', async () => {
    const scene = await waiting()
    expect(await sendDigest(mailbox, scene.world(later(59)))).toEqual([])
    expect(await sendDigest({ to: 'mina', channel: 'sms' }, scene.world(later(60)))).toEqual([])
    expect(scene.sent).toHaveLength(2)
  })

  test('goes once, though two calls come to it at the same time', async () => {
    const scene = await waiting()
    await Promise.all([1, 2].map(() => sendDigest(mailbox, scene.world(later(60)))))
    expect(scene.sent).toHaveLength(3)
  })

  test('that is refused names the incidents whose people it was for, and does not come again', async () => {
    let isRefusing = false
    const scene = await waiting(() => (isRefusing ? refused() : undefined))
    isRefusing = true
    const third = (await scene.incidents()).find(({ alarm }) => alarm === 'c')
    expect(await sendDigest(mailbox, scene.world(later(60)))).toEqual([third?.id])
    isRefusing = false
    await scene.sweep(later(120))
    expect(await scene.outcomes()).toContain('page joon sms failed')
    expect(scene.sent).toHaveLength(2)
  })

  test('leaves out, with the reason, what somebody has taken by then', async () => {
    const scene = await waiting()
    const third = (await scene.incidents()).find(({ alarm }) => alarm === 'c')
    // A page whose sender died is not dropped with the acknowledgement: somebody might still have it in hand.
    const page = (await scene.notifications()).find(({ outcome }) => outcome === 'planned')
    const leaseUntil = later(50).toISOString()
    if (page) await scene.ledger.commit([{ item: { ...page, leaseUntil } as never, expect: page.version }], start)
    await scene.happen(third?.id ?? '', { kind: 'acknowledged', by: 'joon' }, later(30))
    await sendDigest(mailbox, scene.world(later(60)))
    expect(scene.sent).toHaveLength(2)
    expect(await scene.notifications()).toContainEqual(
      expect.objectContaining({ outcome: 'dropped', detail: 'acknowledged by joon' }),
    )
  })

  test('of which the record fails at first does not go again: the record is tried again', async () => {
    const scene = await waiting()
    const failures = [new Error('no answer'), new Error('no answer')]
    await sendDigest(
      mailbox,
      scene.world(later(60), {
        ledger: {
          ...scene.ledger,
          commit: async (writes, now) => {
            const error = scene.sent.length === 3 ? failures.pop() : undefined
            if (error) throw error
            await scene.ledger.commit(writes, now)
          },
        },
      }),
    )
    expect(failures).toEqual([])
    for (const seconds of [120, 180, 240]) await scene.sweep(later(seconds))
    expect(scene.sent).toHaveLength(3)
  })
})

test('the message of a storm says how many incidents its link acknowledges', async () => {
  const storm = makeWorld({ config })
  for (let index = 0; index < 25; index += 1) await storm.call(alarmOf(`queue-${index}`, 'ALARM'))
  await storm.sweep(later(61))
  const last = storm.sent.at(-1)?.message
  expect(last?.short).toMatch(/^CRITICAL 23 alarms in 1 minute, link acks all 23: /)
  expect(last?.text).toContain('Acknowledge or resolve 23 incidents together:')
})

test('one incident that waited alone comes as its own message: value, since, description, link, plot', async () => {
  const { joon: _, ...responders } = config.responders
  const quiet = { from: '23:00', until: '07:00' }
  const night = makeWorld({
    config: makeConfig({
      responders: { ...responders, mina: { email: 'mina@corner-shop.example', quietHours: quiet, zone: 'Asia/Seoul' } },
      policies: { only: { steps: [{ notify: ['mina'], wait: '12 hours' }] } },
      rotations: {},
      onCall: 'only',
      fallback: ['mina'],
      routes: [{ match: { alarm: '*' }, severity: 'warning', to: 'only' }],
    }),
  })
  // 23:10 in Seoul; the quiet hours end at 22:00 UTC.
  const opened = new Date('2026-11-28T14:10:00Z')
  await night.call({
    ...alarmOf('disk-full', 'ALARM'),
    at: opened.toISOString(),
    reason: 'Threshold Crossed: 1 datapoint [91.5 (28/11/26 14:05:00)] was greater than the threshold (90.0).',
    description: 'Empty the old logs.',
    metric: { namespace: 'Shop', name: 'DiskUsed', dimensions: {} },
  })
  expect(night.sent).toEqual([])
  const end = new Date('2026-11-28T22:00:00Z')
  let looked = ''
  const pointsOf = async ({ name }: { readonly name: string }) => {
    looked = name
    return []
  }
  await night.sweep(end, { pointsOf })
  const [{ message } = { message: undefined }] = night.sent
  expect(message?.subject).toBe('WARNING disk-full: since 23:10')
  for (const part of ['91.5 > 90', 'Empty the old logs.', 'https://ns.example/', 'Sat 28 Nov, 23:10'])
    expect(message?.text).toContain(part)
  expect(looked).toBe('DiskUsed')
})
