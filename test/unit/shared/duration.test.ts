import { durationSeconds } from '../../../shared/duration.ts'

test.each([
  ['1 second', 1],
  ['90 seconds', 90],
  ['1 minute', 60],
  ['5 minutes', 300],
  ['2 hours', 7_200],
  ['1 day', 86_400],
  ['999999 days', 86_399_913_600],
])('%s is so many seconds', (text, seconds) => {
  expect(durationSeconds(text)).toBe(seconds)
})

test.each(['0 seconds', '1.5 hours', '1 week', '1000000 days', 'an hour', ''])('"%s" is not a duration', (text) => {
  expect(() => durationSeconds(text)).toThrow(RangeError)
})
