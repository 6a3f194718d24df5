import * as fc from 'fast-check'
import { actions } from '../../../functions/alerts/incident.ts'
import { linkDesk } from '../../../functions/alerts/link-desk.ts'
import type { LinkRecord } from '../../../shared/ledger/records.ts'
import { alarmOf, later, makeConfig, makeWorld } from './world.ts'

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
  const world = makeWorld({ config })
  const links = new Map<string, string>()
  for (const name of names)
    await world.call(alarmOf(name, 'ALARM'), {
      ledger: {
        ...world.ledger,
        commit: async (writes, now) => {
          await world.ledger.commit(writes, now)
          for (const { item } of writes)
            if (item.kind === 'link') links.set(`${(item as LinkRecord).to} ${name}`, item.pk.slice('link#'.length))
        },
      },
    })
  const stateOf = async (name: string) => (await world.incidents()).find(({ alarm }) => alarm === name)
  const linkOf = (to: string, name: string): string => links.get(`${to} ${name}`) ?? ''
  return { ...world, links: linkDesk((now) => world.desk(now)), linkOf, stateOf }
}

describe('what its owner sees', () => {
  test("is the incident, who was told of it and how that went, in the owner's language and zone, and no contact", async () => {
    const world = await opened('a')
    const view = await world.links.view(world.linkOf('joon', 'a'), later(60))
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
    const world = await opened('a')
    await world.links.act(world.linkOf('joon', 'a'), 'resolve', later(60))
    expect((await world.links.view(world.linkOf('joon', 'a'), later(70)))?.told).toHaveLength(3)
  })
})

describe('an action', () => {
  test('is of whom the link belongs to, and of its incident alone', async () => {
    const world = await opened('a', 'b')
    await world.links.act(world.linkOf('joon', 'b'), 'acknowledge', later(60))
    expect(await world.stateOf('a')).toMatchObject({ state: 'open' })
    expect(await world.stateOf('b')).toMatchObject({ state: 'acknowledged', acknowledgedBy: 'joon' })
  })

  test('by a link that is over does nothing', async () => {
    const world = await opened('a')
    const week = 7 * 86_400
    expect(await world.links.view(world.linkOf('mina', 'a'), later(week - 1))).toBeDefined()
    for (const action of actions)
      expect(await world.links.act(world.linkOf('mina', 'a'), action, later(week))).toBeUndefined()
    expect(await world.stateOf('a')).toMatchObject({ state: 'open', steps: 1 })
  })

  test('that escalates goes on once for the same page, though it is tapped twice at once', async () => {
    const world = await opened('a')
    const tap = () => world.links.act(world.linkOf('mina', 'a'), 'escalate', later(60), 1)
    await Promise.all([tap(), tap()])
    await tap()
    expect(await world.stateOf('a')).toMatchObject({ state: 'open', steps: 2 })
    await world.links.act(world.linkOf('joon', 'a'), 'escalate', later(90), 2)
    expect(await world.stateOf('a')).toMatchObject({ steps: 3 })
  })

  test('to acknowledge does not take it from whoever has it', async () => {
    const world = await opened('a')
    await world.links.act(world.linkOf('mina', 'a'), 'acknowledge', later(60))
    await world.links.act(world.linkOf('joon', 'a'), 'acknowledge', later(70))
    expect(await world.stateOf('a')).toMatchObject({ acknowledgedBy: 'mina', acknowledgedAt: later(60).toISOString() })
  })

  test('in whatever order: what is resolved stays so, each act touches its own incident, and nobody fails', async () => {
    const act = fc.record({
      to: fc.constantFrom('mina', 'joon'),
      action: fc.constantFrom(...actions),
      after: fc.integer({ min: 1, max: 300 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 12 }), async (acts) => {
        const world = await opened('a', 'b')
        let [seconds, isOver] = [0, false]
        for (const { to, action, after } of acts) {
          seconds += after
          const view = await world.links.act(world.linkOf(to, 'a'), action, later(seconds))
          isOver ||= action === 'resolve'
          expect(view?.incident.state === 'resolved').toBe(isOver)
          if (!isOver && action === 'escalate') expect(view?.incident.state).toMatch(/^(open|exhausted)$/)
          if (!isOver && action === 'acknowledge') expect(view?.incident.state).toBe('acknowledged')
        }
        expect(await world.stateOf('b')).toMatchObject({ state: 'open', steps: 1 })
      }),
      { numRuns: 60 },
    )
  })
})
