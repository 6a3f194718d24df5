import { jest } from '@jest/globals'
import * as fc from 'fast-check'
import { onCallAt, overridesOf } from '../../shared/on-call/on-call.ts'
import { alarmOf, makeConfig, makeWorld, throttled } from '../unit/alerts/scene.ts'

jest.setTimeout(60_000)

const people = ['mina', 'joon', 'alex'] as const
const begin = Date.parse('2026-03-28T20:00:00Z')
const minute = 60_000

const turns = fc.record({
  zone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Seoul'),
  every: fc.constantFrom('1 hour', '2 hours', '3 hours', 'day'),
  from: fc.constant('2026-03-01'),
  at: fc.constantFrom('00:00', '02:30', '22:00'),
  responders: fc.shuffledSubarray([...people], { minLength: 1 }),
})
// A turn of a minute would be over before what was throttled is tried again.
const overrides = fc.array(
  fc
    .record({
      from: fc.integer({ min: 0, max: 40 }).map((count) => count * 10),
      minutes: fc.integer({ min: 1, max: 20 }).map((count) => count * 10),
      to: fc.constantFrom(...people),
    })
    .map(({ from, minutes, to }) => ({
      rotation: 'primary',
      from: new Date(begin + from * minute).toISOString(),
      until: new Date(begin + (from + minutes) * minute).toISOString(),
      responder: to,
    })),
  { maxLength: 2 },
)

test('whoever comes on call is notified once, by one message, and never paged by the change of shift', async () => {
  await fc.assert(
    fc.asyncProperty(turns, turns, overrides, fc.integer({ min: 0, max: 1_000 }), async (one, other, covers, luck) => {
      const config = makeConfig({
        responders: Object.fromEntries(people.map((name) => [name, { email: `${name}@corner-shop.example` }])),
        rotations: { primary: one, second: other },
        overrides: covers,
        policies: {
          all: {
            steps: [
              { notify: ['mina'], wait: '7 days' },
              { notify: ['primary', 'second'], wait: '7 days' },
            ],
          },
        },
        onCall: 'all',
        fallback: ['mina'],
      })
      let tries = luck
      const scene = makeWorld({
        config,
        // Every fourth notice is throttled, and so certainly not sent.
        fail: ({ message }) => {
          if (!message.subject.includes('on call now')) return undefined
          tries += 1
          return tries % 4 === 0 ? throttled() : undefined
        },
      })
      const wall = (at: number): Date => new Date(at)
      const event = alarmOf('disk-full', 'ALARM', 0, { at: wall(begin).toISOString() })
      await scene.call(event)
      const paged = (await scene.notifications()).length
      const rotations = Object.entries(config.rotations)
      const onCall = (at: number): (string | undefined)[] =>
        rotations.map(([name, turn]) => onCallAt(turn, overridesOf(config, name), wall(at))?.responder)
      const expected: string[] = []
      const notices: string[] = []
      let before = onCall(begin - 30_000)
      for (let at = begin + 30_000; at < begin + 7 * 60 * minute; at += minute) {
        const sent = scene.sent.length
        await Promise.all([scene.sweep(wall(at)), ...(at % 5 === 0 ? [scene.sweep(wall(at))] : [])])
        notices.push(
          ...scene.sent.slice(sent).flatMap(({ to, message }) => (message.subject.includes('on call now') ? [to] : [])),
        )
        const now = onCall(at)
        const arrived = now.filter((to, index) => to !== undefined && to !== before[index])
        expected.push(...new Set(arrived.flatMap((to) => to ?? [])))
        before = now
      }
      expect(notices.toSorted()).toEqual(expected.toSorted())
      expect((await scene.notifications()).length).toBe(paged)
    }),
    { numRuns: 12 },
  )
})
