import {
  calendarOf,
  holidaysEnd,
  holidaysEnding,
  holidaysEndText,
  holidayText,
} from '../../../shared/calendar/index.ts'

const rules = [{ days: 'mon-fri' }]
const listed = calendarOf({ zone: 'Asia/Seoul', rules, holidays: ['2026-12-31', '2026-12-25'] })
const found = calendarOf(
  { zone: 'UTC', rules, holidays: { country: 'DE' } },
  { holidays: [{ date: '2026-12-25', name: 'Christmas Day' }], holidaysUntil: '2029-01-01' },
)

test('holidays are known until the day after the last one, or as far as was looked', () => {
  expect(holidaysEnd(listed)).toBe('2027-01-01')
  expect(holidaysEnd(found)).toBe('2029-01-01')
  expect(holidaysEnd(calendarOf({ zone: 'UTC', rules }))).toBeUndefined()
})

test.each([
  ['2026-11-01T12:00:00Z', undefined],
  ['2026-11-02T12:00:00Z', 'holidays are known until 2027-01-01 only: add the dates after it'],
  ['2026-12-31T12:00:00Z', 'holidays are known until 2027-01-01 only: add the dates after it'],
  ['2027-01-01T12:00:00Z', 'no holiday is known from 2027-01-01 on: add the dates after it'],
])('that they end within sixty days is said: %s', (now, text) => {
  expect(holidaysEndText('2027-01-01', false, new Date(now))).toBe(text)
})

test('by the dates of the calendar itself, with the fix that fits', () => {
  // 15:00 in UTC is the next day in Seoul.
  expect(holidaysEnding(listed, new Date('2026-11-01T14:59:59Z'))).toBeUndefined()
  expect(holidaysEnding(listed, new Date('2026-11-01T15:00:00Z'))).toContain('add the dates')
  expect(holidaysEnding(found, new Date('2028-12-01T00:00:00Z'))).toBe(
    'holidays are known until 2029-01-01 only: deploy again, which finds those of the next two years',
  )
  expect(holidaysEnding(calendarOf({ zone: 'UTC', rules }), new Date())).toBeUndefined()
})

test('one is named with its weekday', () => {
  expect(holidayText({ date: '2026-12-25', name: 'Christmas Day' })).toBe('Fri, 25 Dec 2026, Christmas Day')
})
