import { uploadSender } from '../../../api/thumbnails/send.ts'
import { type Backfill, backfill } from '../../../api/thumbnails/walk.ts'
import { type BackfillStore, decidePage, type Listed } from '../../../functions/thumbnails/rules/backfill.ts'
import { recipesVersion } from '../../../functions/thumbnails/rules/backfill-progress.ts'
import { dollarsFor } from '../../../functions/thumbnails/rules/estimate.ts'
import type { PrefixRecipe } from '../../../functions/thumbnails/rules/recipe.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import { type BackfillRecord, keys } from '../../../shared/ledger/records.ts'
import { fakeListing } from './fake-listing.ts'
import { recipesFor } from './fake-store.ts'

const decide = async (recipes: readonly PrefixRecipe[], { store }: ReturnType<typeof fakeListing>) => {
  const needs: Record<string, string> = {}
  for await (const page of store.originals('', undefined))
    for (const { original, need } of await decidePage(page, recipes, store)) needs[original.key] = need
  return needs
}

test('the list of thumbnails is asked for from where the first that is wanted would be, and not where none is', async () => {
  const [recipe] = recipesFor({ sizes: { only: 20 }, key: '{key}/{size}' })
  if (!recipe) throw new Error('No recipe')
  const asked: string[] = []
  const store: BackfillStore = {
    originals: async function* () {},
    thumbnailsAfter: async (key) => {
      asked.push(key)
      // A whole page, so that there may be more behind it.
      return Array.from({ length: 1000 }, (_, index) => `${key}y${String(index).padStart(4, '0')}`)
    },
    readMark: async () => undefined,
    isRefused: async () => false,
  }
  const listed = (key: string): Listed => ({ key, etag: 'e', bytes: 1, archived: false })
  expect(await decidePage([listed('m'), listed('z')], [recipe], store)).toMatchObject([
    { need: 'missing' },
    { need: 'missing' },
  ])
  expect(asked).toEqual(['m/onl', 'z/onl'])
  expect(await decidePage([], [recipe], store)).toEqual([])
  expect(asked).toHaveLength(2)
})

test('each original is what its thumbnails say', async () => {
  const recipes = recipesFor()
  const listing = fakeListing(recipes)
  for (const key of ['right', 'missing', 'half', 'old-recipe', 'replaced', 'refused']) listing.add(key)
  listing.add('archived', { archived: true })
  listing.add('archived-and-right', { archived: true })
  listing.add('folder/', { bytes: 0 })
  listing.add('byte', { bytes: 1 })
  listing.add('k'.repeat(1024))
  for (const key of ['right', 'archived-and-right']) listing.make(key)
  listing.make('half', {}, 1)
  listing.make('old-recipe', { recipe: 'another' })
  listing.make('replaced', { sourceEtag: 'e0' })
  listing.refused.add('refused')
  expect(await decide(recipes, listing)).toEqual({
    right: 'right',
    missing: 'missing',
    byte: 'missing',
    half: 'missing',
    'old-recipe': 'other-recipe',
    replaced: 'other-version',
    refused: 'refused',
    archived: 'archived',
    'archived-and-right': 'right',
  })
  // What is not there needs no look at what it says.
  expect(listing.asked).toMatchObject({ marks: 4, refusals: 6 })
})

describe.each(['{key}/{size}.{format}', '{size}/{key}', '{path}t/{name}.{size}.webp'])('by the template %s', (key) => {
  const recipes = recipesFor({ key })

  test('keys that begin with each other, and keys beyond the first plane, are told apart', async () => {
    const listing = fakeListing(recipes)
    const names = ['a', 'a.jpg', 'a/b', 'a-b', 'a/', 'A', 'é', '\uffee', '📷', '📷/a', 'a\n', 'a+', 'a ']
    for (const name of names) listing.add(name)
    for (const name of names.filter((_, index) => index % 2 === 0)) listing.make(name)
    expect(await decide(recipes, listing)).toEqual(
      Object.fromEntries(names.map((name, index) => [name, index % 2 === 0 ? 'right' : 'missing'])),
    )
  })

  test('the list of thumbnails is read about once', async () => {
    const listing = fakeListing(recipes)
    for (let index = 0; index < 2000; index += 1) {
      listing.add(`photos/${index}.jpg`)
      if (index % 10 > 0) listing.make(`photos/${index}.jpg`)
    }
    const needs = Object.values(await decide(recipes, listing))
    expect(needs.filter((need) => need === 'missing')).toHaveLength(200)
    // 3,600 keys in pages of 1,000, and one more for each of the two pages of originals and each size.
    expect(listing.asked.lists).toBeLessThanOrEqual(4 + 2 * 2 * 2)
  })
})

const setUp = (changes: Partial<Backfill> = {}) => {
  const recipes = recipesFor()
  const listing = fakeListing(recipes)
  const ledger = memoryLedger()
  const sent: string[] = []
  const task: Backfill = {
    bucket: 'uploads',
    prefix: '',
    recipes,
    store: listing.store,
    send: async (originals) => void sent.push(...originals.map(({ key }) => key)),
    ledger,
    restart: false,
    limit: Number.POSITIVE_INFINITY,
    now: () => new Date('2026-11-21T00:00:00Z'),
    say: () => {},
    ...changes,
  }
  for (let index = 0; index < 2500; index += 1) listing.add(`p/${String(index).padStart(4, '0')}`)
  return { listing, ledger, sent, task, recipes }
}

test('a backfill that is stopped goes on where it was; nothing is sent twice or left out', async () => {
  const { listing, sent, task } = setUp()
  expect(await backfill({ ...task, limit: 700 })).toMatchObject({ sent: 700, finished: false })
  expect(await backfill({ ...task, limit: 700 })).toMatchObject({ sent: 700, finished: false })
  let calls = 0
  const send: Backfill['send'] = async (originals) => {
    calls += 1
    if (calls === 2) throw new Error('the terminal was closed')
    return task.send?.(originals)
  }
  await expect(backfill({ ...task, send })).rejects.toThrow('closed')
  expect(await backfill(task)).toMatchObject({ finished: true })
  expect(sent).toEqual([...listing.originals.keys()])
})

test('after its end, with other recipes, or when it is told to, it begins anew', async () => {
  const { task, sent } = setUp()
  await backfill({ ...task, limit: 10 })
  await backfill({ ...task, limit: 10, recipes: recipesFor({ quality: 50 }) })
  await backfill({ ...task, limit: 10, recipes: recipesFor({ quality: 50 }), restart: true })
  expect(sent.slice(10, 20)).toEqual(sent.slice(0, 10))
  expect(sent.slice(20, 30)).toEqual(sent.slice(0, 10))
  await backfill({ ...task, prefix: 'p/00' })
  sent.length = 0
  expect(await backfill({ ...task, prefix: 'p/00' })).toMatchObject({ sent: 100, finished: true })
})

test('two at once are refused', async () => {
  const { task } = setUp()
  const send: Backfill['send'] = async () => {
    await backfill(task)
  }
  await expect(backfill({ ...task, send })).rejects.toThrow('Another backfill')
})

test('while the function is at it the terminal waits; where its next step is lost it goes on there', async () => {
  const { task, ledger, sent } = setUp()
  const begun: BackfillRecord = {
    ...keys.backfill('uploads', ''),
    kind: 'backfill',
    at: '2026-11-20T23:00:00.000Z',
    recipes: recipesVersion(task.recipes),
    after: 'p/0999',
    state: 'running',
    run: 'run-1',
    by: 'mina',
    dueAt: '2026-11-20T23:55:00.000Z',
    looked: 1000,
    sent: 10,
    needs: { right: 990, missing: 10 },
  }
  await ledger.commit([{ item: begun, expect: 'absent' }], task.now())
  await expect(backfill(task)).rejects.toThrow('which mina began at 2026-11-20T23:00:00.000Z')
  expect(sent).toEqual([])
  await backfill({ ...task, now: () => new Date('2026-11-21T00:06:00Z') })
  expect(sent[0]).toBe('p/1000')
  expect(await ledger.get(keys.backfill('uploads', ''))).toMatchObject({
    state: 'done',
    looked: 2500,
    sent: 1510,
    needs: { right: 990, missing: 1510 },
    endedAt: '2026-11-21T00:06:00.000Z',
  })
})

test('a dry run sends and writes nothing, and says how many and at what cost', async () => {
  const { listing, ledger, task } = setUp()
  listing.make('p/0001')
  const { sums, sent } = await backfill({ ...task, send: undefined })
  expect(sent).toBe(2499)
  expect(await ledger.all('backfill')).toEqual([])
  expect(sums).toMatchObject([{ prefix: '', originals: 2500, toMake: 2499, needs: { right: 1, missing: 2499 } }])
  expect(sums[0]?.dollars).toBeCloseTo(2499 * dollarsFor(2_400_000, 2), 6)
})

test('a gigabyte-second is of 1,024 MB, and the function has 1,769', () => {
  // A photo of 8.5 MB takes a second. What does not grow with the bytes is the difference.
  const second = dollarsFor(8_500_000, 1) - dollarsFor(0, 1)
  expect(second).toBeCloseTo(0.85 * (1769 / 1024) * 0.000_013_333_4, 9)
})

test('a million photos of 2.4 MB in three sizes are some tens of dollars', () => {
  const million = 1e6 * dollarsFor(2_400_000, 3)
  expect(million).toBeGreaterThan(15)
  expect(million).toBeLessThan(50)
})

describe('sending', () => {
  const changes = Array.from({ length: 25 }, (_, index) => ({ bucket: 'uploads', key: `${index}` }))
  type Sqs = NonNullable<NonNullable<Parameters<typeof uploadSender>[2]>['sqs']>
  interface Sent {
    readonly input: { readonly Entries: readonly { readonly Id: string; readonly MessageBody: string }[] }
  }

  /** A queue that refuses some entries of some requests. */
  const fakeQueue = (refuse: (id: string, request: number) => boolean = () => false) => {
    const taken: string[] = []
    let requests = 0
    const send = async ({ input: { Entries } }: Sent) => {
      requests += 1
      const failed = Entries.filter(({ Id }) => refuse(Id, requests))
      for (const entry of Entries)
        if (!failed.includes(entry)) taken.push(JSON.parse(entry.MessageBody).Records[0].s3.object.key)
      return { Failed: failed.map(({ Id }) => ({ Id, Code: 'Busy' })) }
    }
    return { sqs: { send } as unknown as Sqs, taken }
  }

  test('is so many a second', async () => {
    const { sqs, taken } = fakeQueue()
    const waits: number[] = []
    await uploadSender('q', 5, { sqs, wait: async (ms) => waits.push(ms) })(changes)
    expect(taken).toEqual(changes.map(({ key }) => key))
    expect(waits).toHaveLength(2)
    // Nothing really waits here, so that each wait is for all that was sent before.
    expect(waits[1]).toBeGreaterThan(3900)
    expect(waits[1]).toBeLessThanOrEqual(4000)
  })

  test('sends again what the queue did not take, and fails when it never does', async () => {
    const { sqs, taken } = fakeQueue((id, request) => id === '3' && request === 1)
    await uploadSender('q', 1000, { sqs, wait: async () => {} })(changes.slice(0, 10))
    expect(taken.sort()).toEqual(
      changes
        .slice(0, 10)
        .map(({ key }) => key)
        .sort(),
    )
    const stubborn = fakeQueue((id) => id === '3')
    const failing = uploadSender('q', 1000, { sqs: stubborn.sqs, wait: async () => {} })(changes.slice(0, 10))
    await expect(failing).rejects.toThrow('did not take 1 messages: Busy')
  })
})
