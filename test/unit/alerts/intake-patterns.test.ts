import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { alertEventPatterns, allAlarmsPatterns } from '../../../infra/constructs/alert-events.ts'
import { eventSources } from '../../../shared/config/alerts/schema.ts'

const folder = join(import.meta.dirname, 'payloads')
const payload = (name: string) => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'))
const events = readdirSync(folder)
  .map((file) => file.replace('.json', ''))
  .filter((name) => payload(name)['detail-type'] !== undefined)

type Tree = Readonly<Record<string, unknown>>
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value)

const fitsOne = (wanted: unknown, value: unknown): boolean => {
  if (isTree(wanted) && 'exists' in wanted) return (value !== undefined) === wanted.exists
  if (isTree(wanted) && Array.isArray(wanted['anything-but']))
    return value !== undefined && !wanted['anything-but'].includes(value)
  if (isTree(wanted) && isTree(wanted['anything-but']))
    return typeof value === 'string' && !value.startsWith(String(wanted['anything-but'].prefix))
  return Array.isArray(value) ? value.includes(wanted) : wanted === value
}

/**
 * As EventBridge matches: a list is "one of", a tree is "each of", and of `$or` one of its trees.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
const fits = (pattern: Tree, event: Tree): boolean =>
  Object.entries(pattern).every(([key, wanted]) => {
    if (key === '$or' && Array.isArray(wanted)) return wanted.some((each) => isTree(each) && fits(each, event))
    const value = event[key]
    if (isTree(wanted)) return isTree(value) && fits(wanted, value)
    return Array.isArray(wanted) && wanted.some((each) => fitsOne(each, value))
  })

const asRule = ({ detailType, ...rest }: { readonly detailType?: unknown }): Tree => ({
  ...rest,
  'detail-type': detailType,
})

const patterns: Readonly<Record<string, Tree>> = {
  ...Object.fromEntries(
    Object.entries({ ...alertEventPatterns, ...allAlarmsPatterns }).map(([name, pattern]) => [name, asRule(pattern)]),
  ),
}
const matchedBy = (event: Tree): string[] => Object.keys(patterns).filter((name) => fits(patterns[name] ?? {}, event))

test.each([
  ['TargetTracking-service/shop-web/shop-web-AlarmLow-8d5c8b5e-6c1a-4d43-9c43-0e6f1f0a2b11', []],
  ['TargetTracking', ['changes']],
  ['shop-TargetTracking-load', ['changes']],
])('with allAlarms the alarm %s comes by %j', (alarmName, expected) => {
  const event = payload('event-metric')
  expect(matchedBy({ ...event, detail: { ...event.detail, alarmName } })).toEqual(expected)
})

test('each source that the config knows has a pattern', () => {
  expect(Object.keys(alertEventPatterns)).toEqual([...eventSources])
})

const expected: Readonly<Record<string, string>> = {
  pipeline: 'pipelines',
  approval: 'approvals',
  build: 'builds',
  deployment: 'deployments',
  ecs: 'ecs-deployments',
  rds: 'rds',
  health: 'health',
  insight: 'cloudtrail-insights',
  root: 'root-sign-in',
  event: 'changes',
}
const ignored = [
  'pipeline-superseded',
  'pipeline-action-succeeded',
  'deployment-stop',
  'ecs-deployment-started',
  'rds-backup',
  'unknown',
  'unknown-of-aws',
]

test.each(events)('%s comes by the pattern that it should', (name) => {
  const by = name === 'event-deleted' ? 'deletions' : expected[name.split('-')[0] ?? '']
  expect(matchedBy(payload(name))).toEqual(ignored.includes(name) ? [] : [by])
})

test('an alarm that is made or changed is no news', () => {
  const event = payload('event-deleted')
  event.detail.operation = 'update'
  expect(matchedBy(event)).toEqual([])
})

test('a sign-in of somebody else is none of root', () => {
  const event = payload('root-sign-in')
  event.detail.userIdentity.type = 'IAMUser'
  expect(matchedBy(event)).toEqual([])
})
