import * as fc from 'fast-check'
import type { IncidentRecord } from '../../shared/ledger/records.ts'
import { alarmOf, later, makeConfig, makeWorld } from '../unit/alerts/scene.ts'

const contacts = {
  mina: { sms: '+12025550101', email: 'mina@corner-shop.example' },
  joon: { sms: '+12025550102' },
  kim: { email: 'kim@corner-shop.example' },
  ada: { email: 'ada@corner-shop.example' },
}
const layer = { zone: 'UTC', every: 'week', from: '2026-01-05' } as const
const people = Object.keys(contacts)

/** A policy of three steps that so many people must acknowledge; ada shadows whoever is on call. */
const configOf = (acknowledgements: number) =>
  makeConfig({
    responders: contacts,
    rotations: {
      primary: {
        layers: [
          { ...layer, responders: ['mina'] },
          { ...layer, responders: ['ada'], shadow: true },
        ],
      },
    },
    policies: {
      shop: {
        steps: [
          { notify: ['primary'], wait: '5 minutes' },
          { notify: ['joon', 'kim'], wait: '5 minutes' },
          { notify: ['primary', 'joon'], wait: '5 minutes' },
        ],
        acknowledgements,
        repeat: 0,
      },
    },
    onCall: 'shop',
  })

interface Tap {
  readonly second: number
  readonly by: string
}

/** A judge of its own: who has acknowledged by a second, in order, each once, until so many have. */
const acknowledgedBy = (taps: readonly Tap[], needed: number, second: number): string[] => {
  const names: string[] = []
  for (const tap of taps)
    if (tap.second <= second && names.length < needed && !names.includes(tap.by)) names.push(tap.by)
  return names
}

test('whoever acknowledges when: it is theirs when so many different people have, the steps go on until then, shadows hear all and count for nothing', async () => {
  const tapsOf = fc.array(fc.record({ second: fc.integer({ min: 1, max: 880 }), by: fc.constantFrom(...people) }), {
    maxLength: 7,
  })
  await fc.assert(
    fc.asyncProperty(tapsOf, fc.integer({ min: 1, max: 3 }), async (drawn, needed) => {
      const taps = drawn.toSorted((one, other) => one.second - other.second)
      const scene = makeWorld({ config: configOf(needed) })
      await scene.call(alarmOf('a', 'ALARM'))
      const { id } = await scene.incident()
      const isDone = (second: number): boolean => acknowledgedBy(taps, needed, second).length === needed
      const ends = [300, 600]
      for (let second = 1; second <= 880; second += 1) {
        // Of one second the taps come first, as the sweep of that minute does.
        for (const tap of taps.filter((each) => each.second === second))
          if (!isDone(second - 1)) await scene.happen(id, { kind: 'acknowledged', by: tap.by }, later(second))
        if (second % 60 === 0) await scene.sweep(later(second))
      }
      const incident: IncidentRecord = await scene.incident()
      const who = acknowledgedBy(taps, needed, 880)
      const doneAt = taps.find(({ second }) => isDone(second))?.second
      const steps = 1 + ends.filter((end) => doneAt === undefined || doneAt > end).length
      expect(incident.steps).toBe(steps)
      if (who.length === needed) {
        expect([incident.acknowledgedBy, incident.partly]).toEqual([who.at(-1), undefined])
        expect(incident.acknowledgements?.map(({ by }) => by)).toEqual(who)
      } else {
        expect(incident.acknowledgedBy).toBeUndefined()
        expect((incident.partly ?? []).map(({ by }) => by)).toEqual(who)
      }
      const pages = (await scene.notifications()).filter(({ purpose }) => purpose === 'page')
      const stepsOf = (name: string) => pages.filter(({ to }) => to === name).map(({ step }) => step)
      // The shadow gets what mina gets, by a message without a link.
      expect(new Set(stepsOf('ada'))).toEqual(new Set(stepsOf('mina')))
      expect(pages.filter(({ to }) => to === 'ada').every(({ link, shadow }) => link === undefined && shadow)).toBe(
        true,
      )
    }),
    { numRuns: 25 },
  )
})

test('whenever the sweep comes: each turn is announced a day before at most once, by an email to whoever has it then', async () => {
  const sweeps = fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 20, maxLength: 40 })
  await fc.assert(
    fc.asyncProperty(sweeps, async (gaps) => {
      const config = makeConfig({
        responders: { mina: contacts.mina, kim: contacts.kim },
        rotations: {
          primary: { zone: 'Europe/Berlin', every: '2 hours', from: '2026-01-05', responders: ['mina', 'kim'] },
        },
        shiftNotice: '1 hour',
      })
      const scene = makeWorld({ config })
      const at: number[] = []
      for (const gap of gaps) at.push((at.at(-1) ?? 0) + gap)
      for (const minute of at) await scene.sweep(later(minute * 60))
      const notices = scene.sent.filter(({ message }) => message.subject.startsWith('Your turn'))
      // Turns begin at 120, 240, … minutes, so that notices are due at 60, 180, …; for ten minutes they are sent.
      const turns = Array.from({ length: 10 }, (_, index) => 60 + 120 * index)
      const due = turns.filter((minute) => at.some((each) => each >= minute && each <= minute + 10))
      expect(notices).toHaveLength(due.length)
      expect(notices.every(({ channel }) => channel === 'email')).toBe(true)
      const subjects = notices.map(({ message }) => message.subject)
      expect(new Set(subjects).size).toBe(subjects.length)
    }),
    { numRuns: 40 },
  )
})
