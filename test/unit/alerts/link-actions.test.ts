import * as fc from 'fast-check'
import { sendDigest } from '../../../functions/alerts/delivery/digest.ts'
import { linkActions } from '../../../functions/alerts/engine/link-actions.ts'
import { actions } from '../../../functions/alerts/rules/incident.ts'
import type { IncidentRecord, LinkRecord } from '../../../shared/ledger/records.ts'
import { alarmOf, later, linkWorld, makeConfig, makeWorld } from './scene.ts'

const config = makeConfig({
  responders: {
    mina: { sms: '+12025550101', email: 'mina@corner-shop.example' },
    joon: { sms: '+12025550102', language: 'ko', zone: 'Asia/Seoul' },
  },
  policies: {
    both: {
      steps: [
        { notify: ['mina', 'joon'], wait: '10 minutes' },
        { notify: ['joon'], wait: '10 minutes' },
      ],
    },
  },
  onCall: 'both',
  rotations: {},
})

/** A world with an incident of each name, the desk behind its links, and the link of a person to an incident. */
const opened = async (...names: string[]) => {
  const scene = makeWorld({ config })
  const links = new Map<string, string>()
  for (const name of names)
    await scene.call(alarmOf(name, 'ALARM'), {
      ledger: {
        ...scene.ledger,
        commit: async (writes, now) => {
          await scene.ledger.commit(writes, now)
          for (const { item } of writes)
            if (item.kind === 'link') links.set(`${(item as LinkRecord).to} ${name}`, item.pk.slice('link#'.length))
        },
      },
    })
  const stateOf = async (name: string) => (await scene.incidents()).find(({ alarm }) => alarm === name)
  const linkOf = (to: string, name: string): string => links.get(`${to} ${name}`) ?? ''
  return { ...scene, links: linkActions((now) => linkWorld(scene.world(now))), linkOf, stateOf }
}

describe('what its owner sees', () => {
  test("is the incident, who was told of it and how that went, in the owner's language and zone, and no contact", async () => {
    const scene = await opened('a')
    const view = await scene.links.view(scene.linkOf('joon', 'a'), later(60))
    expect(view).toMatchObject({
      to: 'joon',
      language: 'ko',
      zone: 'Asia/Seoul',
      incident: { title: 'a', state: 'open', steps: 1 },
      now: later(60),
    })
    expect(view?.told.map(({ to, channel, outcome }) => `${to} ${channel} ${outcome}`).toSorted()).toEqual([
      'joon sms accepted',
      'mina email accepted',
      'mina sms accepted',
    ])
    expect(JSON.stringify(view?.told)).not.toMatch(/\+1202|corner-shop/)
  })

  test('leaves out the news that it is over: that is no page', async () => {
    const scene = await opened('a')
    await scene.links.act(scene.linkOf('joon', 'a'), 'resolve', later(60))
    expect((await scene.links.view(scene.linkOf('joon', 'a'), later(70)))?.told).toHaveLength(3)
  })
})

describe('an action', () => {
  test('is of whom the link belongs to, and of its incident alone', async () => {
    const scene = await opened('a', 'b')
    await scene.links.act(scene.linkOf('joon', 'b'), 'acknowledge', later(60))
    expect(await scene.stateOf('a')).toMatchObject({ state: 'open' })
    expect(await scene.stateOf('b')).toMatchObject({ state: 'acknowledged', acknowledgedBy: 'joon' })
  })

  test('by a link that is over does nothing', async () => {
    const scene = await opened('a')
    const week = 7 * 86_400
    expect(await scene.links.view(scene.linkOf('mina', 'a'), later(week - 1))).toBeDefined()
    for (const action of actions)
      expect(await scene.links.act(scene.linkOf('mina', 'a'), action, later(week))).toBeUndefined()
    expect(await scene.stateOf('a')).toMatchObject({ state: 'open', steps: 1 })
  })

  test('that escalates goes on once for the same page, though it is tapped twice at once', async () => {
    const scene = await opened('a')
    const tap = () => scene.links.act(scene.linkOf('mina', 'a'), 'escalate', later(60), 1)
    await Promise.all([tap(), tap()])
    await tap()
    expect(await scene.stateOf('a')).toMatchObject({ state: 'open', steps: 2 })
    await scene.links.act(scene.linkOf('joon', 'a'), 'escalate', later(90), 2)
    expect(await scene.stateOf('a')).toMatchObject({ steps: 3 })
  })

  test('to acknowledge does not take it from whoever has it', async () => {
    const scene = await opened('a')
    await scene.links.act(scene.linkOf('mina', 'a'), 'acknowledge', later(60))
    await scene.links.act(scene.linkOf('joon', 'a'), 'acknowledge', later(70))
    expect(await scene.stateOf('a')).toMatchObject({ acknowledgedBy: 'mina', acknowledgedAt: later(60).toISOString() })
  })

  test('in whatever order: what is resolved stays so, each act touches its own incident, and nobody fails', async () => {
    const act = fc.record({
      to: fc.constantFrom('mina', 'joon'),
      action: fc.constantFrom(...actions),
      after: fc.integer({ min: 1, max: 300 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 12 }), async (acts) => {
        const scene = await opened('a', 'b')
        let [seconds, isOver] = [0, false]
        for (const { to, action, after } of acts) {
          seconds += after
          const view = await scene.links.act(scene.linkOf(to, 'a'), action, later(seconds))
          isOver ||= action === 'resolve'
          expect(view?.incident.state === 'resolved').toBe(isOver)
          if (!isOver && action === 'escalate') expect(view?.incident.state).toMatch(/^(open|exhausted)$/)
          if (!isOver && action === 'acknowledge') expect(view?.incident.state).toBe('acknowledged')
        }
        expect(await scene.stateOf('b')).toMatchObject({ state: 'open', steps: 1 })
      }),
      { numRuns: 60 },
    )
  })
})

describe('the link of a digest', () => {
  const only = makeConfig({
    responders: { joon: { sms: '+12025550102' } },
    rotations: {},
    policies: { only: { steps: [{ notify: ['joon'], wait: '1 hour' }] } },
    onCall: 'only',
    fallback: ['joon'],
  })

  /** A storm of alarms of which the last ones come in a digest after a minute, and the token in its text. */
  const storm = async (...names: string[]) => {
    const scene = makeWorld({ config: only })
    for (const name of names) await scene.call(alarmOf(name, 'ALARM'))
    await sendDigest({ to: 'joon', channel: 'sms' }, scene.world(later(60)))
    const links = linkActions((now) => linkWorld(scene.world(now)))
    const token = /ns\.example\/([\w-]{16})/.exec(scene.sent.at(-1)?.message.short ?? '')?.[1] ?? ''
    const states = async () =>
      Object.fromEntries((await scene.incidents()).map(({ alarm, state }) => [alarm, state] as const))
    return { ...scene, links, token, states }
  }

  test('acknowledges everything that the digest lists, and nothing else', async () => {
    const names = Array.from({ length: 25 }, (_, index) => `a${index}`)
    const { links, token, states } = await storm(...names)
    const acted = await links.act(token, 'acknowledge', later(70))
    expect(acted).toMatchObject({ to: 'joon', incident: { state: 'acknowledged' } })
    expect(acted?.list).toHaveLength(23)
    expect(await states()).toEqual({
      ...Object.fromEntries(names.map((name) => [name, 'acknowledged'])),
      a0: 'open',
      a1: 'open',
    })
  })

  test('shows what it lists, the worst first, each with the way to its own page', async () => {
    const { links, token } = await storm('a', 'b', 'c', 'd')
    const view = await links.view(token, later(70))
    expect(view?.list?.map(({ title, state }) => `${title} ${state}`)).toEqual(['c open', 'd open'])
    expect(view?.incident.title).toBe('c')
    const path = view?.list?.[1]?.path ?? ''
    expect((await links.view(path.slice(2), later(70)))?.incident.title).toBe('d')
    await links.act(token, 'resolve', later(80))
    expect((await links.view(token, later(90)))?.list?.map(({ state, path: way }) => [state, way])).toEqual([
      ['resolved', undefined],
      ['resolved', undefined],
    ])
  })

  test("is the incident's own where the digest lists one, or one that lasts", async () => {
    const { links, token } = await storm('a', 'b', 'c')
    expect(await links.view(token, later(70))).toMatchObject({ incident: { title: 'c' } })
    expect((await links.view(token, later(70)))?.list).toBeUndefined()
  })

  test('escalates nothing: each has steps of its own', async () => {
    const scene = await storm('a', 'b', 'c', 'd')
    expect(await scene.links.act(scene.token, 'escalate', later(70))).toBeUndefined()
    expect((await scene.incidents()).map(({ steps }) => steps)).toEqual([1, 1, 1, 1])
  })

  test('acts on the others though one cannot be written, and then says that it failed', async () => {
    const scene = await storm('a', 'b', 'c', 'd', 'e')
    const failing = linkActions((now) => {
      const world = scene.world(now)
      const commit: typeof world.ledger.commit = async (writes, at) => {
        if (writes.some(({ item }) => item.kind === 'incident' && (item as IncidentRecord).alarm === 'd'))
          throw new Error('unavailable')
        await world.ledger.commit(writes, at)
      }
      return linkWorld({ ...world, ledger: { ...world.ledger, commit } })
    })
    await expect(failing.act(scene.token, 'acknowledge', later(70))).rejects.toThrow('unavailable')
    expect(await scene.states()).toMatchObject({ c: 'acknowledged', d: 'open', e: 'acknowledged' })
  })
})
