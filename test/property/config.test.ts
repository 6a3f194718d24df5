import { jest } from '@jest/globals'
import * as fc from 'fast-check'
import { config } from '../../nightshift.config.ts'
import { parseConfig } from '../../shared/config/define-config.ts'
import { ConfigError } from '../../shared/errors.ts'

// A second each on a quiet machine.
jest.setTimeout(30_000)

const now = new Date('2026-11-21T00:00:00Z')

/** The example with every default written out, so that there is more to break. */
const example = parseConfig(config, now)

/** Every place of the example, as a list of keys. */
const places = (value: unknown, path: readonly string[] = []): (readonly string[])[] =>
  typeof value === 'object' && value !== null
    ? [path, ...Object.entries(value).flatMap(([key, each]) => places(each, [...path, key]))]
    : [path]

const withValue = (value: unknown, [key, ...rest]: readonly string[], next: unknown): unknown => {
  if (key === undefined) return next
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as { [key: string]: unknown }
  copy[key] = withValue(copy[key], rest, next)
  return copy
}

const problemsOf = (input: unknown): readonly string[] => {
  try {
    parseConfig(input, now)
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    expect(error.problems.length).toBeGreaterThan(0)
    return error.problems
  }
}

const check = (input: unknown): void => {
  for (const line of problemsOf(input)) expect(line).toMatch(/^\S.*(: |; )/)
}

/** The example with a value at places that it leaves out. */
const everything = {
  ...example,
  alerts: {
    ...example.alerts,
    smsBudget: 20,
    linkBase: 'https://ns.example',
    pageConcurrency: 5,
    events: ['rds'],
    rotations: {
      ...example.alerts.rotations,
      nights: {
        layers: [
          {
            zone: 'UTC',
            from: '2026-01-05',
            responders: ['mina'],
            only: { days: ['monday'], hours: { from: '22:00', until: '06:00' } },
          },
        ],
      },
    },
    overrides: [
      {
        rotation: 'primary',
        from: '2026-12-24T09:00:00Z',
        until: '2026-12-26T09:00:00Z',
        responder: 'mina',
        instead: 'joon',
      },
    ],
    routes: [{ match: { alarm: 'a-*', namespace: 'AWS/RDS', tags: { team: 'shop' } }, to: 'shop', severity: 'info' }],
    silences: [
      { match: { alarm: 'a' }, reason: 'b', from: '2026-12-24T09:00:00Z', until: '2026-12-26T09:00:00Z' },
      { match: { alarm: 'a' }, reason: 'b', schedule: 'cron(0 2 * * ? *)', zone: 'UTC', lasts: '1 hour' },
    ],
    inhibits: [{ when: { alarm: 'a' }, mute: { alarm: 'b' } }],
    heartbeats: {
      orders: { every: '1 hour', metric: { namespace: 'Shop', metric: 'Orders', dimensions: { A: 'b' } } },
    },
  },
  thumbnails: {
    ...example.thumbnails,
    watermark: { file: 'mark.png', place: 'centre', share: 0.1 },
    recipes: [{ prefix: 'photos/', sizes: { box: { width: 100, height: 100, fit: 'cover' } } }],
    view: { domain: { name: 'pictures.corner-shop.example', certificateArn: 'arn' } },
  },
  jobs: {
    ...example.jobs,
    report: {
      schedule: 'rate(1 day)',
      image: 'busybox:1',
      cpu: 512,
      memory: 1024,
      environment: { A: 'b' },
      secrets: { B: { ssm: '/a' }, C: { secret: 'arn', field: 'c' } },
      environmentFiles: ['s3://shop-config/report.env'],
      kmsKeys: ['arn'],
      role: 'arn',
      network: { subnets: ['subnet-0'], securityGroups: ['sg-0'], assignPublicIp: true },
      overlap: 'forbid',
      catchUp: { all: 3 },
      retries: { limit: 1, on: ['out-of-memory'], wait: '1 minute' },
      suspended: { until: '2027-01-01T09:00:00Z', reason: 'x' },
      owner: 'shop',
      policy: 'shop',
    },
    other: {
      schedule: 'rate(1 day)',
      taskDefinition: { family: 'a', container: 'b', roles: ['arn'], log: { group: 'g', prefix: 'p' } },
    },
  },
  metrics: {
    ...example.metrics,
    natGateways: ['nat-0a1b2c3d4e5f60718'],
    services: [{ cluster: 'a', service: 'b' }],
    databases: ['shop'],
  },
  lifecycle: {
    ...example.lifecycle,
    buckets: [
      {
        bucket: 'shop-logs',
        rules: {
          logs: { prefix: 'logs/', tags: { a: 'b' }, transitions: [{ days: 30, to: 'GLACIER' }], expireAfterDays: 90 },
        },
      },
    ],
  },
}

describe('whatever stands in the config, its check ends in a config or in a ConfigError', () => {
  test('for any JSON', () => {
    fc.assert(fc.property(fc.jsonValue(), check), { numRuns: 300 })
  })

  test('for any JSON at any place of the example', () => {
    fc.assert(
      fc.property(fc.constantFrom(...places(example)), fc.jsonValue({ maxDepth: 2 }), (path, value) =>
        check(withValue(example, path, value)),
      ),
      { numRuns: 1_500 },
    )
  })

  test('for any two places left out or made null', () => {
    const place = fc.constantFrom(...places(example))
    fc.assert(
      fc.property(place, place, fc.constantFrom(null, undefined), (one, other, value) =>
        check(withValue(withValue(example, one, value), other, value)),
      ),
      { numRuns: 500 },
    )
  })

  test('for any wrong scalar at any place, in the words of the field and never by the name of a type alone', () => {
    const scalars = [600, 0, -1, 0.5, true, 'x', '', '010-1234-5678', null, undefined, Number.NaN, 10n, [], {}]
    fc.assert(
      fc.property(fc.constantFrom(...places(everything)), fc.constantFrom(...scalars), (path, value) => {
        for (const line of problemsOf(withValue(everything, path, value))) {
          expect(line).not.toMatch(/expected an? (string|number|object|array|boolean|record|union|text)\b(?!;)/)
          expect(line).not.toMatch(
            /Invalid input|Invalid option|Too (small|big)|\[object Object\]|undefined|expected $/,
          )
        }
      }),
      { numRuns: 500 },
    )
  })
})
