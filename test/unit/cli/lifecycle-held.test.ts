import { jest } from '@jest/globals'
import type { Outcome } from '../../../api/lifecycle.ts'
import { reportHeld } from '../../../cli/lifecycle.ts'

const held: NonNullable<Outcome['held']> = {
  rules: ['nightshift:shop:logs'],
  since: '2026-11-30T10:00:00Z',
  objects: 1234,
  bytes: 5_600_000_000,
  newest: '2026-10-30T10:00:00.000Z',
  looked: 5000,
  complete: false,
  source: 'a listing',
}
const outcome = (more: Partial<typeof held> = {}): Outcome => ({
  bucket: 'logs',
  outcome: 'unchanged',
  changes: [],
  held: { ...held, ...more },
})

const said = (outcomes: Outcome[], takenBack = false): readonly [string, unknown] => {
  const printed = jest.spyOn(console, 'error').mockImplementation(() => undefined)
  const before = process.exitCode
  try {
    process.exitCode = 0
    reportHeld(outcomes, takenBack)
    return [printed.mock.calls.map(([text]) => String(text)).join('\n'), process.exitCode]
  } finally {
    process.exitCode = before
    printed.mockRestore()
  }
}

test('without agreement it is refused: how many, how large, the newest, and how to agree', () => {
  const [text, code] = said([outcome()])
  expect(code).toBe(1)
  expect(text).toContain('Refused: logs: nightshift:shop:logs deletes at least 1234 objects that are there now, 5.6 GB')
  expect(text).toContain('written 2026-10-30')
  expect(text).toContain('lifecycle apply --confirm')
})

test('what is no bucket is refused in its own words', () => {
  const words = 'makes records of jobs older than 7 days unreadable at once'
  const [text, code] = said([{ ...outcome({ rules: [words], words, objects: 0 }), bucket: 'stream jobs' }])
  expect(code).toBe(1)
  expect(text).toContain(`Refused: stream jobs: ${words}. Nothing of it is written.`)
})

test('agreed to, it says from when on, and how to take that back; all is well', () => {
  const [text, code] = said([outcome({ until: '2026-12-07T10:00:00Z' })])
  expect(code).toBe(0)
  expect(text).toContain('made from 2026-12-07T10:00:00Z on')
  expect(text).toContain('--take-back')
})

test('taken back, it says so; nothing held back says nothing', () => {
  expect(said([outcome()], true)[0]).toContain('Taken back')
  expect(said([{ bucket: 'logs', outcome: 'unchanged', changes: [] }])).toEqual(['', 0])
})
