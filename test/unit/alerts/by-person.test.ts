import { byPerson } from '../../../functions/alerts/rules/by-person.ts'
import type { RehearsalRow } from '../../../functions/alerts/rules/comparison.ts'
import { makeConfig } from './scene.ts'

const { responders } = makeConfig({
  responders: { mina: { sms: '+12025550101', zone: 'Asia/Seoul' }, joon: { sms: '+12025550102' } },
})
const row = (was: [string, string][], would: [string, string][]): RehearsalRow => {
  const told = (pages: [string, string][]) => pages.map(([to, at]) => ({ to, channel: 'sms', at }))
  return {
    alarm: 'a',
    incident: 'i',
    openedAt: '2026-11-01T00:00:00Z',
    change: 'other',
    was: told(was),
    would: told(would),
    reason: '',
  }
}

test('adds up whose nights an edited rotation costs, each in their own zone, an incident once', () => {
  // Half past one in the morning in Seoul, and half past four in the afternoon in UTC.
  const night = '2026-11-01T16:30:00.000Z'
  const day = '2026-11-01T03:00:00.000Z'
  const rows = [
    row(
      [
        ['mina', night],
        ['mina', day],
      ],
      [['joon', night]],
    ),
    row(
      [['mina', day]],
      [
        ['mina', day],
        ['joon', '2026-11-01T03:10:00.000Z'],
      ],
    ),
    row([], [['gone', night]]),
  ]
  expect(byPerson(rows, responders)).toEqual([
    { person: 'joon', was: 0, would: 2, wasAtNight: 0, wouldAtNight: 1 },
    { person: 'gone', was: 0, would: 1, wasAtNight: 0, wouldAtNight: 0 },
    { person: 'mina', was: 2, would: 1, wasAtNight: 0, wouldAtNight: 0 },
  ])
  expect(byPerson([row([['mina', night]], [['mina', night]])], responders)).toMatchObject([
    { wasAtNight: 1, wouldAtNight: 1 },
  ])
})
