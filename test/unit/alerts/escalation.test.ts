import { linkActions } from '../../../functions/alerts/engine/link-actions.ts'
import { wakeUp } from '../../../functions/alerts/engine/sweep.ts'
import { pagePath } from '../../../functions/alerts/rules/link.ts'
import type { Ledger } from '../../../shared/ledger/ledger.ts'
import { type HeartbeatRecord, keys } from '../../../shared/ledger/records.ts'
import { alarmOf, later, linkWorld, makeConfig, makeWorld, refused, throttled, transition } from './scene.ts'

const config = makeConfig({
  policies: {
    two: {
      steps: [
        { notify: ['mina'], wait: '2 minutes' },
        { notify: ['joon'], wait: '5 minutes' },
      ],
      repeat: 0,
    },
  },
  onCall: 'two',
})
const pageOfMina = ['ALARM mina email', 'ALARM mina sms']
const desksOf = (scene: ReturnType<typeof makeWorld>) => linkActions((now) => linkWorld(scene.world(now)))
const tokenOf = (scene: ReturnType<typeof makeWorld>): string =>
  /https:\/\/ns\.example\/([\w-]{16})/.exec(scene.sent[0]?.message.text ?? '')?.[1] ?? ''

test('what is muted while a tagged alarm is open is held, though the tags had to be asked for', async () => {
  const muting = makeConfig({ inhibits: [{ when: { tags: { tier: 'data' } }, mute: { alarm: 'app*' } }] })
  const scene = makeWorld({ config: muting })
  const tagsOf = async ({ name }: { readonly name: string }) => (name === 'db' ? { tier: 'data' } : {})
  await scene.call(alarmOf('db', 'ALARM'), { tagsOf })
  expect(await scene.call(alarmOf('app', 'ALARM', 5), { tagsOf })).toMatchObject({ outcome: 'held' })
})

describe('the next step', () => {
  test('is brought up by the queue, once, and reminds when nobody is left', async () => {
    const scene = makeWorld({ config })
    await scene.call(transition('ALARM'))
    // The first is for a call that dies before it has sent what it took.
    expect(scene.wakes.map(({ at }) => at)).toEqual([later(16).toISOString(), later(120).toISOString()])
    await Promise.all([scene.ring(later(120)), scene.ring(later(120))])
    expect(scene.told()).toEqual(['ALARM joon sms', ...pageOfMina])
    await scene.ring(later(420))
    expect(scene.told()).toEqual(['ALARM joon sms', 'ALARM joon sms', ...pageOfMina])
    expect(await scene.incident()).toMatchObject({ state: 'exhausted', steps: 3 })
  })

  test('whose message was lost is found by the sweep', async () => {
    const scene = makeWorld({ config })
    await scene.call(transition('ALARM'))
    await scene.sweep(later(119))
    expect(scene.told()).toEqual(pageOfMina)
    await scene.sweep(later(179))
    expect(scene.told()).toEqual(['ALARM joon sms', ...pageOfMina])
  })

  test('comes at once when all of this one are out of reach, and then the fallback, with its recovery', async () => {
    const scene = makeWorld({ config, fail: ({ channel }) => (channel === 'topic' ? undefined : refused()) })
    await scene.call(transition('ALARM'))
    expect(await scene.incident()).toMatchObject({ state: 'open', steps: 2 })
    expect(scene.told()).toEqual(['ALARM fallback topic'])
    await scene.call(transition('OK', 90))
    expect(scene.told()).toEqual(['ALARM fallback topic', 'OK fallback topic'])
  })

  test('of a policy that leads to nobody any more tells the fallback', async () => {
    const scene = makeWorld({ config: { ...config, responders: {} } })
    await scene.call(transition('ALARM'))
    expect(scene.told()).toEqual(['ALARM fallback topic'])
  })

  test('is taken although the queue of timers is down, and found by the sweep', async () => {
    const scene = makeWorld({ config })
    await scene.call(transition('ALARM'), { wake: () => Promise.reject(throttled()) })
    expect(scene.told()).toEqual(pageOfMina)
    await scene.sweep(later(121))
    expect(scene.told()).toEqual(['ALARM joon sms', ...pageOfMina])
  })
})

describe('the sweep', () => {
  test('sends what a call owed that died, and leaves what another call is sending', async () => {
    const scene = makeWorld({ config })
    const commit: Ledger['commit'] = async (writes, now) => {
      await scene.ledger.commit(writes, now)
      throw throttled()
    }
    await scene.call(transition('ALARM'), { ledger: { ...scene.ledger, commit } }).catch(() => undefined)
    // Nobody can know that it is dead before its lease is over.
    await scene.sweep(later(14))
    expect(scene.told()).toEqual([])
    await scene.sweep(later(16))
    expect(scene.told()).toEqual(pageOfMina)
    const hanging = makeWorld({ config })
    void hanging.call(transition('ALARM'), { send: () => new Promise(() => {}) })
    await new Promise((resolve) => setImmediate(resolve))
    await hanging.sweep(later(14))
    expect(hanging.told()).toEqual([])
    await hanging.sweep(later(16))
    expect(hanging.told()).toEqual(pageOfMina)
  })

  test('brings up the step and what is owed of one incident at once without sending anything twice', async () => {
    let broken = true
    const scene = makeWorld({ config, fail: () => (broken ? throttled() : undefined) })
    await scene.call(transition('ALARM')).catch(() => undefined)
    broken = false
    await scene.sweep(later(121))
    expect(scene.told()).toEqual(['ALARM joon sms', ...pageOfMina])
  })
})

describe('an acknowledgement by the link', () => {
  test('ends it: no step, no reminder, and looking at the page changes nothing', async () => {
    const scene = makeWorld({ config })
    await scene.call(transition('ALARM'))
    const world = desksOf(scene)
    expect(pagePath(tokenOf(scene))).toMatch(/^\/[\w-]{16}$/)
    expect(await world.view(tokenOf(scene), later(10))).toMatchObject({ to: 'mina', incident: { state: 'open' } })
    for (let tap = 0; tap < 2; tap += 1)
      expect(await world.act(tokenOf(scene), 'acknowledge', later(20 + tap))).toMatchObject({
        incident: { state: 'acknowledged', acknowledgedBy: 'mina', acknowledgedAt: later(20).toISOString() },
      })
    await scene.ring(later(121))
    await scene.sweep(later(7_200))
    expect(scene.told()).toEqual(pageOfMina)
  })

  test('of another incident, of nobody, or too late is refused', async () => {
    const scene = makeWorld({ config })
    await scene.call(transition('ALARM'))
    const world = desksOf(scene)
    expect(await world.act('AAAAAAAAAAAAAAAA', 'acknowledge', later(1))).toBeUndefined()
    expect(await world.view(tokenOf(scene), later(8 * 86_400))).toBeUndefined()
    const gone = linkActions((now) => linkWorld(scene.world(now, { config: { ...config, responders: {} } })))
    expect(await gone.act(tokenOf(scene), 'resolve', later(1))).toBeUndefined()
    expect(await scene.incident()).toMatchObject({ state: 'open' })
  })

  test('is done as soon as it is written: a channel that fails then is no failure of who tapped', async () => {
    let broken = false
    const scene = makeWorld({ config, fail: () => (broken ? throttled() : undefined) })
    await scene.call(transition('ALARM'))
    broken = true
    expect(await desksOf(scene).act(tokenOf(scene), 'resolve', later(90))).toMatchObject({
      incident: { state: 'resolved' },
    })
    broken = false
    await scene.sweep(later(120))
    expect(scene.told()).toEqual([...pageOfMina, 'OK mina email', 'OK mina sms'])
  })

  test('stops a page that a throttled channel still owes', async () => {
    const scene = makeWorld({ config, fail: ({ channel }) => (channel === 'sms' ? throttled() : undefined) })
    await scene.call(transition('ALARM')).catch(() => undefined)
    await desksOf(scene).act(tokenOf(scene), 'acknowledge', later(5))
    await scene.sweep(later(60))
    expect(await scene.outcomes()).toEqual(['page mina email accepted', 'page mina sms dropped'])
  })
})

test('the page still says what it was when a person has resolved it', async () => {
  const scene = makeWorld({ config })
  await scene.call(transition('ALARM'))
  const token = tokenOf(scene)
  await desksOf(scene).act(token, 'resolve', later(60))
  const view = await desksOf(scene).view(token, later(61))
  expect(view?.incident).toMatchObject({ state: 'resolved', reason: 'it is ALARM' })
  expect(await scene.incident()).toMatchObject({ reason: 'resolved by mina' })
})

describe('quiet hours', () => {
  // Nine in the morning in Seoul is within them.
  const responders = {
    mina: { sms: '+12025550101', zone: 'Asia/Seoul', quietHours: { from: '22:00', until: '10:00' } },
  }
  const quiet = (severity: string) =>
    makeConfig({
      responders,
      rotations: {},
      policies: { only: { steps: [{ notify: ['mina'] }], remindEvery: '7 minutes' } },
      onCall: 'only',
      routes: [{ match: { alarm: '*' }, severity }],
    })

  test('put everything off to one digest in the morning, however often it was to be told', async () => {
    const scene = makeWorld({ config: quiet('warning') })
    for (const name of ['a', 'b', 'c']) await scene.call(alarmOf(name, 'ALARM'))
    for (let minute = 1; minute < 60; minute += 1) await scene.sweep(later(minute * 60))
    expect(scene.sent).toEqual([])
    await scene.sweep(later(3_600))
    expect(scene.sent).toHaveLength(1)
    expect(scene.sent[0]?.message.short).toContain('3')
  })

  test('end on time: the last look before that gives the digest to the queue', async () => {
    const scene = makeWorld({ config: quiet('warning') })
    for (const name of ['a', 'b']) await scene.call(alarmOf(name, 'ALARM', 25))
    await scene.sweep(later(3_480))
    const before = scene.wakes.length
    await scene.sweep(later(3_540))
    await scene.sweep(later(3_560))
    const mailbox = keys.mailboxTimer('mina', 'sms')
    expect(scene.wakes.slice(before)).toContainEqual({ ...mailbox, at: later(3_600).toISOString() })
    expect(scene.sent).toEqual([])
    await wakeUp({ ...mailbox, at: later(3_600).toISOString() }, scene.world(later(3_600)))
    expect(scene.sent).toHaveLength(1)
  })

  test('do not put off what is critical', async () => {
    const scene = makeWorld({ config: quiet('critical') })
    await scene.call(alarmOf('a', 'ALARM'))
    expect(scene.told()).toEqual(['ALARM mina sms'])
  })
})

describe('a digest', () => {
  test('that fails takes no place, and is tried again in a minute', async () => {
    let broken = false
    const scene = makeWorld({ config, fail: () => (broken ? throttled() : undefined) })
    for (const name of ['a', 'b', 'c']) await scene.call(alarmOf(name, 'ALARM'))
    broken = true
    await expect(scene.sweep(later(61))).rejects.toThrow('is not available now')
    broken = false
    await scene.sweep(later(122))
    expect(scene.told()).toEqual(expect.arrayContaining(['ALARM mina email', 'ALARM mina email']))
    const mine = (await scene.notifications()).filter(({ to }) => to === 'mina')
    expect(mine.every(({ outcome }) => outcome === 'accepted')).toBe(true)
  })

  test('leaves out what is over by then', async () => {
    const scene = makeWorld({ config })
    for (const name of ['a', 'b', 'c']) await scene.call(alarmOf(name, 'ALARM'))
    await scene.call(alarmOf('c', 'OK', 30), { now: later(30) })
    await scene.sweep(later(61))
    expect(scene.told().sort()).toEqual([...pageOfMina, ...pageOfMina].sort())
    expect(await scene.ledger.open('timer', later(61).toISOString())).toEqual([])
  })
})

describe('a heartbeat', () => {
  const beating = makeConfig({ heartbeats: { backup: { every: '10 minutes' } } })
  test('that is silent is told once, and closed by the next sign', async () => {
    const scene = makeWorld({ config: beating })
    await scene.sweep(later(0))
    await scene.sweep(later(899))
    expect(await scene.incidents()).toEqual([])
    await scene.sweep(later(900))
    await scene.sweep(later(960))
    expect(scene.told()).toEqual(pageOfMina)
    const record = await scene.ledger.get<HeartbeatRecord>(keys.heartbeat('backup'))
    expect(await desksOf(scene).beat('AAAAAAAAAAAAAAAA', later(1_000))).toBe(false)
    expect(await desksOf(scene).beat(record?.token ?? '', later(1_000))).toBe(true)
    expect(await scene.incident()).toMatchObject({ alarm: 'heartbeat/backup', state: 'resolved' })
  })

  test('whose sign could not be told is closed by the next look', async () => {
    const scene = makeWorld({ config: beating })
    await scene.sweep(later(0))
    await scene.sweep(later(900))
    const record = await scene.ledger.get<HeartbeatRecord>(keys.heartbeat('backup'))
    const world = linkActions((now) =>
      linkWorld(
        scene.world(now, {
          ledger: {
            ...scene.ledger,
            lastChildren: () => Promise.reject(throttled()),
            children: () => Promise.reject(throttled()),
          },
        }),
      ),
    )
    expect(await world.beat(record?.token ?? '', later(1_000))).toBe(true)
    expect(await scene.incident()).toMatchObject({ state: 'open' })
    await scene.sweep(later(1_020))
    expect(await scene.incident()).toMatchObject({ state: 'resolved' })
  })
})
