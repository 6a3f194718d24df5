import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { comings, costOfLines } from '../../../bench/cost/log-lines.ts'
import { costOf, mark, totalOf } from '../../../bench/cost.ts'
import { countMonth, ownMetrics } from '../../../bench/month.ts'
import { prices } from '../../../bench/prices.ts'
import { firingsPerMonth } from '../../../bench/schedules.ts'
import { operationsTemplate, type Resource, type Template } from '../../../bench/template.ts'
import { config as written } from '../../../nightshift.config.ts'
import { parseConfig } from '../../../shared/config/define-config.ts'
import { writtenMetrics } from '../../../shared/metrics/written.ts'

const config = parseConfig(written, new Date('2026-11-21T00:00:00Z'))
const template = operationsTemplate(config)
const costs = (of: Template) => countMonth(config, of).map(costOf)
const withResource = (resource: Resource): Template => ({
  Resources: { ...template.Resources, Another: resource },
})

describe('a quiet month without the estate', () => {
  test('is billed at no more than the mark', () => {
    expect(totalOf(costs(template), 'bill')).toBeLessThanOrEqual(mark)
  })

  test('stays where it is at list price, so that a new alarm, metric or dashboard is noticed', () => {
    // Of these 0.20 are the two alarms of the example's audits, and 0.79 its backups: four alarms 0.40, a metric 0.30, and 14,610 calls, their logs and schedules 0.09; and 0.26 the queue of its source of alerts.
    expect(totalOf(costs(template), 'list')).toBeLessThanOrEqual(15.9)
  })

  test('counts every alarm and every schedule of the template', () => {
    const types = Object.values(template.Resources).map(({ Type }) => Type)
    const alarms = types.filter((type) => type === 'AWS::CloudWatch::Alarm').length
    expect(alarms).toBeGreaterThan(10)
    expect(costs(template).find(({ item }) => item === 'alarms')?.quantity).toBe(alarms)
    // The sweep alone fires every minute.
    expect(costs(template).find(({ item }) => item === 'schedulerCalls')?.quantity).toBeGreaterThan(43_800)
  })

  test.each([
    ['an alarm', { Type: 'AWS::CloudWatch::Alarm' }, prices.alarms.each],
    [
      'an alarm over three metrics',
      {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: {
          Metrics: [{ Expression: 'a + b + c' }, { MetricStat: {} }, { MetricStat: {} }, { MetricStat: {} }],
        },
      },
      3 * prices.alarms.each,
    ],
    ['a key', { Type: 'AWS::KMS::Key' }, prices.keys.each],
    ['a secret', { Type: 'AWS::SecretsManager::Secret' }, prices.secrets.each],
    [
      'a dashboard with more than fifty metrics',
      {
        Type: 'AWS::CloudWatch::Dashboard',
        Properties: {
          DashboardBody: JSON.stringify({
            widgets: [{ properties: { metrics: Array.from({ length: 51 }, () => []) } }],
          }),
        },
      },
      prices.largeDashboards.each,
    ],
    [
      'a metric filter with a default value',
      { Type: 'AWS::Logs::MetricFilter', Properties: { MetricTransformations: [{ DefaultValue: 0 }] } },
      prices.customMetrics.each,
    ],
  ])('%s more costs its list price', (_, resource, price) => {
    const more = costs(withResource(resource))
    expect(totalOf(more, 'list') - totalOf(costs(template), 'list')).toBeCloseTo(price, 6)
  })

  test('an allowance is used up before anything is billed', () => {
    const usage = (quantity: number) => ({ item: 'alarms', quantity, counted: '' }) as const
    expect(costOf(usage(10))).toMatchObject({ list: 1, bill: 0 })
    expect(costOf(usage(11)).bill).toBeCloseTo(0.1, 6)
  })
})

test('a million log lines in small objects cost less than with WSA, with every rule', async () => {
  const { ours, counts, wsa } = await costOfLines(config, 100, comings.flood)
  expect(counts).toBeGreaterThan(0)
  expect(ours).toBeLessThan(wsa)
})

describe('how often a schedule fires in a month', () => {
  test.each([
    ['rate(1 minute)', 43_830],
    ['rate(1 day)', 30.4375],
    ['cron(30 2 * * ? *)', 30.4],
    ['cron(0 9 1 * ? *)', 1],
    ['cron(* * * * ? *)', 43_830],
  ])('%s', (schedule, times) => {
    expect(firingsPerMonth(schedule, 'Asia/Seoul') / times).toBeCloseTo(1, 1)
  })

  test('one that is over fires no more', () => {
    expect(firingsPerMonth('cron(0 9 1 1 ? 2020)', 'UTC')).toBe(0)
  })
})

describe('metrics that the functions write themselves', () => {
  const root = join(import.meta.dirname, '..', '..', '..')
  const sources = ['functions', 'shared'].flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(join(root, room, file), 'utf8').replace(/^\s*\*.*$/gm, '')),
  )

  test('are those of the budget of series', () => {
    const names = Object.values(writtenMetrics).flat()
    expect([...names, 'MessagesFailed'].sort()).toEqual(Object.keys(ownMetrics).sort())
  })

  test('are all known to the bench', () => {
    const names = sources.flatMap((source) => [...source.matchAll(/metrics\.add\(\s*'(\w+)'/g)].map(([, name]) => name))
    expect(names.length).toBeGreaterThan(5)
    expect(names.filter((name) => !Object.hasOwn(ownMetrics, name ?? ''))).toEqual([])
  })
})
