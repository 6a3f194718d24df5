import {
  durationParts,
  durationText,
  exactDurationText,
  isInstant,
  isoSeconds,
  localText,
} from '../../../shared/time.ts'

test('an instant has one text', () => {
  expect(isoSeconds(new Date('2026-11-21T11:30:00.999+09:00'))).toBe('2026-11-21T02:30:00Z')
})

test.each([
  ['2026-02-28T00:00:00Z', true],
  ['2028-02-29T09:00:00+09:00', true],
  ['2026-11-21', true],
  ['2026-02-30T00:00:00Z', false],
  ['2026-02-29', false],
  ['2026-04-31T23:59:59-11:00', false],
  ['2026-11-21T99:00:00Z', false],
  ['tomorrow', false],
  ['', false],
])('whether "%s" is an instant: %s', (text, expected) => {
  expect(isInstant(text)).toBe(expected)
})

test('a time for people is in their zone, on the 24-hour clock', () => {
  expect(localText(new Date('2026-11-21T15:05:00Z'), 'Asia/Seoul')).toBe('Sun 22 Nov, 00:05')
})

test.each([
  [0, '0 seconds'],
  [0.4, '0 seconds'],
  [1, '1 second'],
  [59.9, '59 seconds'],
  [60, '1 minute'],
  [7_199, '1 hour 59 minutes'],
  [3_779, '1 hour'],
  [3_780, '1 hour 3 minutes'],
  [62, '1 minute'],
  [63, '1 minute 3 seconds'],
  [3_700, '1 hour'],
  [90, '1 minute 30 seconds'],
  [129_600, '1 day 12 hours'],
  [86_400 * 2 + 59, '2 days'],
  [86_400 * 2, '2 days'],
])('%d seconds are %s', (seconds, text) => {
  expect(durationText(seconds)).toBe(text)
})

test.each([
  [0, '0 seconds'],
  [1, '1 second'],
  [90, '90 seconds'],
  [3_600, '1 hour'],
  [5_400, '90 minutes'],
  [129_600, '36 hours'],
  [172_800, '2 days'],
])('%d seconds are exactly %s', (seconds, text) => {
  expect(exactDurationText(seconds)).toBe(text)
})

test('every whole unit counts where no share is asked for', () => {
  expect(durationText(3_660, 0)).toBe('1 hour 1 minute')
  expect(durationParts(3_601, 0)).toEqual([[1, 3_600]])
  expect(durationParts(86_400 + 3_600, 0)).toEqual([
    [1, 86_400],
    [1, 3_600],
  ])
  expect(durationParts(0.5, 0)).toEqual([[0, 1]])
  expect(durationParts(61, 0)).toEqual([
    [1, 60],
    [1, 1],
  ])
})
