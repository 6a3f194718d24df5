import type { Deployment } from '../../../api/deployment.ts'
import {
  comparedPlaces,
  configPlaces,
  differingBuckets,
  type Preview,
  simulateDays,
  simulateObject,
} from '../../../api/lifecycle.ts'
import { config as example } from '../../../nightshift.config.ts'
import { parseConfig } from '../../../shared/config/define-config.ts'
import { lifecycleSchema } from '../../../shared/config/lifecycle/schema.ts'

const config = parseConfig(example, new Date('2026-11-30T00:00:00Z'))

const plan = (bucket: string, action: Preview['action']): Preview => ({ bucket, action }) as Preview

test('the configs differ in what would still change, and in the buckets that only one of them names', () => {
  const outcomes = [{ bucket: 'uploads' }, { bucket: 'old' }]
  expect(differingBuckets([plan('uploads', 'none'), plan('old', 'none')], outcomes)).toEqual([])
  expect(differingBuckets([plan('uploads', 'put'), plan('old', 'none')], outcomes)).toEqual(['uploads'])
  expect(differingBuckets([plan('uploads', 'none'), plan('new', 'error')], outcomes)).toEqual(['new', 'old'])
})

describe('a bucket now and after apply', () => {
  const byHand = { ID: 'by-hand', Status: 'Enabled', Filter: { Prefix: 'photos/' }, Expiration: { Days: 400 } }
  const client = {
    send: async (command: object) =>
      command.constructor.name === 'GetBucketVersioningCommand' ? {} : { Rules: [structuredClone(byHand)] },
  }
  const deployment = {
    config: {
      ...config,
      lifecycle: lifecycleSchema.parse({ buckets: [{ bucket: 'pics', presets: ['photo-originals'] }] }),
    },
    outputs: {},
    output: () => 'pics',
    connect: (() => client) as unknown as Deployment['connect'],
  }

  test('each step has its rule and whose it is, and what it costs', async () => {
    const places = await comparedPlaces(deployment, {})
    const rows = simulateObject(
      { key: 'photos/a', size: 1_000_000, created: '2026-01-15T10:30:00Z' },
      places,
      config.name,
    )
    expect(rows.map(({ by, day, what, owner }) => [by, day, what, owner])).toEqual([
      ['now', 400, 'deleted', 'somebody else'],
      ['after apply', 45, 'moved', 'ours'],
      ['after apply', 400, 'deleted', 'somebody else'],
    ])
    const [now, , after] = rows
    expect(after?.dollars).toBeLessThan(now?.dollars ?? 0)
  })

  test('a bucket that the config does not name has only its rules of now', async () => {
    const places = await comparedPlaces(deployment, { bucket: 'other' })
    expect(places.map(({ by }) => by)).toEqual(['now'])
  })
})

test('the config’s archive configurations and minimum size count in its simulation', () => {
  const tiered = {
    ...config,
    lifecycle: lifecycleSchema.parse({
      buckets: [
        {
          bucket: 'pics',
          presets: ['intelligent'],
          minimumTransitionSize: 'varies_by_storage_class',
          intelligentTiering: { old: { archiveAfterDays: 90 } },
        },
      ],
    }),
  }
  const [place] = configPlaces(tiered, {})
  expect(place?.minimumSize).toBe('varies_by_storage_class')
  const days = simulateDays({ key: 'a', size: 5_000_000, created: '2026-01-15T10:30:00Z' }, place ? [place] : [], 100)
  expect(days.at(-1)).toMatchObject({ storageClass: 'INTELLIGENT_TIERING', tier: 'ARCHIVE_ACCESS' })
})
