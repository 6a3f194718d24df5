import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import type { InventoryConfiguration, LifecycleRule, S3Client } from '@aws-sdk/client-s3'
import { parquetWriteBuffer } from 'hyparquet-writer'
import {
  chooseInventory,
  inventoryPlace,
  parseManifest,
  reachesNewer,
  reportsOf,
} from '../../../functions/lifecycle/rules/inventory.ts'
import type { BucketState } from '../../../functions/lifecycle/rules/plan.ts'
import { shorteningText } from '../../../functions/lifecycle/rules/shortening.ts'
import { csvRecords } from '../../../functions/lifecycle/world/csv.ts'
import type { Buckets } from '../../../functions/lifecycle/world/effects.ts'
import { findInventory } from '../../../functions/lifecycle/world/inventory.ts'
import { lookAt } from '../../../functions/lifecycle/world/look.ts'
import { lifecycleSchema } from '../../../shared/config/lifecycle/schema.ts'
import { awsError } from './fake-buckets.ts'

const dayMs = 86_400_000
const now = new Date('2026-11-30T10:00:00Z')
const ago = (days: number): Date => new Date(now.getTime() - days * dayMs)

const configuration = (more: Partial<InventoryConfiguration> & { Format?: 'CSV' | 'ORC' | 'Parquet' } = {}) => {
  const { Format = 'CSV', ...rest } = more
  return {
    Id: 'all',
    IsEnabled: true,
    IncludedObjectVersions: 'All',
    Schedule: { Frequency: 'Daily' },
    Destination: { S3BucketDestination: { Bucket: 'arn:aws:s3:::reports', Prefix: 'daily', Format } },
    ...rest,
  } satisfies InventoryConfiguration as InventoryConfiguration
}

describe('which inventory', () => {
  const choose = (configurations: InventoryConfiguration[], prefixes = ['logs/'], versions = true) =>
    chooseInventory(configurations, { bucket: 'shop', prefixes, versions, from: ['reports'] })
  test.each<[string, InventoryConfiguration[], unknown]>([
    ['the one that is there', [configuration()], { bucket: 'reports', base: 'daily/shop/all/' }],
    [
      'without a prefix',
      [configuration({ Destination: { S3BucketDestination: { Bucket: 'arn:aws:s3:::reports', Format: 'CSV' } } })],
      { bucket: 'reports', base: 'shop/all/' },
    ],
    [
      'CSV before Parquet',
      [configuration({ Id: 'p', Format: 'Parquet' }), configuration({ Id: 'c' })],
      { bucket: 'reports', base: 'daily/shop/c/' },
    ],
    [
      'daily before weekly',
      [configuration({ Id: 'w', Schedule: { Frequency: 'Weekly' } }), configuration({ Id: 'd' })],
      { bucket: 'reports', base: 'daily/shop/d/' },
    ],
    [
      'of a wider prefix',
      [configuration({ Filter: { Prefix: 'lo' } })],
      { bucket: 'reports', base: 'daily/shop/all/' },
    ],
    ['none', [], { instead: 'the bucket has no inventory' }],
    ['one that is off', [configuration({ IsEnabled: false })], { instead: 'the bucket has no inventory' }],
    [
      'of another prefix',
      [configuration({ Filter: { Prefix: 'photos/' } })],
      { instead: 'all has only what begins with photos/' },
    ],
    [
      'without old versions',
      [configuration({ IncludedObjectVersions: 'Current' })],
      { instead: 'all has no old versions' },
    ],
    ['in ORC', [configuration({ Format: 'ORC' })], { instead: 'all is in ORC, which is not read' }],
    [
      'written elsewhere',
      [configuration({ Destination: { S3BucketDestination: { Bucket: 'arn:aws:s3:::theirs', Format: 'CSV' } } })],
      { instead: 'lifecycle.inventory.from does not name theirs, where all is written to' },
    ],
  ])('%s', (_, configurations, expected) => {
    expect(choose(configurations)).toEqual(expected)
  })
  test('of a rule for the whole bucket one with a prefix does not do; old versions matter only where a rule deletes them', () => {
    expect(choose([configuration({ Filter: { Prefix: 'logs/' } })], [''])).toEqual({
      instead: 'all has only what begins with logs/',
    })
    expect(choose([configuration({ IncludedObjectVersions: 'Current' })], ['logs/'], false)).toHaveProperty('base')
  })
  test('an address of the config', () => {
    expect(inventoryPlace('s3://reports/daily/shop/all')).toEqual({ bucket: 'reports', base: 'daily/shop/all/' })
    const { buckets } = lifecycleSchema.parse({
      buckets: [{ bucket: 'shop', inventory: 's3://reports/daily/shop/all' }],
    })
    expect(reportsOf({ inventory: undefined, buckets })).toEqual({ from: [], maxAgeMs: 8 * dayMs })
    expect(reportsOf({ inventory: undefined, buckets: [] })).toBeUndefined()
    expect(
      lifecycleSchema.safeParse({ buckets: [{ bucket: 'shop', inventory: 'reports/daily' }] }).error?.issues[0]
        ?.message,
    ).toContain('s3://reports/daily/shop-logs/all')
  })
})

const schema = 'Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate, StorageClass'
const manifest = (more: object = {}, at = ago(1)): string =>
  JSON.stringify({
    sourceBucket: 'shop',
    destinationBucket: 'arn:aws:s3:::reports',
    version: '2016-11-30',
    creationTimestamp: String(at.getTime()),
    fileFormat: 'CSV',
    fileSchema: schema,
    files: [{ key: 'daily/shop/all/data/1.csv.gz', size: 1, MD5checksum: 'x' }],
    ...more,
  })

test.each<[string, object, string]>([
  ['of another bucket', { sourceBucket: 'other' }, 'about other, not about shop'],
  ['in ORC', { fileFormat: 'ORC' }, 'in ORC, which is not read'],
  ['in something new', { fileFormat: 'JSON' }, 'in JSON, which is not read'],
  ['without sizes', { fileSchema: 'Bucket, Key, LastModifiedDate' }, 'no Size: add it'],
  ['without files', { files: undefined }, 'not one of S3 Inventory'],
])('a report %s is not read, and says why', (_, more, words) => {
  expect(() => parseManifest(manifest(more), 'shop')).toThrow(words)
})

test('a manifest that is no JSON is refused, and one of Parquet has its columns by its schema', () => {
  expect(() => parseManifest('<Error/>', 'shop')).toThrow('cannot be read as JSON')
  const fileSchema =
    'message s3.inventory { required binary bucket (STRING); required binary key (STRING); optional boolean is_latest; optional int64 size; optional int64 last_modified_date (TIMESTAMP(MILLIS,true)); }'
  expect(parseManifest(manifest({ fileFormat: 'Parquet', fileSchema }), 'shop').columns).toEqual([
    'Bucket',
    'Key',
    'IsLatest',
    'Size',
    'LastModifiedDate',
  ])
})

test.each<[string, string[][], string]>([
  [
    '"a","b"\n"c","d"\n',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
    '',
  ],
  [
    '"a","b"\r\nc,d\r\n',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
    '',
  ],
  ['"a ""x"", y","line\nbreak"\n"c', [['a "x", y', 'line\nbreak']], '"c'],
  [
    'a,,c\n,\n',
    [
      ['a', '', 'c'],
      ['', ''],
    ],
    '',
  ],
  ['"a","b', [], '"a","b'],
  ['"a""', [], '"a""'],
])('CSV %j', (text, records, rest) => {
  expect(csvRecords(text)).toEqual({ records, rest })
})

test.each<[object, number, boolean]>([
  [{ Expiration: { Days: 1 } }, 7, true],
  [{ Expiration: { Days: 9 } }, 7, false],
  [{ Expiration: { Days: 365 } }, 7, false],
  [{ NoncurrentVersionExpiration: { NoncurrentDays: 3 } }, 7, true],
  [{ Expiration: { Date: new Date('2026-12-01T00:00:00Z') } }, 7, true],
])('what was written since a report of yesterday is reached by %j within %i days: %s', (action, days, expected) => {
  const rule = { ID: 'a', Status: 'Enabled', Filter: {}, ...action } as LifecycleRule
  expect(reachesNewer([rule], ago(1), new Date(now.getTime() + days * dayMs))).toBe(expected)
})

/** S3 with one bucket of reports in memory. */
const s3With = (
  objects: Readonly<Record<string, Uint8Array | string>>,
  configurations: InventoryConfiguration[] = [configuration()],
) => {
  const asked: string[] = []
  const send = async (command: { readonly input: Record<string, unknown> }): Promise<object> => {
    const { Key, Prefix = '', StartAfter = '', Range } = command.input as Record<string, string>
    asked.push(`${command.constructor.name} ${Key ?? Prefix}`)
    if (command.constructor.name === 'ListBucketInventoryConfigurationsCommand')
      return { InventoryConfigurationList: configurations }
    if (command.constructor.name === 'ListObjectsV2Command') {
      const below = Object.keys(objects).filter((key) => key.startsWith(Prefix) && key > StartAfter)
      const folders = new Set(below.flatMap((key) => /^[^/]+\//.exec(key.slice(Prefix.length))?.[0] ?? []))
      return { CommonPrefixes: [...folders].map((folder) => ({ Prefix: `${Prefix}${folder}` })) }
    }
    const found = Key === undefined ? undefined : objects[Key]
    if (found === undefined) throw awsError('NoSuchKey', 404)
    const bytes = Buffer.from(found as string)
    const [, from, to] = /bytes=(\d+)-(\d+)/.exec(Range ?? '') ?? []
    const part = Range ? bytes.subarray(Number(from), Number(to) + 1) : bytes
    const Body = Object.assign(Readable.from([part.subarray(0, part.length >> 1), part.subarray(part.length >> 1)]), {
      transformToString: async () => part.toString(),
      transformToByteArray: async () => new Uint8Array(part),
    })
    return { Body }
  }
  return { client: { send } as unknown as Pick<S3Client, 'send'>, asked }
}

const quoted = (fields: readonly unknown[]): string => `${fields.map((field) => `"${field}"`).join(',')}\n`
const folder = (days: number): string => `daily/shop/all/${ago(days).toISOString().slice(0, 16).replace(':', '-')}Z/`

const logs: LifecycleRule = { ID: 'ours', Status: 'Enabled', Filter: { Prefix: 'logs/' }, Expiration: { Days: 30 } }
const old: LifecycleRule = {
  ID: 'ours',
  Status: 'Enabled',
  Filter: {},
  NoncurrentVersionExpiration: { NoncurrentDays: 30, NewerNoncurrentVersions: 1 },
}

/** What a plan of one rule of ours says, with reports in S3 and a listing that has one object. */
const shorten = (
  client: Pick<S3Client, 'send'>,
  rule: LifecycleRule,
  state: Partial<BucketState> = {},
  address?: string,
  remainingMs?: () => number,
) => {
  const buckets: Pick<Buckets, 'read' | 'sample' | 'inventory'> = {
    read: async () => ({ rules: [], minimumSize: undefined, versioned: false, ...state }),
    sample: async () => ({
      objects: [{ key: 'logs/listed', size: 1, modified: ago(90) }],
      complete: false,
      source: 'a listing',
    }),
    inventory: (question) => findInventory(client, { from: ['reports'], maxAgeMs: 8 * dayMs }, question),
  }
  return lookAt(buckets, {
    wanted: {
      bucket: 'shop',
      deployment: 'shop',
      rules: [{ ...rule, ID: 'nightshift:shop:ours' }],
      versioned: false,
      inventory: address,
    },
    state: { rules: [], minimumSize: undefined, versioned: false, ...state },
    known: [],
    now,
    graceMs: 7 * dayMs,
    remainingMs,
  }).shortening()
}

const row = (key: string, days: number, more: { latest?: boolean; marker?: boolean; size?: number } = {}): string =>
  quoted([
    'shop',
    key,
    'v',
    more.latest ?? true,
    more.marker ?? false,
    more.size ?? 1_000,
    ago(days).toISOString(),
    'STANDARD',
  ])

test('all that a report has is counted: objects, bytes, the newest, and the keys as they are', async () => {
  const rows = [
    row('logs/a+b%2B%C3%A9', 40),
    row('logs/new', 3),
    row('photos/old', 400),
    row('logs/c', 25),
    row('logs/d', 24, { size: 7 }),
  ]
  const { client } = s3With({
    [`${folder(9)}manifest.json`]: manifest({ sourceBucket: 'too old' }, ago(9)),
    [`${folder(2)}manifest.json`]: manifest({}, ago(2)),
    [`${folder(1)}other.txt`]: 'a report that is not complete yet',
    'daily/shop/all/data/1.csv.gz': gzipSync(rows.join('')),
  })
  const found = await shorten(client, logs)
  expect(found).toEqual({
    rules: ['nightshift:shop:ours'],
    objects: 3,
    bytes: 2_007,
    newest: ago(24).toISOString(),
    newestKey: 'logs/d',
    looked: 5,
    complete: true,
    source: 'S3 Inventory',
    asOf: ago(2).toISOString(),
  })
  expect(shorteningText(found)).toContain(
    '3 objects that are there now, 2.0 kB, the newest (written 2026-11-06); all 5 looked at, by S3 Inventory of 2026-11-28',
  )
  const again = await shorten(client, { ...logs, Filter: { Prefix: 'logs/a b+é' } })
  expect([again.objects, again.newestKey]).toEqual([1, 'logs/a b+é'])
})

test('what a rule reaches of what was written since makes the count a lower bound', async () => {
  const { client } = s3With({
    [`${folder(1)}manifest.json`]: manifest(),
    'daily/shop/all/data/1.csv.gz': gzipSync(row('photos/a', 1)),
  })
  const found = await shorten(client, { ...logs, Expiration: { Days: 2 } })
  expect([found.objects, found.complete]).toEqual([0, false])
  expect(shorteningText(found)).toContain('there may be more, also written since')
})

test('old versions count from their successors, also over the ends of chunks and files; markers are no objects', async () => {
  const first = [
    row('a', 1),
    row('a', 40, { latest: false }),
    row('a', 50, { latest: false }),
    row('a', 60, { latest: false }),
    row('b', 50, { marker: true }),
  ]
  const second = [row('b', 60, { latest: false }), row('c', 60)]
  const { client } = s3With({
    [`${folder(1)}manifest.json`]: manifest({
      files: [
        { key: '1.csv.gz', size: 1 },
        { key: '2.csv.gz', size: 1 },
      ],
    }),
    '1.csv.gz': gzipSync(first.join('')),
    '2.csv.gz': gzipSync(second.join('')),
  })
  // Of a, the version of 40 days is old since yesterday; those of 50 and 60 since 40 and 50 days, below one and two. Of b, the only one is spared.
  const found = await shorten(client, old, { versioned: true })
  expect([found.objects, found.looked]).toEqual([2, 6])
})

test('Parquet is read by its columns and ranges, its keys as they are', async () => {
  const rows = [
    ['logs/a b', 40],
    ['logs/c%20d', 35],
    ['logs/new', 3],
  ] as const
  const bytes = new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: 'bucket', data: rows.map(() => 'shop'), type: 'STRING' },
        { name: 'key', data: rows.map(([key]) => key), type: 'STRING' },
        { name: 'size', data: rows.map(() => 10n), type: 'INT64' },
        { name: 'last_modified_date', data: rows.map(([, days]) => ago(days)), type: 'TIMESTAMP' },
      ],
    }),
  )
  const { client } = s3With({
    [`${folder(1)}manifest.json`]: manifest({
      fileFormat: 'Parquet',
      fileSchema:
        'message s3.inventory { required binary bucket (STRING); required binary key (STRING); optional int64 size; optional int64 last_modified_date (TIMESTAMP(MILLIS,true)); }',
      files: [{ key: 'p.parquet', size: bytes.length }],
    }),
    'p.parquet': bytes,
  })
  expect(await shorten(client, logs)).toMatchObject({
    objects: 2,
    bytes: 20,
    looked: 3,
    newestKey: 'logs/c%20d',
    source: 'S3 Inventory',
  })
})

test.each<[string, Record<string, Uint8Array | string>, string]>([
  ['no report', {}, 'no report since 2026-11-22 under s3://reports/daily/shop/all/'],
  ['one of another bucket', { [`${folder(1)}manifest.json`]: manifest({ sourceBucket: 'other' }) }, 'about other'],
  ['a file that is gone', { [`${folder(1)}manifest.json`]: manifest() }, 'NoSuchKey'],
  [
    'a file that is torn',
    {
      [`${folder(1)}manifest.json`]: manifest(),
      'daily/shop/all/data/1.csv.gz': gzipSync(row('logs/a', 40)).subarray(0, 40),
    },
    'unexpected end of file',
  ],
])('%s: the bucket is listed instead, and says why', async (_, objects, words) => {
  const found = await shorten(s3With(objects).client, logs)
  expect(found).toMatchObject({ source: 'a listing', looked: 1, instead: expect.stringContaining(words) })
  expect(shorteningText(found)).toContain(`by a listing (not by S3 Inventory: ${found.instead})`)
})

test('a call whose time is over counts what it has, and says that there may be more', async () => {
  const { client } = s3With({
    [`${folder(1)}manifest.json`]: manifest({
      files: ['1', '2', '3'].map((key) => ({ key: `${key}.csv.gz`, size: 1 })),
    }),
    '1.csv.gz': gzipSync(row('logs/a', 40)),
    '2.csv.gz': gzipSync(row('logs/b', 40)),
  })
  let left = 30_000
  const found = await shorten(client, logs, {}, undefined, () => {
    left -= 8_000
    return left
  })
  expect(found).toMatchObject({ objects: 2, complete: false, source: 'S3 Inventory' })
})

test('where the config says where the reports lie, the bucket is not asked', async () => {
  const { client, asked } = s3With(
    { [`${folder(1)}manifest.json`]: manifest(), 'daily/shop/all/data/1.csv.gz': gzipSync(row('logs/a', 40)) },
    [],
  )
  expect(await shorten(client, logs, {}, 's3://reports/daily/shop/all')).toMatchObject({
    objects: 1,
    source: 'S3 Inventory',
  })
  expect(asked.some((each) => each.startsWith('ListBucketInventory'))).toBe(false)
})
