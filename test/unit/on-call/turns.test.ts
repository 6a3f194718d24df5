import type { Layer } from '../../../shared/config/alerts/schema.ts'
import { turnsOf } from '../../../shared/on-call/turns.ts'
import { windowsOf } from '../../../shared/on-call/windows.ts'

const text = (at: number): string => new Date(at).toISOString().slice(0, 16)
const responders = ['ana', 'ben', 'cho', 'dan', 'eve']
const layer = { zone: 'UTC', from: '2026-11-16', at: '09:00', responders }

const turn = (more: Pick<Layer, 'every'> & Partial<Layer>, at: string): string => {
  const { responder, from, until } = turnsOf({ ...layer, ...more })(Date.parse(at))
  return `${responder} ${text(from)} to ${text(until)}`
}

test.each([
  ['day', 'ben 2026-11-17T09:00 to 2026-11-18T09:00'],
  ['week', 'ana 2026-11-16T09:00 to 2026-11-23T09:00'],
  ['2 days', 'ana 2026-11-16T09:00 to 2026-11-18T09:00'],
  ['1 hour', 'ana 2026-11-17T10:00 to 2026-11-17T11:00'],
  ['12 hours', 'cho 2026-11-17T09:00 to 2026-11-17T21:00'],
])('turns of a %s', (every, expected) => {
  expect(turn({ every }, '2026-11-17T10:30:00Z')).toBe(expected)
})

// Clocks in Samoa went from the end of 29 December 2011, which is 10:00 in UTC on the 30th, to the beginning of the 31st.
describe('a day that the date line took', () => {
  const apia = { zone: 'Pacific/Apia', from: '2011-12-29' }

  test.each([
    ['2011-12-30T09:30:00Z', 'ben 2011-12-30T07:00 to 2011-12-30T19:00'],
    ['2011-12-30T18:59:00Z', 'ben 2011-12-30T07:00 to 2011-12-30T19:00'],
    ['2011-12-30T19:00:00Z', 'eve 2011-12-30T19:00 to 2011-12-31T07:00'],
    ['2011-12-31T07:00:00Z', 'ana 2011-12-31T07:00 to 2011-12-31T19:00'],
  ])('takes its turns of 12 hours with it: %s', (at, expected) => {
    expect(turn({ ...apia, every: '12 hours' }, at)).toBe(expected)
  })

  // Turn 0 is at midnight of the 29th, and those of the 30th have the numbers 24 to 47.
  test.each([
    ['2011-12-30T09:59:00Z', 23, '2011-12-30T09:00 to 2011-12-30T10:00'],
    ['2011-12-30T10:30:00Z', 48, '2011-12-30T10:00 to 2011-12-30T11:00'],
    ['2011-12-30T11:30:00Z', 49, '2011-12-30T11:00 to 2011-12-30T12:00'],
  ])('takes its turns of an hour with it: %s', (at, number, span) => {
    expect(turn({ ...apia, at: '00:00', every: '1 hour' }, at)).toBe(`${responders[number % 5]} ${span}`)
  })
})

test('where clocks go back over midnight, the next day has begun already', () => {
  // At 00:01 on Sunday, 7 November 2010, clocks in Newfoundland went back to 23:01 on Saturday.
  const sundays: Layer = { ...layer, every: 'week', zone: 'America/St_Johns', only: { days: ['sunday'] } }
  const at = (time: string) => {
    const { counts, from } = windowsOf(sundays)(Date.parse(time))
    return counts && text(from)
  }
  expect(at('2010-11-07T02:29:00Z')).toBe(false)
  expect(at('2010-11-07T02:30:00Z')).toBe('2010-11-07T02:30')
  expect(at('2010-11-07T02:45:00Z')).toBe('2010-11-07T02:30')
  expect(at('2010-11-07T12:00:00Z')).toBe('2010-11-07T02:30')
})
