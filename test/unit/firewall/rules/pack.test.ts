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
