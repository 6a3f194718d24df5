import { asMap } from '../../../../functions/firewall/logs/client-lists.ts'
import { packCounts, unpackCounts } from '../../../../functions/firewall/rules/pack.ts'

test('counts of several minutes come back with each number, and without lines where there were none', () => {
  const minutes = new Map([
    [29_000_000, { count: 12, refused: 3, lastSecond: 59 }],
    [29_000_001, { count: 0, refused: 0, lastSecond: 0 }],
  ])
  const only = { at: '2026-11-30T10:00:00.000Z', line: 1 }
  const counts = new Map([
    [
      'scan',
      new Map([
        ['198.51.100.7', { minutes }],
        ['198.51.100.8', { minutes, first: only }],
        ['198.51.100.9', { minutes: new Map(), last: only }],
      ]),
    ],
  ])
  const unpacked = unpackCounts(packCounts(counts))
  expect(unpacked).toEqual(counts)
  expect(Object.keys(unpacked.get('scan')?.get('198.51.100.7') ?? {})).toEqual(['minutes'])
})

test('lists are packed as they are, with the lines of whoever has some', () => {
  const [first, last] = [1, 2].map((line) => ({ at: '2026-11-30T10:00:00.000Z', line }))
  const lists = asMap({
    clients: ['198.51.100.7', '198.51.100.8', '198.51.100.9'],
    ends: Int32Array.of(4, 8, 12),
    numbers: Int32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
    evidence: new Map([
      [0, { first, last }],
      [2, { first, last: undefined }],
    ]),
  })
  const minutes = (minute: number) =>
    new Map([[minute, { count: minute + 1, refused: minute + 2, lastSecond: minute + 3 }]])
  expect(unpackCounts(packCounts(new Map([['scan', lists]])))).toEqual(
    new Map([
      [
        'scan',
        new Map([
          ['198.51.100.7', { minutes: minutes(1), first, last }],
          ['198.51.100.8', { minutes: minutes(5) }],
          ['198.51.100.9', { minutes: minutes(9), first }],
        ]),
      ],
    ]),
  )
})
