import * as fc from 'fast-check'
import type { Transition } from '../../functions/alerts/intake/index.ts'
import { type AlarmRecord, type IncidentRecord, keys, type NotificationRecord } from '../../shared/ledger/records.ts'
import { type Crash, crashing } from '../unit/alerts/faults.ts'
import { later, makeWorld, refused, throttled, transition } from '../unit/alerts/world.ts'

/** One delivery of one transition, with what goes wrong in it. */
interface Delivered {
  readonly event: number
  /** Deliveries of one round run at the same time. */
  readonly round: number
  readonly crash: Crash | undefined
}

interface Story {
  readonly seed: number
  /** For each alarm the states it goes through, a minute apart. */
  readonly alarms: readonly (readonly ('ALARM' | 'OK' | 'INSUFFICIENT_DATA')[])[]
  readonly deliveries: readonly Delivered[]
  /** Channels that refuse everything, and the share of messages that are throttled, in percent. */
  readonly refusing: readonly string[]
  readonly throttling: number
}

const crashes = fc.option(fc.record({ at: fc.integer({ min: 0, max: 16 }), late: fc.boolean(), dies: fc.boolean() }), {
  nil: undefined,
  freq: 2,
})
const stories: fc.Arbitrary<Story> = fc.record({
  seed: fc.integer({ min: 1, max: 0x7fffffff }),
  alarms: fc.array(
    fc.array(fc.constantFrom('ALARM' as const, 'OK' as const, 'ALARM' as const, 'INSUFFICIENT_DATA' as const), {
      minLength: 1,
      maxLength: 8,
    }),
    { minLength: 1, maxLength: 3 },
  ),
  deliveries: fc.array(
    fc.record({ event: fc.nat({ max: 30 }), round: fc.integer({ min: 0, max: 12 }), crash: crashes }),
    { minLength: 5, maxLength: 30 },
  ),
  refusing: fc.subarray(['sms', 'email']),
  throttling: fc.constantFrom(0, 0, 30),
})

/** Numbers that are the same for the same seed. */
const generator = (seed: number) => {
  let state = seed
  return (below: number): number => {
    state = (Math.imul(state, 48_271) >>> 0) % 0x7fffffff
    return state % below
  }
}

const textOf = ({ to, channel }: Pick<NotificationRecord, 'to' | 'channel'>): string => `${to} ${channel}`

const play = async ({ seed, alarms, deliveries, refusing, throttling }: Story) => {
  const random = generator(seed)
  let calm = false
  const world = makeWorld({
    fail: ({ channel }) =>
      refusing.includes(channel) ? refused() : !calm && random(100) < throttling ? throttled() : undefined,
  })
  const events: Transition[] = alarms.flatMap((states, alarm) =>
    states.map((state, index) => transition(state, index * 60, { alarm: `a${alarm}`, name: `a${alarm}` })),
  )
  const wait = async (): Promise<void> => {
    for (let turns = random(6); turns > 0; turns -= 1) await Promise.resolve()
  }
  let calls = 0
  const deliver = async ({ event, round, crash }: Delivered): Promise<void> => {
    const transitionOf = events[event % events.length]
    if (!transitionOf) return
    calls += 1
    const callId = `call-${calls}`
    const now = later(round * 45)
    const attempt = (fault?: Crash) => world.call(transitionOf, { ...crashing(world, fault, wait), callId, now })
    // The platform tries a failed call again, with the same id; here sometimes it never does.
    await attempt(crash).catch(() => (random(3) === 0 ? undefined : attempt().catch(() => undefined)))
  }
  for (let round = 0; round <= 12; round += 1)
    await Promise.all(deliveries.filter((each) => each.round === round).map(deliver))
  // In the end the platform, or a person with the dead-letter queue, has delivered everything.
  calm = true
  for (const pass of [1, 2])
    for (const event of events)
      await world.call(event, { now: later(86_400 * pass), callId: `end-${pass}-${event.at}-${event.alarm}` })
  return { world, events }
}

const check = async (story: Story): Promise<number> => {
  const { world, events } = await play(story)
  const { ledger } = world
  const incidents = await ledger.list<IncidentRecord>('incident', { limit: 1_000 })
  const sent = (incident: IncidentRecord, purpose: string): string[] =>
    world.sent
      .filter(({ message }) => message.text.includes(`Incident ${incident.id}`))
      .filter(({ message }) => message.subject.startsWith('OK') === (purpose === 'recovery'))
      .map(textOf)

  for (const event of events)
    expect(await ledger.get(keys.transition(event.alarm, event.at, event.state))).toBeDefined()
  expect(await ledger.open('notification')).toEqual([])

  for (const incident of incidents) {
    const all = await ledger.children<NotificationRecord>(keys.incident(incident.id).pk, 'notification#')
    const pages = all.filter(({ purpose }) => purpose === 'page')
    const recoveries = all.filter(({ purpose }) => purpose === 'recovery').map(textOf)
    const paged = sent(incident, 'page')
    // Somebody was told of what is still wrong, on every channel that works.
    if (incident.state === 'open') {
      expect(pages.some(({ outcome }) => outcome === 'accepted')).toBe(true)
      expect(pages.every(({ outcome }) => outcome === 'accepted' || outcome === 'failed')).toBe(true)
      expect(recoveries).toEqual([])
    }
    // Who was told hears the end, and nobody else but those who may have been told.
    if (incident.state === 'resolved') {
      expect(recoveries).toEqual(expect.arrayContaining([...new Set(paged)]))
      for (const page of pages.filter(({ attempts }) => attempts === 0)) expect(recoveries).not.toContain(textOf(page))
    }
    for (const notification of all) {
      const times = sent(incident, notification.purpose).filter((each) => each === textOf(notification)).length
      // More than once only when it was tried again, because nobody knew.
      expect(times).toBeLessThanOrEqual(Math.max(1, notification.attempts))
      if (notification.outcome === 'accepted') expect(times).toBeGreaterThanOrEqual(1)
      if (notification.attempts === 0) expect(times).toBe(0)
    }
  }

  // What the newest state says is what is open.
  for (const [index, states] of story.alarms.entries()) {
    const open = incidents.filter(({ alarm, state }) => alarm === `a${index}` && state === 'open')
    expect(open.length).toBeLessThanOrEqual(1)
    if (states.at(-1) === 'ALARM') expect(open).toHaveLength(1)
    if (states.at(-1) === 'OK') expect(open).toHaveLength(0)
    const alarm = await ledger.get<AlarmRecord>(keys.alarm(`a${index}`))
    expect(alarm?.incident).toBe(open[0]?.id)
  }
  return story.deliveries.length
}

test('duplicates, disorder, calls at once, crashes and failing channels: everybody who must know is told', async () => {
  let deliveries = 0
  await fc.assert(
    fc.asyncProperty(stories, async (story) => {
      deliveries += await check(story)
    }),
    { numRuns: 300, seed: 20_261_121 },
  )
  expect(deliveries).toBeGreaterThan(2_000)
}, 30_000)

test('without faults nothing is ever sent twice, however it is delivered', async () => {
  await fc.assert(
    fc.asyncProperty(stories, async (story) => {
      const { world } = await play({
        ...story,
        throttling: 0,
        deliveries: story.deliveries.map((each) => ({ ...each, crash: undefined })),
      })
      const texts = world.sent.map((each) => `${textOf(each)} ${each.message.subject} ${each.message.text}`)
      expect(new Set(texts).size).toBe(texts.length)
    }),
    { numRuns: 150, seed: 3 },
  )
}, 30_000)
