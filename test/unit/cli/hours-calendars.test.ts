import { yearOption, yearText } from '../../../cli/hours-calendars.ts'
import { calendarDays, calendarOf } from '../../../shared/calendar/index.ts'

test('a year as a calendar', () => {
  const office = calendarOf({
    zone: 'Asia/Seoul',
    rules: [{ days: 'mon-fri', from: '08:00', until: '20:00' }, { monthDays: 31 }],
    holidays: ['2026-12-25'],
  })
  const days = calendarDays(office, new Date('2026-11-01T03:00:00Z'), 61)
  expect(yearText({ calendar: 'office', zone: 'Asia/Seoul', days })).toBe(
    `office (Asia/Seoul): █ on all day, ▄ part of it, · off, H off for a holiday
  2026-11  ·▄▄▄▄▄··▄▄▄▄▄··▄▄▄▄▄··▄▄▄▄▄··▄   252 of 720 hours
  2026-12  ▄▄▄▄··▄▄▄▄▄··▄▄▄▄▄··▄▄▄▄H··▄▄▄█  276 of 744 hours`,
  )
})

test('a year has four digits', () => {
  expect(yearOption('2027')).toBe(2027)
  for (const text of ['27', '2027-01', 'next', '9999']) expect(() => yearOption(text)).toThrow('is not a year')
})
