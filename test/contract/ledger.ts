import type { Ledger, LedgerItem, Stored } from '../../shared/ledger/ledger.ts'

const now = new Date('2026-11-21T00:00:00Z')
const item = (pk: string, sk: string, more: object = {}): LedgerItem => ({
  pk,
  sk,
  kind: 'note',
  at: now.toISOString(),
  ...more,
})
const put = (...items: LedgerItem[]) => items.map((each) => ({ item: each, expect: 'absent' as const }))

/**
 * What every ledger does, whatever it is made of.
 * @param makeLedger gives one that is empty but for items that another version has written, as they are; `now` is its clock
 */
export const ledgerContract = (
  makeLedger: (items?: readonly Stored<LedgerItem>[], now?: () => Date) => Ledger | Promise<Ledger>,
): void => {
  let ledger: Ledger
  beforeEach(async () => {
    ledger = await makeLedger()
  })

  test('an item comes back as it was written, with its version and the time until which it is kept', async () => {
    const written = item('a', '1', { text: '사진 ✓', list: [1, { deep: null }], flag: false, none: '' })
    await ledger.commit(put(written), now)
    expect(await ledger.get({ pk: 'a', sk: '1' })).toEqual({
      ...written,
      schema: 1,
      version: 1,
      expiresAt: Date.parse('2027-12-26T00:00:00Z') / 1000,
    })
    expect(await ledger.get({ pk: 'a', sk: '2' })).toBeUndefined()
  })

  test('a single item that may be written again is written on the same conditions, and once', async () => {
    const write = (expect: 'absent' | number, keepUntil?: string) =>
      ledger.commit([{ item: item('a', '1', { keepUntil }), expect, repeatable: true }], now)
    await write('absent')
    await expect(write('absent')).rejects.toMatchObject({ message: 'Changed by another writer: a/1' })
    await expect(write(7)).rejects.toMatchObject({ name: 'ConflictError' })
    await write(1, now.toISOString())
    // What is gone is in nobody's way.
    await write('absent', '2099-01-01T00:00:00.000Z')
    expect(await ledger.get({ pk: 'a', sk: '1' })).toMatchObject({ version: 1 })
  })

  test('what is undefined is left out, at any depth and in lists', async () => {
    await ledger.commit(
      put(item('a', '1', { gone: undefined, deep: { gone: undefined, kept: 1 }, list: [1, undefined] })),
      now,
    )
    const stored = await ledger.get({ pk: 'a', sk: '1' })
    expect(stored).not.toHaveProperty('gone')
    expect(stored).toMatchObject({ deep: { kept: 1 }, list: [1] })
    expect(Object.keys((stored as unknown as { deep: object }).deep)).toEqual(['kept'])
  })

  test.each<[string, unknown, unknown]>([
    ['half a surrogate pair', 'a\ud83d', 'a\ufffd'],
    ['its other half, deep inside', { list: [{ text: '\ude00b' }] }, { list: [{ text: '\ufffdb' }] }],
    ['half a pair in a name', { '\ud83d': 1 }, { '\ufffd': 1 }],
    ['a whole pair', '😀', '😀'],
    ['the pixels of a huge picture', 2_147_483_647 ** 2, Number.MAX_SAFE_INTEGER],
    ['a number below every safe one', -1e300, Number.MIN_SAFE_INTEGER],
    [
      'no end',
      [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
      [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER],
    ],
    ['no number', { value: Number.NaN, other: 1.5 }, { value: null, other: 1.5 }],
    ['a number too near to 0', [5e-324, 1e-131, -0, 1e-100], [0, 0, 0, 1e-100]],
    ['a big integer', 2n ** 64n, Number.MAX_SAFE_INTEGER],
    ['a time', new Date('2026-11-21T00:00:00Z'), '2026-11-21T00:00:00.000Z'],
    ['a time that is none', [new Date(Number.NaN)], [null]],
    ['a map and a set', [new Map([['a', 1]]), new Set([1, 2])], [{ a: 1 }, [1, 2]]],
    ['a function', { call: () => 1, kept: 1 }, { kept: 1 }],
  ])('what came from outside keeps no record from being written: %s', async (_name, value, stored) => {
    await ledger.commit(put(item('a', '1', { value })), now)
    expect(((await ledger.get({ pk: 'a', sk: '1' })) as unknown as { value: unknown }).value).toEqual(stored)
  })

  test('a record that is too deep, or a circle, is written as far as it goes', async () => {
    const circle: Record<string, unknown> = { name: 'circle' }
    circle.self = circle
    await ledger.commit(put(item('a', '1', { value: circle })), now)
    expect(await ledger.get({ pk: 'a', sk: '1' })).toMatchObject({ value: { self: { self: { name: 'circle' } } } })
  })

  test('a key with half a surrogate pair finds what was written under it', async () => {
    const [pk, sk] = ['a\ud83d', 'b\ud83d']
    await ledger.commit(put(item(pk, sk)), now)
    expect(await ledger.get({ pk, sk })).toMatchObject({ pk: 'a\ufffd', sk: 'b\ufffd' })
    expect(await ledger.children(pk, sk)).toHaveLength(1)
    expect(await ledger.lastChildren(pk, 1)).toHaveLength(1)
    await expect(ledger.commit(put(item(pk, sk)), now)).rejects.toMatchObject({ name: 'ConflictError' })
    const twice = put(item(pk, 'c\ud83d'), item(pk, 'c\ud83e'))
    await expect(ledger.commit(twice, now)).rejects.toThrow('Two writes of one item')
  })

  test('a change of what was read does not change what is stored', async () => {
    await ledger.commit(put(item('a', '1', { deep: { value: 1 } })), now)
    const read = (await ledger.get({ pk: 'a', sk: '1' })) as unknown as { deep: { value: number } }
    read.deep.value = 2
    expect(await ledger.get({ pk: 'a', sk: '1' })).toMatchObject({ deep: { value: 1 } })
  })

  test('each write counts the version up, and prolongs the time', async () => {
    await ledger.commit(put(item('a', '1')), now)
    await ledger.commit([{ item: item('a', '1', { step: 2 }), expect: 1 }], new Date('2026-11-22T00:00:00Z'))
    expect(await ledger.get({ pk: 'a', sk: '1' })).toMatchObject({
      step: 2,
      version: 2,
      expiresAt: Date.parse('2027-12-27T00:00:00Z') / 1000,
    })
  })

  test.each([
    ['absent, but it is there', 'absent' as const],
    ['an older version', 1],
    ['a version that is still to come', 3],
  ])('a write that expected %s is a ConflictError that names the key', async (_name, expect_) => {
    await ledger.commit(put(item('a', '1')), now)
    await ledger.commit([{ item: item('a', '1'), expect: 1 }], now)
    await expect(ledger.commit([{ item: item('a', '1'), expect: expect_ }], now)).rejects.toMatchObject({
      name: 'ConflictError',
      message: 'Changed by another writer: a/1',
    })
  })

  test('a write that expected a version of what is not there is a ConflictError', async () => {
    await expect(ledger.commit([{ item: item('a', '1'), expect: 1 }], now)).rejects.toMatchObject({
      name: 'ConflictError',
    })
  })

  test('all is written or nothing, and the error names exactly what was in the way', async () => {
    await ledger.commit(put(item('a', '2'), item('b', '1')), now)
    await expect(
      ledger.commit([...put(item('a', '1'), item('a', '2'), item('b', '1')), { item: item('c', '1'), expect: 7 }], now),
    ).rejects.toMatchObject({ message: 'Changed by another writer: a/2, b/1, c/1' })
    expect((await ledger.children('a')).map(({ sk }) => sk)).toEqual(['2'])
  })

  test('of writers at once one wins', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, (_, writer) => ledger.commit(put(item('a', '1', { writer })), now)),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(['ConflictError', 'TransientError']).toContain(outcome.reason.name)
  })

  test('no writes, a hundred writes, but not one more, and no key twice', async () => {
    const many = (count: number) =>
      put(...Array.from({ length: count }, (_, index) => item('many', String(index).padStart(3, '0'))))
    await ledger.commit([], now)
    await expect(ledger.commit(many(101), now)).rejects.toThrow('101 items in one write')
    await expect(ledger.commit(put(item('a', '1'), item('a', '1')), now)).rejects.toThrow('Two writes of one item: a/1')
    expect(await ledger.children('many')).toEqual([])
    await ledger.commit(many(100), now)
    expect(await ledger.children('many')).toHaveLength(100)
  })

  test('children come in the order of the bytes of their keys, and by prefix', async () => {
    // U+FF5E is before an emoji in UTF-8, and after it in UTF-16.
    const keys = ['page#😀', 'page#～', 'page#b', 'page#B', 'page#é', 'page', 'pagf', 'note#a']
    await ledger.commit(put(...keys.map((sk) => item('a', sk)), item('b', 'page#b')), now)
    const skOf = ({ sk }: LedgerItem) => sk
    expect((await ledger.children('a')).map(skOf)).toEqual([
      'note#a',
      'page',
      'page#B',
      'page#b',
      'page#é',
      'page#～',
      'page#😀',
      'pagf',
    ])
    expect((await ledger.children('a', 'page#')).map(skOf)).toEqual([
      'page#B',
      'page#b',
      'page#é',
      'page#～',
      'page#😀',
    ])
    expect((await ledger.lastChildren('a', 3)).map(skOf)).toEqual(['pagf', 'page#😀', 'page#～'])
    expect(await ledger.lastChildren('a', 0)).toEqual([])
    expect(await ledger.children('nobody', 'x')).toEqual([])
  })

  test('a list has one kind, the newest first, since an instant, at most so many', async () => {
    const hours = [3, 1, 5, 2, 4]
    const at = (hour: number) => `2026-11-21T0${hour}:00:00.000Z`
    await ledger.commit(put(...hours.map((hour) => item('a', String(hour), { kind: 'run', at: at(hour) }))), now)
    await ledger.commit(put(item('b', '9', { at: at(9) })), now)
    const times = async (...options: Parameters<Ledger['list']>) =>
      (await ledger.list(...options)).map((each) => each.at)
    expect(await times('run')).toEqual([5, 4, 3, 2, 1].map(at))
    expect(await times('run', { limit: 2 })).toEqual([5, 4].map(at))
    expect(await times('run', { limit: 0 })).toEqual([])
    expect(await times('run', { since: at(4) })).toEqual([5, 4].map(at))
    expect(await times('run', { since: at(2), limit: 3 })).toEqual([5, 4, 3].map(at))
    expect(await times('run', { until: at(3) })).toEqual([3, 2, 1].map(at))
    expect(await times('run', { since: at(2), until: at(4), limit: 2 })).toEqual([4, 3].map(at))
    expect(await times('run', { since: at(4), until: at(2) })).toEqual([])
    expect(await times('nothing')).toEqual([])
  })

  test('a list has the fields that are asked for, beside those that every item carries', async () => {
    const at = '2026-11-21T01:00:00.000Z'
    const more = {
      kind: 'run',
      at,
      open: 'waiting',
      state: 'waiting',
      name: 'x',
      attempt: 2,
      basis: { event: 'large' },
    }
    await ledger.commit(put(item('a', '1', more), item('b', '2', { kind: 'incident', at, state: 'open' })), now)
    const [whole] = await ledger.list('run')
    const [short] = await ledger.list('run', { fields: ['state', 'name', 'nothing', 'at'] })
    expect(short).toEqual({
      ...{ pk: 'a', sk: '1', kind: 'run', at, open: 'waiting', state: 'waiting', name: 'x' },
      ...{ version: 1, schema: whole?.schema },
    })
    // A kind that is spread over partitions, and words that DynamoDB keeps to itself.
    expect(await ledger.list('incident', { fields: ['state'], since: at })).toEqual([
      expect.objectContaining({ kind: 'incident', state: 'open', version: 1 }),
    ])
    expect(short).not.toHaveProperty('basis')
  })

  test('a list has a hundred items when it is not asked for more', async () => {
    for (const half of [0, 1])
      await ledger.commit(put(...Array.from({ length: 60 }, (_, index) => item(`a${half}`, String(index)))), now)
    expect(await ledger.list('note')).toHaveLength(100)
    expect(await ledger.list('note', { limit: 120 })).toHaveLength(120)
  })

  test('a kind that is spread over partitions is listed by time all the same', async () => {
    const at = (minute: number) => new Date(now.getTime() + minute * 60_000).toISOString()
    const minutes = Array.from({ length: 60 }, (_, index) => (index * 37) % 60)
    for (const half of [0, 30])
      await ledger.commit(
        put(
          ...minutes
            .slice(half, half + 30)
            .map((minute) =>
              item(`incident#${minute}`, 'incident', { kind: 'incident', at: at(minute), open: 'incident' }),
            ),
        ),
        now,
      )
    const listed = async (...options: Parameters<Ledger['list']>) =>
      (await ledger.list(...options)).map((each) => each.at)
    const newestFirst = Array.from({ length: 60 }, (_, index) => at(59 - index))
    expect(await listed('incident')).toEqual(newestFirst)
    for (const limit of [1, 2, 7, 59, 60, 61])
      expect(await listed('incident', { limit })).toEqual(newestFirst.slice(0, limit))
    expect(await listed('incident', { since: at(50), limit: 8 })).toEqual(newestFirst.slice(0, 8))
    expect(await listed('incident', { since: at(50) })).toEqual(newestFirst.slice(0, 10))
    const open = (await ledger.open('incident', at(20))).map((each) => each.at)
    expect(open).toEqual(newestFirst.toReversed().slice(0, 21))
    const [newest] = await ledger.list<LedgerItem>('incident', { limit: 1 })
    expect(newest).toMatchObject({ pk: 'incident#59', kind: 'incident', open: 'incident' })
  })

  test('what is written again stands where it then belongs, once', async () => {
    const at = (hour: number) => `2026-11-21T0${hour}:00:00.000Z`
    const of = (hour: number, more: object = {}) =>
      item('incident#1', 'incident', { kind: 'incident', at: at(hour), open: 'digest#mina#sms', ...more })
    await ledger.commit(put(of(1), item('incident#2', 'incident', { kind: 'incident', at: at(2) })), now)
    await ledger.commit([{ item: of(3), expect: 1 }], now)
    expect((await ledger.list('incident')).map((each) => `${each.pk} ${each.at}`)).toEqual([
      `incident#1 ${at(3)}`,
      `incident#2 ${at(2)}`,
    ])
    expect(await ledger.open('digest#mina#sms', at(2))).toEqual([])
    expect(await ledger.open('digest#mina#sms', at(3))).toMatchObject([{ pk: 'incident#1', version: 2 }])
    await ledger.commit([{ item: of(3, { open: undefined }), expect: 2 }], now)
    expect(await ledger.open('digest#mina#sms')).toEqual([])
  })

  test('a kind that nobody lists is not listed, and that is said', async () => {
    await ledger.commit(put(item('link#1', 'link', { kind: 'link', open: 'note' })), now)
    await expect(ledger.list('link')).rejects.toThrow('The ledger does not list records of the kind link')
    expect(await ledger.get({ pk: 'link#1', sk: 'link' })).toMatchObject({ kind: 'link', open: 'note' })
    expect(await ledger.open('note')).toMatchObject([{ kind: 'link' }])
  })

  test.each(['run#3', 'note#12', 'digest#7', '#1', 'a#'])(
    'a word like the name of a partition is a word: %s',
    async (word) => {
      await ledger.commit(put(item('a', '1', { kind: word, open: word })), now)
      expect(await ledger.list(word)).toMatchObject([{ kind: word, open: word }])
      expect(await ledger.open(word)).toMatchObject([{ kind: word, open: word }])
      expect(await ledger.open(word.replace(/#\d*$/, '') || 'b')).toEqual([])
    },
  )

  test('what is open is found by its word, oldest first, until it is no longer open', async () => {
    const at = (hour: number) => `2026-11-21T0${hour}:00:00.000Z`
    await ledger.commit(
      put(
        item('a', '2', { open: 'incident', at: at(2) }),
        item('a', '1', { open: 'incident', at: at(1) }),
        item('a', '3', { open: 'notification' }),
        item('a', '4'),
      ),
      now,
    )
    expect((await ledger.open('incident')).map(({ sk }) => sk)).toEqual(['1', '2'])
    await ledger.commit([{ item: item('a', '1', { open: undefined, at: at(1) }), expect: 1 }], now)
    expect((await ledger.open('incident')).map(({ sk }) => sk)).toEqual(['2'])
  })

  test('what is open is found up to an instant, that one included', async () => {
    const at = (hour: number) => `2026-11-21T0${hour}:00:00.000Z`
    await ledger.commit(
      put(
        ...[3, 1, 2].map((hour) => item('a', String(hour), { open: 'timer', at: at(hour) })),
        item('b', '1', { open: 'other', at: at(1) }),
      ),
      now,
    )
    const until = async (text: string) => (await ledger.open('timer', text)).map(({ sk }) => sk)
    expect(await until(at(0))).toEqual([])
    expect(await until(at(2))).toEqual(['1', '2'])
    expect(await until('2026-11-21T02:59:59.999Z')).toEqual(['1', '2'])
    expect(await until(at(9))).toEqual(['1', '2', '3'])
  })

  test('what an older version wrote is read, and gets the schema of this one when it is written', async () => {
    const old = { ...item('a', '1', { open: 'note' }), version: 3, expiresAt: 1 }
    const older = { ...item('a', '2'), schema: 0, version: 1, expiresAt: 1 }
    const all = await makeLedger([old, older])
    expect(await all.get({ pk: 'a', sk: '1' })).toEqual(old)
    expect(await all.children('a')).toEqual([old, older])
    expect(await all.list('note')).toHaveLength(2)
    expect(await all.open('note')).toEqual([old])
    await all.commit([{ item: old, expect: 3 }], now)
    expect(await all.get({ pk: 'a', sk: '1' })).toMatchObject({ schema: 1, version: 4 })
  })

  test('what stands in the one partition of before is found beside what is spread, and moves when it is written', async () => {
    const at = (hour: number) => `2026-11-21T0${hour}:00:00.000Z`
    const of = (name: number) =>
      item(`incident#${name}`, 'incident', { kind: 'incident', at: at(name), open: 'incident' })
    const all = await makeLedger([1, 3, 5].map((name) => ({ ...of(name), version: 1, expiresAt: 1 })))
    await all.commit(put(of(2), of(4)), now)
    const names = (items: readonly LedgerItem[]) => items.map(({ pk }) => Number(pk.at(-1)))
    expect(names(await all.list('incident'))).toEqual([5, 4, 3, 2, 1])
    expect(names(await all.list('incident', { limit: 2 }))).toEqual([5, 4])
    expect(names(await all.open('incident'))).toEqual([1, 2, 3, 4, 5])
    expect(names(await all.open('incident', at(3)))).toEqual([1, 2, 3])
    await all.commit([{ item: of(3), expect: 1 }], now)
    expect(names(await all.list('incident'))).toEqual([5, 4, 3, 2, 1])
    await all.commit([{ item: { ...of(1), open: undefined }, expect: 1 }], now)
    expect(names(await all.open('incident'))).toEqual([2, 3, 4, 5])
  })

  test('what a newer version wrote is refused by every way of reading, with what to do', async () => {
    const newer = { ...item('a', '1', { kind: 'incident', open: 'note' }), schema: 2, version: 1, expiresAt: 1 }
    const all = await makeLedger([newer])
    for (const read of [
      () => all.get({ pk: 'a', sk: '1' }),
      () => all.children('a'),
      () => all.lastChildren('a', 1),
      () => all.list('incident'),
      () => all.open('note'),
    ])
      await expect(read()).rejects.toMatchObject({
        name: 'NewerRecordError',
        message:
          'A record of the kind incident in the ledger has schema 2, and this version reads schemas up to 1: a newer version wrote it. Deploy the newer version again.',
      })
  })

  test.each([['2'], [null], [1.5]])('a schema that no version wrote is refused: %p', async (schema) => {
    const all = await makeLedger([{ ...item('a', '1'), schema: schema as never, version: 1 }])
    await expect(all.get({ pk: 'a', sk: '1' })).rejects.toMatchObject({ name: 'NewerRecordError' })
  })

  describe('what is kept until a time of its own', () => {
    const at = (minutes: number) => new Date(now.getTime() + minutes * 60_000)
    const short = (sk: string, more: object = {}) =>
      item('a', sk, { open: 'note', keepUntil: '2026-11-21T01:00:00+00:00', ...more })
    let clock = now
    const reads = async () => [
      await ledger.get({ pk: 'a', sk: '1' }),
      ...(await ledger.children('a')),
      ...(await ledger.children('a', '1')),
      ...(await ledger.lastChildren('a', 1)),
      ...(await ledger.list('note')),
      ...(await ledger.open('note')),
      ...(await ledger.open('note', '2027')),
    ]
    beforeEach(async () => {
      clock = now
      ledger = await makeLedger([], () => clock)
      await ledger.commit(put(short('1')), now)
    })

    test('it is deleted then, and not after 400 days', async () => {
      expect(await ledger.get({ pk: 'a', sk: '1' })).toMatchObject({
        keepUntil: '2026-11-21T01:00:00.000Z',
        expiresAt: at(60).getTime() / 1000,
      })
      await expect(ledger.commit(put(short('2', { keepUntil: 'tomorrow' })), now)).rejects.toThrow(RangeError)
    })

    test('up to then every way of reading gives it, and none from then on', async () => {
      clock = new Date(at(60).getTime() - 1)
      expect(await reads()).toHaveLength(7)
      expect(await reads()).not.toContain(undefined)
      clock = at(60)
      expect(await reads()).toEqual([undefined])
    })

    test('what is gone takes no place of those that are there', async () => {
      await ledger.commit(put(item('a', '0', { open: 'note' })), now)
      clock = at(61)
      expect(await ledger.lastChildren('a', 1)).toMatchObject([{ sk: '0' }])
      expect(await ledger.list('note', { limit: 1 })).toMatchObject([{ sk: '0' }])
      expect(await ledger.open('note')).toMatchObject([{ sk: '0' }])
    })

    test('another one takes its place when it is gone, and not before', async () => {
      const again = short('1', { keepUntil: at(180).toISOString(), text: 'again' })
      clock = at(59)
      await expect(ledger.commit(put(again), clock)).rejects.toMatchObject({ name: 'ConflictError' })
      clock = at(60)
      await ledger.commit(put(again), clock)
      expect(await ledger.get({ pk: 'a', sk: '1' })).toMatchObject({ text: 'again', version: 1 })
    })

    test('a write prolongs it, and one without an end keeps it for 400 days', async () => {
      await ledger.commit([{ item: short('1', { keepUntil: at(120).toISOString() }), expect: 1 }], now)
      clock = at(90)
      expect(await ledger.get({ pk: 'a', sk: '1' })).toMatchObject({ version: 2 })
      await ledger.commit([{ item: item('a', '1'), expect: 2 }], clock)
      clock = at(600)
      expect(await ledger.get({ pk: 'a', sk: '1' })).not.toHaveProperty('keepUntil')
    })

    test('one that a newer version wrote is no concern once it is gone', async () => {
      const newer = { ...short('3', { keepUntil: at(60).toISOString() }), schema: 2, version: 1 }
      const all = await makeLedger([newer], () => at(61))
      expect(await all.get({ pk: 'a', sk: '3' })).toBeUndefined()
      expect(await all.children('a')).toEqual([])
    })
  })

  test('answers of more than a megabyte are read to the end', async () => {
    const big = '0'.repeat(300_000)
    for (const sk of ['1', '2', '3', '4', '5']) await ledger.commit(put(item('big', sk, { big, open: 'big' })), now)
    const keys = (found: readonly LedgerItem[]) => found.map(({ sk }) => sk).toSorted()
    const all = ['1', '2', '3', '4', '5']
    expect(keys(await ledger.children('big'))).toEqual(all)
    expect(keys(await ledger.open('big'))).toEqual(all)
    expect(keys(await ledger.list('note', { limit: 5 }))).toEqual(all)
    expect((await ledger.lastChildren('big', 5)).map(({ sk }) => sk)).toEqual(all.toReversed())
  })
}
