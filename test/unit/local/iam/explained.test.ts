import { type Explained, explained, isExplained, staleExplanations } from '../../../../local/iam/explained.ts'

const entries: readonly Explained[] = [
  { callers: ['on-upload'], actions: ['s3:GetObject', 's3:PutObject'], when: 'a photo comes' },
  { actions: ['logs:PutLogEvents'], when: 'Lambda writes' },
]

test.each([
  ['on-upload', 's3:GetObject', true],
  ['on-upload', 's3:DeleteObject', false],
  ['on-timer', 's3:GetObject', false],
  ['on-timer', 'logs:PutLogEvents', true],
])('%s may leave %s unused: %s', (caller, action, expected) => {
  expect(isExplained({ caller, action }, entries)).toBe(expected)
})

test('what is explained and no longer granted is named', () => {
  const granted = [{ caller: 'on-upload', action: 's3:GetObject' }]
  expect(staleExplanations(granted, entries)).toEqual(['on-upload s3:PutObject'])
})

test('a new grant that nobody explains is not let through by the table', () => {
  expect(isExplained({ caller: 'alerts-on-link', action: 'sns:Publish' })).toBe(false)
  expect(isExplained({ caller: 'jobs-on-schedule', action: 'dynamodb:Scan' })).toBe(false)
  for (const { when } of explained) expect(when.length).toBeGreaterThan(10)
})
