import * as fc from 'fast-check'
import { partitionOf, partitionsToRead } from '../../../shared/ledger/indexes.ts'
import type { LedgerItem, Stored } from '../../../shared/ledger/ledger.ts'
import { allByTime, newestOf, type Pages } from '../../../shared/ledger/side-by-side.ts'
import { fromTable, toTable } from '../../../shared/ledger/stored-form.ts'

type Row = Stored<LedgerItem>
const row = (pk: string, at: string, more: Partial<Row> = {}): Row => ({
  pk,
  sk: '1',
  kind: 'note',
  at,
  version: 1,
  ...more,
})

describe('how an item stands in the table', () => {
  test('its kind is kept, and it is in the index of kinds only where somebody lists it', () => {
    expect(toTable(row('link#1', 'x', { kind: 'link' }))).toEqual({
      pk: 'link#1',
      sk: '1',
      at: 'x',
      version: 1,
      record: 'link',
    })
    expect(toTable(row('job#a', 'x', { kind: 'job' }))).toMatchObject({ record: 'job', kind: 'job' })
    expect(toTable(row('incident#a', 'x', { kind: 'incident' })).kind).toMatch(/^incident#[0-3]$/)
  })

  test('whatever it is called, it comes back as it was', () => {
    const name = fc.oneof(
      fc.string(),
      fc.constantFrom('incident', 'digest#mina#sms', 'timer', 'a#1', '#0', '__proto__', 'constructor'),
    )
    fc.assert(
      fc.property(fc.string(), name, fc.option(name, { nil: undefined }), (pk, kind, open) => {
        const item = row(pk, 'x', { kind, ...(open === undefined ? {} : { open }) })
        expect(fromTable(toTable(item))).toEqual(item)
      }),
    )
  })

  test('it stands where it is read', () => {
    const name = fc.oneof(
      fc.string(),
      fc.constantFrom('incident', 'transition', 'reject', 'digest#mina#sms', 'timer', 'a#1'),
    )
    fc.assert(
      fc.property(fc.string(), name, (pk, word) => {
        expect(partitionsToRead('open', word)).toContain(partitionOf('open', word, pk))
      }),
    )
  })

  test('a thousand incidents are spread evenly', () => {
    const counts = new Map<string, number>()
    for (let index = 0; index < 1_000; index += 1) {
      const partition = partitionOf('byKind', 'incident', `incident#${(index * 0x9e3779b1).toString(16)}`) ?? ''
      counts.set(partition, (counts.get(partition) ?? 0) + 1)
    }
    expect(counts.size).toBe(4)
    for (const count of counts.values()) expect(Math.abs(count - 250)).toBeLessThan(75)
  })
})

/** A part that gives its items by pages of any sizes, empty ones too, as DynamoDB may. */
const paged = (items: readonly Row[], sizes: readonly number[]) => {
  let place = 0
  let pages = 0
  const asked: number[] = []
  const part: Pages<Row> = {
    next: async (count) => {
      asked.push(count)
      if (place >= items.length) return undefined
      const size = Math.min(count, sizes[pages % sizes.length] ?? 1)
      pages += 1
      place += size
      return items.slice(place - size, place)
    },
  }
  return { part, asked }
}

describe('several partitions, side by side', () => {
  const part = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 25 })
  const sizes = fc
    .array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 4 })
    .filter((each) => each.some(Boolean))
  const time = (minute: number): string => new Date(minute * 60_000).toISOString()

  test('the newest are the newest of all, whatever the pages', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(part, { minLength: 1, maxLength: 5 }),
        sizes,
        fc.integer({ min: 0, max: 60 }),
        async (parts, pages, limit) => {
          const rows = parts.map((minutes, index) =>
            minutes
              .toSorted((one, other) => other - one)
              .map((minute, place) => row(`${index}/${place}`, time(minute))),
          )
          const found = await newestOf(
            rows.map((each) => paged(each, pages).part),
            limit,
          )
          const all = rows
            .flat()
            .map(({ at }) => at)
            .toSorted()
            .toReversed()
          expect(found.map(({ at }) => at)).toEqual(all.slice(0, limit))
          expect(new Set(found.map(({ pk }) => pk)).size).toBe(found.length)
        },
      ),
    )
  })

  test('all are all, oldest first', () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 5 }), (parts) => {
        const rows = parts.map((minutes, index) =>
          minutes.toSorted((one, other) => one - other).map((minute, place) => row(`${index}/${place}`, time(minute))),
        )
        expect(allByTime(rows).map(({ at }) => at)).toEqual(
          rows
            .flat()
            .map(({ at }) => at)
            .toSorted(),
        )
      }),
    )
  })

  test('what is seen in two for a moment counts once, as it is now', async () => {
    const [before, after] = [row('a', time(1)), row('a', time(2), { version: 2 })]
    expect(allByTime([[before], [after]])).toEqual([after])
    expect(await newestOf([paged([before], [1]).part, paged([after], [1]).part], 10)).toEqual([after])
    // Written again without another time.
    const again = row('a', time(1), { version: 2 })
    expect(await newestOf([paged([before], [1]).part, paged([again], [1]).part], 10)).toEqual([again])
  })

  test('no more is read of each than a share and some slack', async () => {
    const parts = [0, 1, 2, 3].map((lane) =>
      paged(
        Array.from({ length: 100 }, (_, place) => row(`${lane}/${place}`, time(1_000 - 4 * place - lane))),
        [1_000],
      ),
    )
    expect(
      await newestOf(
        parts.map((each) => each.part),
        100,
      ),
    ).toHaveLength(100)
    expect(parts.map(({ asked }) => asked)).toEqual([[38], [38], [38], [38]])
  })
})
