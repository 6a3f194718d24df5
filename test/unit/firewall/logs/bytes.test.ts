import { gzipSync } from 'node:zlib'
import { countLog } from '../../../../functions/firewall/logs/count-log.ts'
import { count, countsOf, legacy, legacyHead, optionsOf, packed, piecesOf } from './scene.ts'

const two = { all: { '203.0.113.7': 2 } }
const log = `${legacyHead}${legacy()}${legacy()}`

test.each([
  ['as it is', Buffer.from(log)],
  ['by gzip', packed(log)],
  ['by gzip with several members', Buffer.concat([packed(legacyHead), packed(legacy()), packed(legacy())])],
  ['with an empty member', Buffer.concat([packed(''), packed(log), packed('')])],
  ['with zeros behind', Buffer.concat([packed(log), Buffer.alloc(700)])],
  ['with zeros between members', Buffer.concat([packed(legacyHead + legacy()), Buffer.alloc(9), packed(legacy())])],
  ['with a member that begins within a line', Buffer.concat([packed(log.slice(0, -30)), packed(log.slice(-30))])],
])('%s', async (_, bytes) => {
  expect(await count(bytes)).toMatchObject({ end: true, tally: { lines: 2, malformed: 0 } })
  for (const size of [1, 7, 64]) {
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
      bytes.subarray(index * size, (index + 1) * size),
    )
    const [piece] = await piecesOf(chunks)
    expect(piece && countsOf(piece)).toEqual(two)
    expect(piece?.broken).toBeUndefined()
  }
})

test.each([
  ['a mark of UTF-8', `\ufeff${log}`],
  ['ends of lines as on Windows', log.replaceAll('\n', '\r\n')],
  ['no end of the last line', log.trimEnd()],
  ['empty lines', log.replaceAll('\n', '\n\n')],
])('with %s', async (_, text) => {
  const piece = await count(text)
  expect(countsOf(piece)).toEqual(two)
  expect(piece.tally).toMatchObject({ lines: 2, malformed: 0 })
})

test('gzip that is cut off: what was before is counted, not the line that was cut', async () => {
  const lines = Array.from({ length: 2_000 }, (_, index) => legacy({ 'cs-uri-stem': `/${index * 7919}` }))
  const whole = packed(legacyHead + lines.join(''))
  const piece = await count(whole.subarray(0, whole.length / 2))
  expect(piece.broken?.reason).toBe('truncated')
  expect(piece.tally.lines).toBeGreaterThan(500)
  expect(piece.tally.lines).toBeLessThan(1_500)
  expect(piece.tally.malformed).toBe(0)
})

test('gzip that is damaged: what was before is counted, to the last line but a few', async () => {
  const lines = Array.from({ length: 2_000 }, (_, index) => legacy({ 'cs-uri-stem': `/${index * 7919}` }))
  const bytes = packed(legacyHead + lines.join(''))
  bytes.fill(0xff, bytes.length - 600, bytes.length - 500)
  const piece = await count(bytes)
  expect(piece.broken?.reason).toBe('damaged')
  expect(piece.tally.lines).toBeGreaterThan(1_000)
})

test('a wrong checksum: all lines are counted, and it is reported', async () => {
  const bytes = packed(log)
  bytes.writeUInt32LE(1, bytes.length - 8)
  const piece = await count(bytes)
  expect(piece.broken?.reason).toBe('damaged')
  expect(countsOf(piece)).toEqual(two)
})

test('something else behind the gzip is reported', async () => {
  const piece = await count(Buffer.concat([packed(log), Buffer.from('and more')]))
  expect(piece.broken?.reason).toBe('damaged')
  expect(countsOf(piece)).toEqual(two)
})

test.each([
  ['empty', 'nothing', Buffer.alloc(0)],
  ['empty', 'packed nothing', packed('')],
  ['parquet', 'Parquet', Buffer.from('PAR1\u0015\u0004\u0015')],
  ['not-a-log', 'a zip archive', Buffer.from('PK\u0003\u0004....')],
  ['not-a-log', 'a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13])],
  ['not-a-log', 'a text', Buffer.from('Dear diary,\ntoday nothing happened.\n')],
  ['not-a-log', 'other JSON', Buffer.from('{"message":"hello"}\n')],
])('%s: %s', async (reason, _, bytes) => {
  const piece = await count(bytes)
  expect(piece).toMatchObject({ end: true, broken: { reason }, tally: { lines: 0, malformed: 0 } })
  expect(piece.broken?.words).toMatch(/^[A-Z].*\.$/)
})

test('a line of 100 MB is left out and reported; those around it count, and memory stays as it is', async () => {
  const before = process.memoryUsage.rss()
  let most = 0
  const chunk = Buffer.alloc(1024 ** 2, 'x')
  const parts = [legacyHead + legacy(), ...Array.from({ length: 100 }, () => chunk), `\n${legacy()}`]
  const pieces = await piecesOf(parts)
  most = Math.max(most, process.memoryUsage.rss())
  expect(pieces).toHaveLength(1)
  expect(pieces[0]).toMatchObject({
    broken: { reason: 'line-too-long' },
    tally: { lines: 3, malformed: 1 },
    linesTo: 5,
  })
  expect(pieces[0]?.broken?.words).toContain('Line 4')
  expect(pieces[0] && countsOf(pieces[0])).toEqual(two)
  expect(most - before).toBeLessThan(100e6)
})

test('a zip bomb is read to the cap and no further', async () => {
  const bomb = gzipSync(Buffer.alloc(64 * 1024 ** 2))
  const piece = await count(Buffer.concat([packed(log), bomb]), { maxBytes: 16 * 1024 ** 2 })
  expect(piece.broken).toMatchObject({ reason: 'too-large', words: expect.stringContaining('16 MiB') })
  expect(countsOf(piece)).toEqual(two)
})

test('what the source throws is thrown', async () => {
  async function* failing(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(log)
    throw new Error('The connection is gone')
  }
  await expect(countLog(failing(), optionsOf()).next()).rejects.toThrow('The connection is gone')
})

test('pieces: cut at so many entries, each adds to those before it, and a later call goes on behind any', async () => {
  const lines = Array.from({ length: 50 }, (_, index) => legacy({ 'c-ip': `192.0.2.${index}` }))
  const text = legacyHead + lines.join('')
  const pieces = await piecesOf([text], { maxEntries: 90 })
  expect(pieces.length).toBeGreaterThan(3)
  expect(pieces.map(({ end }) => end)).toEqual([...pieces.slice(1).map(() => false), true])
  expect(pieces.at(-1)?.linesTo).toBe(52)
  expect(pieces.flatMap((piece) => Object.keys(countsOf(piece).all ?? {}))).toHaveLength(50)
  const rest = await count(text, { fromLine: pieces[0]?.linesTo ?? 0 })
  expect(rest.tally.lines).toBe(50 - (pieces[0]?.tally.lines ?? 0))
})

test('lines are cut into pieces even where nothing is counted', async () => {
  const text = legacyHead + legacy().repeat(5_000)
  const pieces = await piecesOf([text], { maxLines: 1_500, rules: [] })
  expect(pieces.length).toBeGreaterThan(2)
  expect(pieces.reduce((sum, { tally }) => sum + tally.lines, 0)).toBe(5_000)
})
