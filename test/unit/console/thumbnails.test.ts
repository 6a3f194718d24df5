import { newestNotes } from '../../../functions/thumbnails/engine/newest.ts'
import { replayRefused } from '../../../functions/thumbnails/engine/replay.ts'
import { parseMessage } from '../../../functions/thumbnails/rules/notification.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import {
  type BackfillRecord,
  type ChangeRecord,
  keys,
  type RejectRecord,
  type ThumbnailRecord,
} from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import { guardOf, madeConsole } from './console.ts'

log.setLogLevel('SILENT')

const now = new Date('2026-11-30T03:00:00Z')
const id = '0123456789abcdef0123456789abcdef'
const basis = { event: {}, config: '1' }

const thumbnail = (more: Partial<ThumbnailRecord> = {}): ThumbnailRecord => ({
  ...keys.thumbnail(more.id ?? id),
  kind: 'thumbnail',
  at: '2026-11-30T02:00:00.000Z',
  id,
  bucket: 'corner-shop-uploads',
  key: 'photos/cat.jpg',
  thumbnail: 'photos/cat.jpg/small.webp',
  format: 'webp',
  ...more,
})

const reject = (key: string, cause = 'truncated', more: Partial<RejectRecord> = {}): RejectRecord => ({
  ...keys.reject('corner-shop-uploads', key, 'etag'),
  kind: 'reject',
  at: '2026-11-30T02:30:00.000Z',
  open: 'reject',
  bucket: 'corner-shop-uploads',
  key,
  cause,
  reason: `${cause} it is`,
  basis,
  ...more,
})

const walk = (more: Partial<BackfillRecord>): BackfillRecord => ({
  ...keys.backfill('corner-shop-uploads', ''),
  kind: 'backfill',
  at: '2026-11-30T02:50:00.000Z',
  recipes: 'r',
  after: 'photos/b.jpg',
  state: 'running',
  run: 'call-1',
  by: 'mina',
  dueAt: '2026-11-30T03:00:30.000Z',
  looked: 1234,
  sent: 56,
  needs: { right: 1178, 'other-recipe': 56 },
  ...more,
})

const bytes = Uint8Array.of(82, 73, 70, 70, 0, 255)
const body = { Body: { transformToByteArray: async () => bytes }, ContentLength: bytes.length }

const made = (more: Parameters<typeof madeConsole>[0] = {}) =>
  madeConsole({
    records: [thumbnail(), reject('photos/a.jpg'), reject('photos/b.jpg', 'empty')],
    now,
    invoked: () => ({ batchItemFailures: [] }),
    aws: () => body,
    ...more,
  })

describe('thumbnails, in the console', () => {
  test('the newest, small, by an address of ours; refusals by cause with why and what to do', async () => {
    const page = await made().read('/thumbnails')
    expect(page).toContain(`src="/thumbnails/pictures/${id}"`)
    expect(page).toContain('The file ends in the middle of the picture.')
    expect(page).toContain('Upload it again: the upload was probably interrupted.')
    expect(page).toContain('truncated it is')
  })

  test('a picture has the type of its recipe, whatever S3 says, and may be kept by the browser that asked', async () => {
    const asked: unknown[] = []
    const console = made({
      aws: (input) => {
        asked.push(input)
        return { ...body, ContentType: 'text/html' }
      },
    })
    const answer = await console.ask(
      `/thumbnails/pictures/${id}`,
      { headers: { 'accept-encoding': 'gzip' } },
      await console.signIn(),
    )
    expect(answer.headers.get('content-type')).toBe('image/webp')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('cache-control')).toBe('private, max-age=86400')
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(bytes)
    expect(asked).toEqual([{ Bucket: 'corner-shop-thumbnails', Key: 'photos/cat.jpg/small.webp' }])
  })

  test.each([['x'], ['f'.repeat(32)], ['../../etc'], ['%2e%2e%2fphotos'], [`${id}.svg`]])(
    'no picture %s',
    async (name) => {
      const console = made()
      expect((await console.ask(`/thumbnails/pictures/${name}`, {}, await console.signIn())).status).toBe(404)
    },
  )

  test('nobody sees a picture without a session', async () => {
    expect((await made().ask(`/thumbnails/pictures/${id}`)).status).toBe(401)
  })

  test.each([
    ['is too large', () => ({ ...body, ContentLength: 600_000 })],
    ['was removed', () => Promise.reject(Object.assign(new Error('no'), { name: 'NoSuchKey' }))],
    [
      'was removed, where nobody may list',
      () => Promise.reject(Object.assign(new Error('no'), { name: 'AccessDenied' })),
    ],
  ])('a noted thumbnail that %s: a picture of our own in its place, which is not kept for long', async (_, aws) => {
    const console = made({ aws })
    const answer = await console.ask(`/thumbnails/pictures/${id}`, {}, await console.signIn())
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/svg+xml'])
    expect(answer.headers.get('cache-control')).toBe('private, max-age=60')
    expect(await answer.text()).toMatch(/^<svg .*<\/svg>$/)
  })

  test.each([
    [{ cause: 'truncated' }, 'One original is looked at again'],
    [{ key: 'photos/b.jpg' }, 'One original is looked at again'],
    [{}, '2 originals are looked at again'],
  ])('replay %p: by the function of thumbnails, in whose name', async (fields, said) => {
    const console = made()
    const cookie = await console.signIn()
    const page = await console.read('/thumbnails', cookie)
    const sent = await console.send(
      '/thumbnails/replay',
      { ...guardOf(page), ...fields } as Record<string, string>,
      cookie,
    )
    expect(console.handedOver).toEqual([
      { Records: [{ messageId: 'replay', body: JSON.stringify({ replay: fields, by: 'mina' }) }] },
    ])
    expect(await console.read(sent.headers.get('location') ?? '', cookie)).toContain(said)
  })

  test('nothing of that cause: nothing is sent; a function that fails is no success', async () => {
    const console = made()
    const cookie = await console.signIn()
    const guard = async () => guardOf(await console.read('/thumbnails', cookie))
    const sent = await console.send('/thumbnails/replay', { ...(await guard()), cause: 'corrupt' }, cookie)
    expect(console.handedOver).toEqual([])
    expect(await console.read(sent.headers.get('location') ?? '', cookie)).toContain('nothing was sent')
    const failing = made({ invoked: () => ({ batchItemFailures: [{ itemIdentifier: 'replay' }] }) })
    const other = await failing.signIn()
    const own = guardOf(await failing.read('/thumbnails', other))
    expect((await failing.send('/thumbnails/replay', own, other)).status).toBe(503)
  })

  test('the bucket is looked through by the function of thumbnails, in whose name; once at a time', async () => {
    const console = made()
    const cookie = await console.signIn()
    const page = await console.read('/thumbnails', cookie)
    expect(page).toContain('Every original in the bucket is looked at')
    const sent = await console.send('/thumbnails/backfill', guardOf(page), cookie)
    expect(console.handedOver).toEqual([
      { Records: [{ messageId: 'backfill', body: JSON.stringify({ backfill: 'start', by: 'mina' }) }] },
    ])
    expect(await console.read(sent.headers.get('location') ?? '', cookie)).toContain('The bucket is looked through.')
    const going = made({ records: [walk({})] })
    const other = await going.signIn()
    const shown = await going.read('/thumbnails', other)
    for (const seen of ['data-refresh="15"', 'looking', '1,234', 'Had those of another recipe', 'No further original'])
      expect(shown).toContain(seen)
    const again = await going.send('/thumbnails/backfill', guardOf(shown), other)
    expect(await going.read(again.headers.get('location') ?? '', other)).toContain('It is under way already.')
    expect(going.handedOver).toEqual([])
    await going.send('/thumbnails/backfill/cancel', guardOf(await going.read('/thumbnails', other)), other)
    expect(going.handedOver).toEqual([
      { Records: [{ messageId: 'backfill', body: JSON.stringify({ backfill: 'cancel', by: 'mina' }) }] },
    ])
  })

  test.each([
    ['done', { state: 'done', endedAt: '2026-11-30T02:59:00.000Z' }, 'done', 'Make what is missing'],
    ['cancelled', { state: 'cancelled', endedAt: '2026-11-30T02:59:00.000Z' }, 'stopped', 'Begin anew'],
    ['whose step is lost', { dueAt: '2026-11-30T02:40:00.000Z' }, 'standing still', 'Go on'],
    ['begun in a terminal', { run: undefined, by: undefined, dueAt: undefined }, 'from the terminal', 'Go on'],
  ] as const)('a backfill %s: what came of it, and what can be done', async (_, more, state, button) => {
    const console = made({ records: [walk(more)] })
    const page = await console.read('/thumbnails')
    expect(page).toContain(state)
    expect(page).toContain(`<button>${button}</button>`)
    const cookie = await console.signIn()
    const fields = { ...guardOf(await console.read('/thumbnails', cookie)), anew: 'yes' }
    expect((await console.send('/thumbnails/backfill/cancel', fields, cookie)).status).toBe(303)
    expect(console.handedOver).toEqual([])
  })

  test('whoever may only look sees how far it is, and no button; a function that refuses is no success', async () => {
    const console = made({ records: [walk({})] })
    const page = await console.read('/thumbnails', await console.signIn({ role: 'read' }))
    expect(page).toContain('1,234')
    expect(page).not.toContain('/thumbnails/backfill')
    const failing = made({ invoked: () => ({ batchItemFailures: [{ itemIdentifier: 'backfill' }] }) })
    const cookie = await failing.signIn()
    const own = guardOf(await failing.read('/thumbnails', cookie))
    expect((await failing.send('/thumbnails/backfill', own, cookie)).status).toBe(503)
  })

  test('names and reasons of strangers are text, and a made-up cause has words', async () => {
    const evil = '<svg onload=alert(1)>\u202egpj."><script>'
    const console = made({
      records: [thumbnail({ key: evil }), reject(evil, '__proto__', { reason: evil }), reject('x', 'constructor')],
    })
    const page = await console.read('/thumbnails')
    for (const raw of ['<svg onload', '"><script>', '\u202e']) expect(page).not.toContain(raw)
    expect(page).toContain('The reason stands beside each.')
  })
})

describe('the newest thumbnails are noted', () => {
  const change = (key: string) => ({ bucket: 'uploads', key })
  const answer = (etag: string) => ({
    outcome: 'made' as const,
    version: { etag, bytes: 1 } as never,
    smallest: { key: 'small.webp', format: 'webp' as const },
  })

  test('each version once, and of a flood only some', async () => {
    const ledger = memoryLedger([], { now: () => now })
    const note = newestNotes(ledger)
    await note(change('a'), answer('1'), now)
    await note(change('a'), answer('1'), now)
    expect(await ledger.list('thumbnail')).toHaveLength(1)
    for (let number = 0; number < 100; number += 1) await note(change(`b${number}`), answer('1'), now)
    expect(await ledger.list('thumbnail')).toHaveLength(23)
    await note(change('later'), answer('1'), new Date(now.getTime() + 60_000))
    expect(await ledger.list('thumbnail')).toHaveLength(24)
  })

  test('one that cannot be written is left out: the thumbnails are there', async () => {
    const ledger = memoryLedger([], { now: () => now })
    const broken = { ...ledger, commit: () => Promise.reject(new Error('no answer')) }
    await expect(newestNotes(broken)(change('a'), answer('1'), now)).resolves.toBeUndefined()
  })
})

describe('the function of thumbnails replays what was refused', () => {
  test('a message of it, and what is none', () => {
    expect(parseMessage({ replay: { cause: 'empty' }, by: 'mina' })).toEqual({ replay: { cause: 'empty' }, by: 'mina' })
    for (const wrong of [{ replay: {} }, { replay: { cause: 1 }, by: 'mina' }, { replay: {}, by: '' }])
      expect(() => parseMessage(wrong)).toThrow('an S3 notification')
  })

  test('open ones of a cause, fifteen a second, with who asked', async () => {
    const records = Array.from({ length: 40 }, (_, number) => reject(`photos/${number}.jpg`))
    const ledger = memoryLedger(
      [...records, reject('other', 'empty')].map((record) => ({ ...record, version: 1 })),
      { now: () => now },
    )
    const sent: number[] = []
    await replayRefused(
      { cause: 'truncated' },
      'mina',
      { ledger, version: '1', send: async (_, seconds) => void sent.push(seconds) },
      now,
    )
    expect(sent.toSorted((one, other) => one - other)).toEqual([
      ...Array.from({ length: 15 }, () => 0),
      ...Array.from({ length: 15 }, () => 1),
      ...Array.from({ length: 10 }, () => 2),
    ])
    expect(await ledger.list<ChangeRecord>('change')).toEqual([
      expect.objectContaining({ capability: 'thumbnails', by: 'mina', summary: '40 originals are looked at again' }),
    ])
  })
})
