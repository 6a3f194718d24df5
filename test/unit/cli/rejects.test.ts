import { longestCell } from '../../../cli/print.ts'
import { rejectColumns } from '../../../cli/thumbnails/rejects.ts'

const reject = {
  at: '2026-11-30T03:24:00Z',
  key: '가'.repeat(341),
  cause: 'key-too-long',
  reason: 'Its key is too long.',
} as const

test('a key of 1,024 bytes does not make the table wider than a cell may be', () => {
  const key = rejectColumns.Key(reject)
  expect(key).toHaveLength(longestCell)
  expect(key).toMatch(/^가+…$/)
})
