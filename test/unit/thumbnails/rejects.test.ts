import { Command } from 'commander'
import { openRejects, readRejects } from '../../../api/thumbnails.ts'
import { sinceOption } from '../../../cli/options.ts'
import { registerReplay } from '../../../cli/thumbnails/replay.ts'
import { rejectOf } from '../../../functions/thumbnails/rules/reject.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'

const now = new Date('2026-11-21T00:00:00Z')
const record = (key: string, at: string) =>
  rejectOf(
    { bucket: 'uploads', key },
    { etag: 'abc', versionId: 'v1', bytes: 3 },
    { cause: 'not-an-image', reason: 'It is a text.' },
    { type: 'text', bytes: 3 },
    'c0ffee',
    new Date(at),
  )

test('refusals are told newest first, with the reason and nothing of the inside', async () => {
  const ledger = memoryLedger()
  for (const hour of ['01', '03', '02'])
    await ledger.commit([{ item: record(`${hour}.jpg`, `2026-11-20T${hour}:00:00Z`), expect: 'absent' }], now)
  const rows = await readRejects({ ledger: () => ledger })
  expect(rows.map(({ key }) => key)).toEqual(['03.jpg', '02.jpg', '01.jpg'])
  expect(rows[0]).toEqual({
    bucket: 'uploads',
    key: '03.jpg',
    versionId: 'v1',
    cause: 'not-an-image',
    reason: 'It is a text.',
    at: '2026-11-20T03:00:00.000Z',
  })
  expect(await readRejects({ ledger: () => ledger }, { since: '2026-11-20T02:00:00.000Z' })).toHaveLength(2)
  expect(await readRejects({ ledger: () => ledger }, { limit: 1 })).toHaveLength(1)
})

test('only what nothing has mended is open, and is tried again, by cause and key where that is asked for', async () => {
  const ledger = memoryLedger()
  const at = now.toISOString()
  const rejects = [
    record('a.jpg', at),
    { ...record('b.jpg', at), cause: 'corrupt' },
    { ...record('c.jpg', at), open: undefined, resolution: 'made' as const },
  ]
  for (const item of rejects) await ledger.commit([{ item, expect: 'absent' }], now)
  const keysOf = (rows: readonly { readonly key: string }[]) => rows.map(({ key }) => key).sort()
  expect(keysOf(await readRejects({ ledger: () => ledger }))).toEqual(['a.jpg', 'b.jpg', 'c.jpg'])
  expect(keysOf(await readRejects({ ledger: () => ledger }, { open: true }))).toEqual(['a.jpg', 'b.jpg'])
  expect(keysOf(await openRejects({ ledger: () => ledger }, { limit: 100 }))).toEqual(['a.jpg', 'b.jpg'])
  expect(keysOf(await openRejects({ ledger: () => ledger }, { limit: 100, cause: 'corrupt' }))).toEqual(['b.jpg'])
  expect(keysOf(await openRejects({ ledger: () => ledger }, { limit: 100, key: 'a.jpg' }))).toEqual(['a.jpg'])
  expect(keysOf(await openRejects({ ledger: () => ledger }, { limit: 100, key: 'c.jpg' }))).toEqual([])
})

test('open refusals are found behind any number of newer ones that are over', async () => {
  const ledger = memoryLedger()
  const over = { open: undefined, resolution: 'made' as const }
  const rejects = [
    record('old.jpg', '2026-11-20T01:00:00Z'),
    record('newer.jpg', '2026-11-20T02:00:00Z'),
    { ...record('over.jpg', '2026-11-20T03:00:00Z'), ...over },
    { ...record('also-over.jpg', '2026-11-20T04:00:00Z'), ...over },
  ]
  for (const item of rejects) await ledger.commit([{ item, expect: 'absent' }], now)
  const keysOf = (rows: readonly { readonly key: string }[]) => rows.map(({ key }) => key)
  expect(keysOf(await readRejects({ ledger: () => ledger }, { open: true, limit: 2 }))).toEqual([
    'newer.jpg',
    'old.jpg',
  ])
  expect(keysOf(await openRejects({ ledger: () => ledger }, { limit: 2 }))).toEqual(['newer.jpg', 'old.jpg'])
  expect(keysOf(await openRejects({ ledger: () => ledger }, { limit: 1 }))).toEqual(['newer.jpg'])
  expect(keysOf(await openRejects({ ledger: () => ledger }, { limit: 1, key: 'old.jpg' }))).toEqual(['old.jpg'])
  expect(keysOf(await openRejects({ ledger: () => ledger }, { limit: 2, since: '2026-11-20T02:00:00.000Z' }))).toEqual([
    'newer.jpg',
  ])
})

test('what is no cause is bad use, and those that there are are said', async () => {
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} })
  registerReplay(program)
  await expect(program.parseAsync(['replay', '--cause', 'nonsense'], { from: 'user' })).rejects.toMatchObject({
    code: 'commander.invalidArgument',
    message: expect.stringContaining('truncated, corrupt, too-slow'),
  })
})

test('the record keeps what it was decided from, and of the event no more than that', () =>
  expect(record('a', now.toISOString()).basis).toEqual({
    event: { size: 3 },
    state: { type: 'text', bytes: 3 },
    config: 'c0ffee',
  }))

test.each([
  ['7d', '2026-11-14T00:00:00.000Z'],
  ['90m', '2026-11-20T22:30:00.000Z'],
  ['2026-11-20', '2026-11-20T00:00:00.000Z'],
  ['2026-11-20T09:00:00+09:00', '2026-11-20T00:00:00.000Z'],
])('--since %s is %s', (text, instant) => expect(sinceOption(text, now)).toBe(instant))

test.each(['yesterday', '7w', '2026-11-20T09:00:00', '2026-13-01'])('--since %s is refused', (text) =>
  expect(() => sinceOption(text, now)).toThrow(text),
)
