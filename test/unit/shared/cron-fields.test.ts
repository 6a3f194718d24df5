import { readDays } from '../../../shared/schedule/days.ts'
import { cronFields, readField } from '../../../shared/schedule/fields.ts'

const { minute, hour, dayOfMonth, month, dayOfWeek, year } = cronFields

test.each([
  ['*', hour, Array.from({ length: 24 }, (_, index) => index)],
  ['5', minute, [5]],
  ['0', minute, [0]],
  ['59', minute, [59]],
  ['5-9', minute, [5, 6, 7, 8, 9]],
  ['5-5', minute, [5]],
  ['0/15', minute, [0, 15, 30, 45]],
  ['50/5', minute, [50, 55]],
  ['10-20/5', minute, [10, 15, 20]],
  ['10-19/5', minute, [10, 15]],
  ['*/20', minute, [0, 20, 40]],
  ['0/60', minute, [0]],
  ['30,5,30,10-11', minute, [5, 10, 11, 30]],
  ['JAN', month, [1]],
  ['dec', month, [12]],
  ['JAN-MAR', month, [1, 2, 3]],
  ['SUN', dayOfWeek, [1]],
  ['MON-FRI', dayOfWeek, [2, 3, 4, 5, 6]],
  ['SUN,sat', dayOfWeek, [1, 7]],
  ['2199', year, [2199]],
  ['1970', year, [1970]],
])('%s of a field are its values', (text, field, values) => {
  expect(readField(field, text)).toEqual(values)
})

test.each([
  ['60', minute],
  ['-1', minute],
  ['0/0', minute],
  ['0/61', minute],
  ['1-2-3', minute],
  ['', minute],
  ['0', dayOfMonth],
  ['32', dayOfMonth],
  ['0', month],
  ['13', month],
  ['8', dayOfWeek],
  ['MONDAY', dayOfWeek],
  ['1969', year],
  ['2200', year],
])('%s is no value of its field', (text, field) => {
  expect(() => readField(field, text)).toThrow(`whose ${field.name} is from ${field.from} to ${field.to}`)
})

test('a range that goes backwards is said as the two that it is', () => {
  expect(() => readField(hour, '22-6')).toThrow('as two ranges it is 22-23,0-6')
})

// November 2026 has 30 days and begins on a Sunday; August 2026 begins on a Saturday, February 2027 has 28 and begins on a Monday.
test.each([
  ['L', '?', 2026, 11, [30]],
  ['L', '?', 2027, 2, [28]],
  ['LW', '?', 2026, 11, [30]],
  ['LW', '?', 2027, 2, [26]],
  ['LW', '?', 2026, 10, [30]],
  ['LW', '?', 2026, 5, [29]],
  ['1W', '?', 2026, 11, [2]],
  ['1W', '?', 2026, 8, [3]],
  ['15W', '?', 2026, 11, [16]],
  ['14W', '?', 2026, 11, [13]],
  ['16W', '?', 2026, 11, [16]],
  ['31W', '?', 2026, 5, [29]],
  ['30W', '?', 2027, 2, []],
  ['30W', '?', 2026, 11, [30]],
  ['31', '?', 2026, 11, []],
  ['1,L,15', '?', 2026, 11, [1, 15, 30]],
  ['?', 'L', 2026, 11, [7, 14, 21, 28]],
  ['?', 'SUN', 2026, 11, [1, 8, 15, 22, 29]],
  ['?', '7', 2026, 8, [1, 8, 15, 22, 29]],
  ['?', '1L', 2026, 11, [29]],
  ['?', 'MONL', 2026, 11, [30]],
  ['?', 'TUEL', 2026, 11, [24]],
  ['?', '6L', 2027, 2, [26]],
  ['?', '2#1', 2026, 11, [2]],
  ['?', '1#1', 2026, 11, [1]],
  ['?', 'MON#5', 2026, 11, [30]],
  ['?', 'TUE#5', 2026, 11, []],
  ['?', '7#3', 2026, 8, [15]],
  ['?', 'MON,WED', 2027, 2, [1, 3, 8, 10, 15, 17, 22, 24]],
])('the days of %s %s in %s-%s', (days, weekdays, inYear, inMonth, expected) => {
  expect(readDays(days, weekdays)(inYear, inMonth)).toEqual(expected)
})

test.each([
  ['*', '*'],
  ['?', '?'],
  ['?', 'MON#1,TUE'],
])('the days %s %s are refused', (days, weekdays) => {
  expect(() => readDays(days, weekdays)).toThrow('a cron expression')
})
