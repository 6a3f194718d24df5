import { takeAtOnce } from '../../../functions/alerts/delivery/take-at-once.ts'
import { planNotification } from '../../../functions/alerts/rules/notifications.ts'
import type { Ledger } from '../../../shared/ledger/ledger.ts'
import type { MailboxRecord } from '../../../shared/ledger/records.ts'
import { alarmOf, later, makeConfig, makeWorld, transition } from './scene.ts'

/** Effects that take one round trip each of a clock of our own, and how many had passed when each was asked for. */
const makeTrips = () => {
  let trips = 0
  let next: Promise<void> | undefined
  const begun = new Map<string, number[]>()
  /** All that is asked for before the next trip begins is under way at once. */
  const trip = async (what: string): Promise<void> => {
    begun.set(what, [...(begun.get(what) ?? []), trips])
    next ??= new Promise<void>((resolve) => {
      setTimeout(() => {
        trips += 1
        next = undefined
        resolve()
      }, 5)
    })
    await next
  }
  const around =
    <Input extends readonly unknown[], Output>(what: string, act: (...input: Input) => Promise<Output>) =>
    async (...input: Input): Promise<Output> => {
      await trip(what)
      return act(...input)
    }
  return { begun, around }
}

const slowly = (scene: ReturnType<typeof makeWorld>) => {
  const { begun, around } = makeTrips()
  const of = scene.ledger
  const ledger: Ledger = {
    ...of,
    get: (key) => around('read', () => of.get(key))() as never,
    children: (pk, prefix) => around('read', () => of.children(pk, prefix))() as never,
    lastChildren: (pk, limit) => around('read', () => of.lastChildren(pk, limit))() as never,
    open: (word, until) => around('read', () => of.open(word, until))() as never,
    commit: around('write', of.commit),
  }
  const { send, wake, spent } = scene.world(later(0))
  return {
    begun,
    world: { ledger, send: around('send', send), wake: around('wake', wake), spent: around('read', spent) },
  }
}

const inhibits = [{ when: { alarm: 'database-*' }, mute: { alarm: 'web-*' } }]

test.each([
  ['the first alarm of its name', makeConfig(), 0, 1],
  ['an alarm that others may mute', makeConfig({ inhibits }), 0, 1],
  // Whether it flaps is in its last transitions; that there are any, only its own record says.
  ['an alarm that has gone off before', makeConfig({ inhibits }), 1, 2],
])('%s is sent after the fewest round trips', async (_, config, before, reads) => {
  const scene = makeWorld({ config })
  for (let time = 0; time < before; time += 1) {
    await scene.call(transition('ALARM', -7_200))
    await scene.call(transition('OK', -7_100))
  }
  scene.sent.length = 0
  const { begun, world } = slowly(scene)
  await scene.call(transition('ALARM'), world)
  expect(scene.told()).toEqual(['ALARM mina email', 'ALARM mina sms'])
  // The decision is written, with a wake for the case that this call dies; then the messages are on their way, and the timer.
  expect(begun.get('write')?.[0]).toBe(reads)
  expect(begun.get('wake')).toEqual([reads, reads + 1])
  expect(begun.get('send')?.[0]).toBe(reads + 1)
})

test('a text message waits for no timer, and goes out before what only a letter shows is read', async () => {
  const scene = makeWorld()
  const asked: string[] = []
  const noting =
    <Input extends readonly unknown[], Output>(what: string, act: (...input: Input) => Output) =>
    (...input: Input): Output => {
      asked.push(what)
      return act(...input)
    }
  let release = (): void => {}
  const queue = new Promise<void>((resolve) => {
    release = resolve
  })
  const { send } = scene.world(later(0))
  const call = scene.call(transition('ALARM'), {
    ledger: {
      ...scene.ledger,
      lastChildren: noting('history', scene.ledger.lastChildren) as Ledger['lastChildren'],
      commit: noting('write', scene.ledger.commit),
    },
    wake: noting('wake', () => queue),
    send: (to, ...rest) => noting(`send ${to.channel}`, send)(to, ...rest),
  })
  while (!asked.includes('send email')) await new Promise((resolve) => setImmediate(resolve))
  expect(asked.slice(0, 3)).toEqual(['wake', 'write', 'send sms'])
  expect(asked.indexOf('history')).toBeGreaterThan(asked.indexOf('send sms'))
  let isOver = false
  void call.then(() => {
    isOver = true
  })
  await new Promise((resolve) => setImmediate(resolve))
  // A call that ended could be frozen with the timers.
  expect(isOver).toBe(false)
  release()
  await call
})

test('what a decision takes has its place in the mailbox, and is sent once', async () => {
  const scene = makeWorld()
  await scene.call(transition('ALARM'), { callId: 'a' })
  const [page] = await scene.notifications()
  expect(page).toMatchObject({ outcome: 'accepted', attempts: 1, version: 2 })
  const box = await scene.ledger.get<MailboxRecord>({ pk: 'mailbox#mina', sk: 'sms' })
  expect(box).toMatchObject({ sent: [expect.anything()], version: 1 })
  await scene.call(transition('ALARM'), { callId: 'a' })
  await scene.sweep(later(70))
  expect(scene.told()).toEqual(['ALARM mina email', 'ALARM mina sms'])
})

test('alarms that change one mailbox at once come one after the other, and no place is lost', async () => {
  const scene = makeWorld()
  const names = ['a', 'b', 'c', 'd', 'e', 'f']
  await Promise.all(names.map((name) => scene.call(alarmOf(name, 'ALARM'))))
  const texts = scene.sent.filter(({ channel }) => channel === 'sms').length
  const box = await scene.ledger.get<MailboxRecord>({ pk: 'mailbox#mina', sk: 'sms' })
  expect(box?.sent).toHaveLength(texts)
  const waiting = (await scene.notifications()).filter(({ channel, digest }) => channel === 'sms' && digest)
  expect(texts + waiting.length).toBe(names.length)
})

test('a step for as many people as the config allows is taken with its decision', async () => {
  const people = Array.from({ length: 15 }, (_, index) => `person-${index}`)
  const responders = Object.fromEntries(
    people.map((name) => [name, { sms: '+12025550101', email: `${name}@corner-shop.example` }]),
  )
  const scene = makeWorld({
    config: makeConfig({
      responders,
      rotations: {},
      policies: { all: { steps: [{ notify: people, wait: '5 minutes' }] } },
      onCall: 'all',
      fallback: [people[0]],
    }),
  })
  const { begun, world } = slowly(scene)
  await scene.call(transition('ALARM'), world)
  expect(scene.sent).toHaveLength(2 * people.length)
  expect(begun.get('send')?.[0]).toBe(2)
})

test('what one transaction has no room for is left to be taken one by one', async () => {
  const scene = makeWorld()
  const incident = {
    pk: 'incident#1',
    id: '1',
    sk: 'incident',
    kind: 'incident',
    at: later(0).toISOString(),
    severity: 'critical',
    basis: { event: transition('ALARM') },
  }
  const pages = Array.from({ length: 50 }, (_, index) => ({
    item: planNotification('1', 'page', 1, { to: `person-${index}`, channel: 'sms' }, later(0)),
    expect: 'absent' as const,
  }))
  const planned = (count: number) => [{ item: incident, expect: 'absent' as const }, ...pages.slice(0, count)]
  expect(await takeAtOnce(planned(50), scene.world(later(0)))).toEqual({
    writes: planned(50),
    taken: new Set(),
    wakes: [],
  })
  const { writes, taken } = await takeAtOnce(planned(49), scene.world(later(0)))
  expect([writes.length, taken.size]).toEqual([99, 49])
})

test('a recovery in the quiet hours of its person is not taken at once, but waits for their end', async () => {
  const quietHours = { from: '20:00', until: '09:30' }
  const responders = { joon: { sms: '+12025550102', zone: 'Asia/Seoul', quietHours } }
  const scene = makeWorld({
    config: makeConfig({
      responders,
      rotations: {},
      policies: { all: { steps: [{ notify: ['joon'], wait: '5 minutes' }] } },
      onCall: 'all',
      fallback: ['joon'],
      routes: [{ match: { alarm: '*' }, severity: 'warning' }],
    }),
  })
  // Nine in the evening in Seoul is quiet, and noon was not.
  await scene.call(transition('ALARM', 3 * 3_600), {})
  expect(scene.told()).toEqual(['ALARM joon sms'])
  await scene.call(transition('OK', 12 * 3_600))
  expect(scene.told()).toEqual(['ALARM joon sms'])
  expect(await scene.outcomes()).toContain('recovery joon sms planned')
})
