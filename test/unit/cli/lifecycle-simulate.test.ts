import { jest } from '@jest/globals'
import { Command } from 'commander'
import { registerSimulate, sizeOption, tagsOption } from '../../../cli/lifecycle-simulate.ts'

test.each([
  ['200000', 200_000],
  ['0', 0],
  ['5kB', 5_000],
  ['5KB', 5_000],
  ['5 MiB', 5_242_880],
  ['1.5GB', 1_500_000_000],
])('%s is a size', (text, bytes) => {
  expect(sizeOption(text)).toBe(bytes)
})

test.each(['', 'big', '-1', '5XB', '1e9', '99999999TB'])('%j is not a size', (text) => {
  expect(() => sizeOption(text)).toThrow('is not a size')
})

test('tags are pairs', () => {
  expect(tagsOption('Department=Finance,Formula=a=b,Empty=')).toEqual({
    Department: 'Finance',
    Formula: 'a=b',
    Empty: '',
  })
  expect(() => tagsOption('Finance')).toThrow('"Finance" is not a tag')
})

describe('lifecycle simulate', () => {
  const ask = async (...args: string[]): Promise<unknown[]> => {
    const printed = jest.spyOn(console, 'log').mockImplementation(() => undefined)
    try {
      const program = new Command()
      registerSimulate(program)
      await program.parseAsync(['simulate', ...args, '--created', '2026-01-15T10:30:00Z', '--json'], { from: 'user' })
      return JSON.parse(String(printed.mock.calls[0]?.[0]))
    } finally {
      printed.mockRestore()
    }
  }

  test('follows an object by the rules of the config, whose and when', async () => {
    expect(await ask('photos/cat.jpg')).toEqual([
      {
        bucket: "own('uploads')",
        by: 'config',
        at: '2026-03-02T00:00:00.000Z',
        day: 45,
        what: 'moved',
        storageClass: 'GLACIER',
        rule: 'nightshift:corner-shop:photo-originals',
        owner: 'ours',
        // 1 MB in STANDARD until then, and one request to move it; then with 40 KB of index and name.
        dollars: expect.closeTo(0.000_061_8, 6),
        dollarsAMonth: expect.closeTo(0.000_003_64, 7),
        assumptions: [],
      },
    ])
    const days = (await ask('photos/cat.jpg', '--size', '5MB', '--daily', '60')) as {
      storageClass: string
      total: number
    }[]
    expect(days).toHaveLength(2 * 61)
    expect([days[45]?.storageClass, days[46]?.storageClass]).toEqual(['STANDARD', 'GLACIER'])
    expect(days[60]?.total).toBeGreaterThan(days[45]?.total ?? 0)
    expect(await ask('photos/cat.jpg', '--size', '100kB')).toEqual([])
    expect(await ask('photos/cat.jpg', '--bucket', 'thumbnails')).toEqual([])
  })

  test('refuses a bucket that the config does not have', async () => {
    await expect(ask('a', '--bucket', 'nope')).rejects.toThrow(`it has: own('uploads'), own('thumbnails')`)
  })
})
