import { Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { composeStacks } from '../../infra/compose.ts'
import { config as example } from '../../nightshift.config.ts'
import { parseConfig } from '../../shared/config/define-config.ts'
import type { ConfigInput } from '../../shared/config/schema.ts'
import { inApp } from './synth.ts'
import { existing } from './variants.ts'

const existingNetwork = existing.estate

interface Deployment {
  readonly templates: Readonly<Record<string, Template>>
  /** Names of the stacks that a stack waits for. */
  readonly waitsFor: Readonly<Record<string, readonly string[]>>
}

/** Every stack of the example with this estate, and with alarms that search these log groups instead of its own ones. */
const deploymentOf = (estate: ConfigInput['estate'], ...logGroups: readonly string[]): Deployment =>
  inApp((app) => {
    const alarms = Object.fromEntries(
      logGroups.map((logGroup, index) => [`searches-${index}`, { logGroup, pattern: 'ERROR', threshold: 1 }]),
    )
    composeStacks(
      app,
      parseConfig({ ...example, estate, alerts: { ...example.alerts, alarms } }, new Date('2026-11-21T00:00:00Z')),
    )
    const stacks = app.node.children.filter((child) => child instanceof Stack)
    const assembly = app.synth()
    return {
      templates: Object.fromEntries(stacks.map((stack) => [stack.stackName, Template.fromStack(stack)])),
      waitsFor: Object.fromEntries(
        stacks.map(({ stackName }) => [
          stackName,
          assembly.getStackByName(stackName).dependencies.flatMap(({ id }) => (id.endsWith('.assets') ? [] : [id])),
        ]),
      ),
    }
  })

const deploymentWith = (...logGroups: readonly string[]): Deployment => deploymentOf(example.estate, ...logGroups)

/** Which stacks make a log group. */
const makersOf = ({ templates }: Deployment, name: string): string[] =>
  Object.entries(templates).flatMap(([stack, template]) =>
    Object.values(template.findResources('AWS::Logs::LogGroup', { Properties: { LogGroupName: name } })).map(
      () => stack,
    ),
  )

/** The names of the groups that the filter of a log group waits for. */
const filterWaitsFor = ({ templates }: Deployment, name: string): string[] => {
  const operations = templates['corner-shop-operations']
  const groups = operations?.findResources('AWS::Logs::LogGroup') ?? {}
  return Object.values(
    operations?.findResources('AWS::Logs::MetricFilter', { Properties: { LogGroupName: name } }) ?? {},
  ).flatMap(({ DependsOn = [] }) => DependsOn.map((id: string) => groups[id]?.Properties.LogGroupName))
}

const web = '/nightshift/corner-shop-web'
const database = '/aws/rds/instance/corner-shop-data-postgres/postgresql'
const flowLogs = '/nightshift/corner-shop-network/flow-logs'
const withWeb = deploymentWith(web)

describe('the log groups of the estate', () => {
  const searched = deploymentWith(web, database)
  const existing = deploymentOf(existingNetwork)

  test.each([
    ['searched', searched],
    ['not searched', existing],
    ['searched without what writes to them', deploymentOf({ network: { nat: 'none' } }, web, database)],
  ])('%s, are made by the network, so that none has to move', (_, deployment) => {
    for (const group of [web, database, database.replace('postgresql', 'upgrade')])
      expect(makersOf(deployment, group)).toEqual(['corner-shop-network'])
  })

  test.each([[web], [database], [flowLogs]])('of which an alarm searches %s, are there before its filter', (group) => {
    expect(deploymentOf(existingNetwork, group).waitsFor['corner-shop-operations']).toContain('corner-shop-network')
  })

  test('are there before what would make them itself, and keep them for ever', () => {
    for (const deployment of [searched, existing])
      for (const stack of ['corner-shop-web', 'corner-shop-data'])
        expect(deployment.waitsFor[stack]).toContain('corner-shop-network')
  })

  test('let the night shift wait for the network and the sets of the firewall alone', () => {
    expect(searched.waitsFor['corner-shop-operations']).toEqual(['corner-shop-network', 'corner-shop-firewall'])
    expect(existing.waitsFor['corner-shop-web']).not.toContain('corner-shop-operations')
  })
})

describe('an alarm that searches a log group', () => {
  test.each([
    '/nightshift/corner-shop-alerts-on-alarm',
    '/nightshift/corner-shop-thumbnails-on-upload',
    '/nightshift/jobs/corner-shop-sync-stock',
  ])('of the same stack (%s) has it made before its filter', (group) => {
    const deployment = deploymentWith(group)
    expect(makersOf(deployment, group)).toEqual(['corner-shop-operations'])
    expect(filterWaitsFor(deployment, group)).toEqual([group])
  })

  test('of somebody else makes nothing', () => {
    const deployment = deploymentWith('/shop/orders')
    expect(makersOf(deployment, '/shop/orders')).toEqual([])
    expect(filterWaitsFor(deployment, '/shop/orders')).toEqual([])
  })
})

test('no log group of the deployment keeps its events for ever', () => {
  const { templates } = withWeb
  const groups = Object.values(templates).flatMap((template) =>
    Object.values(template.findResources('AWS::Logs::LogGroup')).map(({ Properties }) => Properties),
  )
  expect(groups.length).toBeGreaterThan(10)
  for (const { RetentionInDays } of groups) expect(RetentionInDays).toBeGreaterThan(0)
  expect(groups.map(({ LogGroupName }) => LogGroupName)).toContain(
    '/aws/ecs/containerinsights/corner-shop-web/performance',
  )
})

describe('queries of Logs Insights', () => {
  const { templates } = withWeb
  const saved = (all: Deployment['templates']) =>
    new Map<string, { QueryString: string; LogGroupNames: string[] }>(
      Object.values(all)
        .flatMap((template) => Object.values(template.findResources('AWS::Logs::QueryDefinition')))
        .map(({ Properties }) => [Properties.Name, Properties]),
    )
  const groups = Object.values(templates).flatMap((template) =>
    Object.values(template.findResources('AWS::Logs::LogGroup')).map(({ Properties }) => Properties.LogGroupName),
  )
  const queries = saved(templates)

  test('are in a folder of the deployment, each over log groups that are made here, at most 50', () => {
    expect([...queries.keys()].sort()).toEqual(
      [
        'cold-starts',
        'errors-by-function',
        'one-id',
        'one-job',
        'one-run',
        'slowest-calls',
        'web-5xx',
        'web-errors',
      ].map((name) => `corner-shop/${name}`),
    )
    for (const { LogGroupNames } of queries.values()) {
      expect(LogGroupNames.length).toBeLessThanOrEqual(50)
      expect(LogGroupNames.filter((name) => !groups.includes(name))).toEqual([])
    }
  })

  test('look at every function, those of the page too, and at every job', () => {
    const functions = Object.values(templates).flatMap((template) =>
      Object.values(template.findResources('AWS::Lambda::Function')).flatMap(
        ({ Properties }) => Properties.LoggingConfig?.LogGroup?.Ref ?? [],
      ),
    )
    expect(queries.get('corner-shop/errors-by-function')?.LogGroupNames).toHaveLength(functions.length)
    expect(queries.get('corner-shop/errors-by-function')?.LogGroupNames).toContain(
      '/nightshift/corner-shop-console-on-request',
    )
    expect(queries.get('corner-shop/one-run')?.LogGroupNames).toContain('/nightshift/corner-shop-jobs-on-schedule')
    expect(queries.get('corner-shop/one-job')?.LogGroupNames).toEqual(
      groups.filter((name) => name.startsWith('/nightshift/jobs/')),
    )
    expect(queries.get('corner-shop/web-errors')?.LogGroupNames).toEqual([web])
  })

  test('have a pipe before each command but the first, which may stand behind a comment', () => {
    for (const { QueryString } of queries.values()) {
      const [first = '', ...more] = QueryString.split('\n').filter((line) => !line.startsWith('#'))
      expect(first).toMatch(/^(filter|fields) /)
      for (const line of more) expect(line).toMatch(/^\| (filter|fields|parse|stats|sort|display|limit) /)
    }
  })

  test('sort what they have counted by a name that they have given: the fields of the lines are gone by then', () => {
    for (const { QueryString } of queries.values()) {
      const [, stats, sorted] = /^\| (stats .*)\n\| sort (\S+)/m.exec(QueryString) ?? []
      if (stats) expect([...stats.matchAll(/ as (\w+)/g)].map(([, name]) => name)).toContain(sorted)
    }
  })

  test('without a web service and without jobs, nobody is offered what has nothing to search', () => {
    const bare = inApp((app) => {
      composeStacks(
        app,
        parseConfig({ name: 'corner-shop', region: 'ap-northeast-2', alerts: example.alerts }, new Date(0)),
      )
      return Object.fromEntries(
        app.node.children
          .filter((child) => child instanceof Stack)
          .map((stack) => [stack.stackName, Template.fromStack(stack)]),
      )
    })
    expect([...saved(bare).keys()].filter((name) => /web|job|run/.test(name))).toEqual([])
  })
})

test('what Container Insights writes goes to a group that is there before the cluster', () => {
  const { templates } = withWeb
  const [cluster] = Object.values(templates['corner-shop-web']?.findResources('AWS::ECS::Cluster') ?? {})
  expect(cluster?.Properties.ClusterName).toBe('corner-shop-web')
  expect(cluster?.DependsOn).toEqual([expect.stringContaining('InsightsLogs')])
})
