import { type DeleteObjectCommand, HeadObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { prune, pruneThumbnails } from '../../../api/thumbnails/prune.ts'
import { checkPrune, runPrune } from '../../../cli/thumbnails/prune.ts'
import type { PruneStore } from '../../../functions/thumbnails/backfill/prune-store.ts'
import { wantedKeys } from '../../../functions/thumbnails/rules/gone.ts'
import { thumbnailKeys } from '../../../functions/thumbnails/rules/keys.ts'
import { recipesIn } from '../../../functions/thumbnails/rules/origin.ts'
import { recipeFor } from '../../../functions/thumbnails/rules/recipe.ts'
import type { Mark } from '../../../functions/thumbnails/rules/version.ts'
import { config as written } from '../../../nightshift.config.ts'
import { parseConfig } from '../../../shared/config/define-config.ts'
import { ConflictError } from '../../../shared/errors.ts'
import { fakeDeployment } from '../api/deployment.ts'
import { recipesFor } from './fake-store.ts'

const existing = [{ bucket: 'shop-photos', prefix: 'a/' }]
const originals = [
  'x',
  'a/b.jpg',
  'a+b 사진\n.jpg',
  'small/large/x.webp',
  '/',
  'a//b',
  '(a)[b]$.jpg',
  'p/x.jpg',
  'p/q/x.jpg',
]
const templates = [
  '{key}/{size}.{format}',
  '{size}/{key}',
  '{size}.{key}',
  'thumbs/{path}{size}/{name}.webp',
  '{path}thumbs/{name}.{size}.webp',
  '{path}{name}_{size}.webp',
]

describe('a key is wanted', () => {
  test.each(templates)('where a thumbnail of an original is kept by %s', (key) => {
    const recipes = recipesFor({ key, recipes: [{ prefix: 'p/', sizes: { face: 32 } }] })
    const buckets = ['uploads', 'shop-photos'].map((bucket) => recipesIn(bucket, recipes, existing))
    const isWanted = wantedKeys(buckets)
    const kept = buckets.flatMap((each) =>
      originals.flatMap((original) => {
        const recipe = recipeFor(original, each)
        return (recipe && thumbnailKeys(original, recipe)) ?? []
      }),
    )
    expect(kept.length).toBeGreaterThan(originals.length)
    expect(kept.filter((each) => !isWanted(each))).toEqual([])
  })

  test.each([
    ['of a size that is gone', 'x.jpg/medium.webp'],
    ['of a format that is gone', 'x.jpg/large.png'],
    ['of another template', 'large/x.jpg'],
    ["of a size of another recipe's originals", 'p/x.jpg/large.webp'],
    ['of a bucket that is named no more, if no upload can be called so', '@shop-scans/a/x.jpg/large.webp'],
    ['of a prefix that is watched no more', '@shop-photos/b/x.jpg/large.webp'],
    ['of no original at all', '/large.webp'],
  ])('and not one %s', (_, key) => {
    const recipes = recipesFor({ recipes: [{ prefix: 'p/', sizes: { face: 32 } }] })
    const isWanted = wantedKeys(['uploads', 'shop-photos'].map((bucket) => recipesIn(bucket, recipes, existing)))
    const known = ['x.jpg/large.webp', 'p/x.jpg/face.webp', '@shop-photos/a/x.jpg/small.webp']
    expect(known.every(isWanted)).toBe(true)
    // An upload may be called like the folder of a bucket that the config does not name: what is in doubt stays.
    expect(isWanted(key)).toBe(key.startsWith('@shop-scans/'))
  })
})

/** A bucket of thumbnails in memory. */
const fakeBucket = (objects: Readonly<Record<string, Partial<Mark> & { readonly bytes?: number }>>) => {
  const there = new Map(Object.entries(objects).map(([key, mark]) => [key, { etag: 't', bytes: 10, ...mark }]))
  const store: PruneStore = {
    pages: async function* () {
      const all = [...there].map(([key, { bytes }]) => ({ key, bytes }))
      for (let at = 0; at < all.length; at += 2) yield all.slice(at, at + 2)
    },
    readMark: async (key) => there.get(key),
    remove: async (key, { etag }) => {
      if (there.get(key)?.etag !== etag) throw new ConflictError('changed')
      there.delete(key)
    },
  }
  return { store, there }
}

const [r1, r2] = ['0123456789abcde1', '0123456789abcde2']
const ours = { sourceEtag: 'e', recipe: r1 }
const isWanted = (key: string): boolean => key.startsWith('wanted')
const say = (): void => {}

test('what no recipe is for is counted by what made it, and nothing is removed before somebody agrees', async () => {
  const { store, there } = fakeBucket({
    'wanted/1': ours,
    'gone/2': ours,
    'gone/1': ours,
    'gone/3': { ...ours, recipe: r2, bytes: 500 },
    "somebody's": {},
    'half-ours': { recipe: r1 },
    'other-half': { sourceEtag: 'e' },
    'of-a-cook': { sourceEtag: 'e', recipe: 'pancakes' },
    'without-a-source': { ...ours, sourceEtag: '' },
    'copied-by-somebody': { ...ours, isCopy: true },
  })
  expect(await prune(store, isWanted, { confirm: false, say })).toEqual({
    rows: [
      { recipe: r2, thumbnails: 1, bytes: 500, example: 'gone/3' },
      { recipe: r1, thumbnails: 2, bytes: 20, example: 'gone/1' },
    ],
    others: 6,
    removed: 0,
    changed: 0,
  })
  expect(there.size).toBe(10)
  expect(await prune(store, isWanted, { confirm: true, say })).toMatchObject({ removed: 3, others: 6 })
  expect([...there.keys()]).toEqual([
    'wanted/1',
    "somebody's",
    'half-ours',
    'other-half',
    'of-a-cook',
    'without-a-source',
    'copied-by-somebody',
  ])
})

test('what is written anew meanwhile, or is gone already, stays as it is', async () => {
  const { store, there } = fakeBucket({ 'gone/1': ours, 'gone/2': ours })
  const readMark: PruneStore['readMark'] = async (key) => {
    const mark = await store.readMark(key)
    if (key === 'gone/1') there.set(key, { etag: 'newer', bytes: 10, ...ours })
    return mark
  }
  expect(await prune({ ...store, readMark }, isWanted, { confirm: true, say })).toMatchObject({
    removed: 1,
    changed: 1,
  })
  expect([...there.keys()]).toEqual(['gone/1'])
  const vanished = { ...store, readMark: async () => undefined }
  expect(await prune(vanished, isWanted, { confirm: true, say })).toMatchObject({ rows: [], others: 0, removed: 0 })
})

test('a fault of S3 ends it', async () => {
  const { store } = fakeBucket({ 'gone/1': ours })
  const remove = () => Promise.reject(new Error('denied'))
  await expect(prune({ ...store, remove }, isWanted, { confirm: true, say })).rejects.toThrow('denied')
})

test('on S3 the recipes are those of the config, of every bucket, and only what is ours is deleted', async () => {
  const config = parseConfig(
    { ...written, thumbnails: { sizes: { small: 200 }, existing } },
    new Date('2026-11-30T00:00:00Z'),
  )
  const keys = [
    'a%2Bb.jpg/small.webp',
    'a%2Bb.jpg/large.webp',
    '%40shop-photos/a/x/small.webp',
    '%40shop-photos/a/x/large.webp',
    'notes.txt',
  ]
  const deleted: unknown[] = []
  const send = async (command: unknown): Promise<unknown> => {
    if (command instanceof ListObjectsV2Command) return { Contents: keys.map((Key) => ({ Key, Size: 7 })) }
    if (command instanceof HeadObjectCommand)
      return { ETag: '"t"', Metadata: command.input.Key === 'notes.txt' ? {} : { 'source-etag': 'e', recipe: r2 } }
    deleted.push((command as DeleteObjectCommand).input)
    return {}
  }
  const outputs = { ThumbnailsBucket: 'thumbnails' }
  const deployment = fakeDeployment({ config, outputs })
  const client = Object.assign(new S3Client({ region: 'ap-northeast-2' }), { send })
  const pruned = await pruneThumbnails({ ...deployment, connect: (() => client) as never }, { confirm: true, say })
  expect(pruned).toMatchObject({ rows: [{ recipe: r2, thumbnails: 2, bytes: 14 }], others: 1, removed: 2 })
  expect(deleted).toEqual(
    ['a+b.jpg/large.webp', '@shop-photos/a/x/large.webp'].map((Key) => ({ Bucket: 'thumbnails', Key, IfMatch: '"t"' })),
  )
})

test.each([
  [{ view: {}, requests: {} }, 0],
  [{ view: {} }, 1],
])('what was made on request stays as long as anything may be asked for: %j', async (more, gone) => {
  const config = parseConfig({ ...written, thumbnails: more }, new Date('2026-11-30T00:00:00Z'))
  const send = async (command: unknown): Promise<unknown> =>
    command instanceof ListObjectsV2Command
      ? { Contents: [{ Key: '%40/0a/e/1b.webp', Size: 7 }] }
      : { ETag: '"t"', Metadata: { 'source-etag': 'e', recipe: r1 } }
  const client = Object.assign(new S3Client({ region: 'ap-northeast-2' }), { send })
  const deployment = {
    ...fakeDeployment({ config, outputs: { ThumbnailsBucket: 'thumbnails' } }),
    connect: () => client,
  }
  const { rows } = await pruneThumbnails(deployment as never, { confirm: false, say })
  expect(rows).toHaveLength(gone)
})

describe('in the terminal', () => {
  const found = { rows: [{ recipe: 'r', thumbnails: 2, bytes: 3e6, example: 'x' }], others: 0, removed: 0, changed: 0 }
  const run = async (confirm: boolean, result = found) => {
    const asked: boolean[] = []
    const lines: string[] = []
    const spies = [jest.spyOn(console, 'log'), jest.spyOn(console, 'error')]
    for (const spy of spies) spy.mockImplementation((line) => void lines.push(String(line)))
    process.exitCode = 0
    await runPrune({ confirm, json: false }, async (agreed) => {
      asked.push(agreed)
      return { ...result, removed: agreed ? 2 : 0 }
    })
    const code = process.exitCode
    process.exitCode = 0
    for (const spy of spies) spy.mockRestore()
    return { asked, code, text: lines.join('\n') }
  }

  test('without agreement it lists, says how to agree, and ends with 1', async () => {
    const { asked, code, text } = await run(false)
    expect([asked, code]).toEqual([[false], 1])
    expect(text).toContain('--prune --confirm')
  })

  test('with it, it lists first and then removes', async () => {
    const { asked, code, text } = await run(true)
    expect([asked, code]).toEqual([[false, true], 0])
    expect(text).toContain('2 removed.')
  })

  test('where there is nothing, it asks for nothing', async () =>
    expect(await run(true, { ...found, rows: [] })).toMatchObject({ asked: [false], code: 0 }))

  test.each([{ prefix: 'a/' }, { bucket: 'b' }, { limit: 3 }, { restart: true }, { restore: 'bulk' }])(
    '%j does not go with it',
    (option) => expect(() => checkPrune({ prefix: '', ...option })).toThrow('does not go with --prune'),
  )
})
