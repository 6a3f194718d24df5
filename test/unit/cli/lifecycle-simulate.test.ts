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
        at: '2026-03-02T00:00:00.000Z',
        day: 45,
        what: 'moved',
        storageClass: 'GLACIER',
        rule: 'nightshift:corner-shop:photo-originals',
        assumptions: [],
      },
    ])
    expect(await ask('photos/cat.jpg', '--size', '100kB')).toEqual([])
    expect(await ask('photos/cat.jpg', '--bucket', 'thumbnails')).toEqual([])
  })

  test('refuses a bucket that the config does not have', async () => {
    await expect(ask('a', '--bucket', 'nope')).rejects.toThrow(`it has: own('uploads'), own('thumbnails')`)
  })
})
