import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseTransitions } from '../../../functions/alerts/intake/index.ts'

const folder = join(import.meta.dirname, 'payloads')
const payloads = readdirSync(folder).map((file) => file.replace('.json', ''))
const payload = (name: string) => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'))
const read = (name: string) => parseTransitions(payload(name))
const one = (name: string) => {
  const [transition] = read(name)
  if (transition === undefined) throw new Error(`${name} gave nothing`)
  return transition
}

const arn = (name: string) => `arn:aws:cloudwatch:ap-northeast-2:123456789012:alarm:${name}`

describe('every payload', () => {
  test.each(payloads)('%s has words for people and a key', (name) => {
    for (const { alarm, reason, title, link, at, ...more } of read(name)) {
      expect(alarm).not.toBe('')
      expect(more.name).not.toBe('')
      expect(reason).not.toBe('')
      expect(`${title ?? more.name} ${reason}`).not.toMatch(/[{}]|undefined|null|\[object/)
      expect(at).toBe(new Date(at).toISOString())
      if (link) expect(new URL(link).hostname).toMatch(/^(health|[a-z0-9-]+\.console)\.aws\.amazon\.com$/)
    }
  })

  test.each(payloads)('%s is kept without secrets of a build and addresses of a sign-in', (name) => {
    expect(JSON.stringify(read(name))).not.toMatch(/not to be told|192\.0\.2\.17/)
  })
})

describe('one change of an alarm is one, whichever way it came', () => {
  test.each([['sns-metric'], ['sns-without-arn'], ['event-metric'], ['action-metric'], ['event-tags'], ['sns-tags']])(
    '%s',
    (name) => {
      expect(one(name)).toMatchObject({
        alarm: arn('shop-cpu'),
        arn: arn('shop-cpu'),
        name: 'shop-cpu',
        state: 'ALARM',
        previous: 'OK',
        at: '2026-11-21T02:30:00.123Z',
        region: 'ap-northeast-2',
        namespace: 'AWS/EC2',
        description: 'Look at the last deployment first.',
        metric: {
          namespace: 'AWS/EC2',
          name: 'CPUUtilization',
          dimensions: { InstanceId: 'i-12345678901234567' },
          statistic: 'Average',
          period: 300,
          threshold: 50,
        },
      })
    },
  )
})

describe('what an alarm looks at', () => {
  test('is a percentile, too', () => {
    expect(one('sns-percentile').metric).toMatchObject({ statistic: 'p99', comparison: '>=' })
  })

  test.each([['sns-anomaly'], ['event-anomaly']])('of an anomaly is the series, without a threshold: %s', (name) => {
    const { metric } = one(name)
    expect(metric).toMatchObject({ name: 'CPUUtilization', period: 60, statistic: 'Average' })
    expect(metric?.threshold).toBeUndefined()
  })

  test.each([['sns-math'], ['event-math']])('of an expression cannot be plotted, but has a namespace: %s', (name) => {
    expect(one(name)).toMatchObject({ alarm: arn('shop-traffic'), namespace: 'AWS/EC2' })
    expect(one(name).metric).toBeUndefined()
  })

  test.each([['sns-composite'], ['event-composite-suppressed'], ['action-composite']])(
    'of others is nothing: %s',
    (name) => {
      expect(one(name)).toMatchObject({ alarm: arn('shop-down') })
      expect(one(name).metric).toBeUndefined()
    },
  )

  test.each([['sns-tags'], ['event-tags']])('comes with its tags: %s', (name) => {
    expect(one(name).tags).toEqual({ team: 'web' })
  })
})

describe('contributors', () => {
  test('have keys and titles of their own, and the name of their alarm', () => {
    expect(one('event-contributor')).toMatchObject({
      alarm: `${arn('shop-tables')}#6d442278dba546f6`,
      arn: arn('shop-tables'),
      name: 'shop-tables',
      title: 'shop-tables (TableName orders)',
      namespace: 'AWS/DynamoDB',
      state: 'ALARM',
    })
    expect(one('event-contributor').resumed).toBeUndefined()
    expect(one('sns-contributor')).toMatchObject({
      alarm: `${arn('shop-latency')}#a1b2c3d4e5f6a7b8`,
      title: 'shop-latency (endpoint /api/orders)',
    })
  })

  test('are called for; the alarm that sums them up is mail', () => {
    expect(one('event-contributor').severity).toBeUndefined()
    expect(one('event-contributors-summary')).toMatchObject({ alarm: arn('shop-tables'), severity: 'info' })
  })
})

describe('what CloudWatch keeps quiet', () => {
  test('is marked', () => {
    expect(one('event-composite-suppressed').suppressed).toBe('Actions suppressed by WaitPeriod (shop-maintenance)')
    expect(one('event-muted').suppressed).toBe('Muted by the rule deploy until 2026-11-21T04:00:00.000Z')
    expect(one('event-metric').suppressed).toBeUndefined()
  })

  test.each([['event-composite-resumed'], ['action-composite']])('is to be told when that ends: %s', (name) => {
    expect(one(name)).toMatchObject({ state: 'ALARM', previous: 'ALARM', resumed: true })
    expect(one(name).suppressed).toBeUndefined()
  })

  test('is not to be told while it lasts', () => {
    const event = payload('event-composite-resumed')
    event.detail.state.actionsSuppressedBy = 'Alarm'
    expect(parseTransitions(event)).toMatchObject([{ suppressed: 'Actions suppressed by Alarm (shop-maintenance)' }])
    expect(parseTransitions(event)[0]?.resumed).toBeUndefined()
  })
})

test('an alarm that is deleted will never be OK: that is its end', () => {
  expect(one('event-deleted')).toMatchObject({ alarm: arn('shop-cpu'), state: 'OK', reason: 'The alarm was deleted.' })
  const event = payload('event-deleted')
  event.detail.operation = 'update'
  expect(parseTransitions(event)).toMatchObject([{ alarm: arn('shop-cpu'), state: 'NOTE' }])
})

describe('what fails and then succeeds', () => {
  test.each([
    ['pipeline-failed', 'pipeline-succeeded', 'pipeline/web', 'Pipeline web failed'],
    ['pipeline-stage-failed', 'pipeline-stage-succeeded', 'pipeline/web', 'Pipeline web: stage Deploy failed'],
    ['pipeline-action-failed', 'pipeline-succeeded', 'pipeline/web', 'Pipeline web: migrate of stage Deploy failed'],
    ['approval-started', 'approval-succeeded', 'approval/web/Production/go', 'Pipeline web waits for an approval: go'],
    ['approval-started', 'approval-failed', 'approval/web/Production/go', 'Pipeline web waits for an approval: go'],
    ['approval-started', 'approval-abandoned', 'approval/web/Production/go', 'Pipeline web waits for an approval: go'],
    ['build-failed', 'build-succeeded', 'build/web', 'Build of web failed'],
    ['build-timed-out', 'build-succeeded', 'build/web', 'Build of web timed out'],
    [
      'deployment-failure',
      'deployment-success',
      'deployment/shop/production',
      'Deployment of shop to production failed',
    ],
    [
      'ecs-deployment-failed',
      'ecs-deployment-completed',
      'ecs-deployment/shop/web',
      'ECS deployment of shop/web failed',
    ],
    ['sns-with-event', 'ecs-deployment-completed', 'ecs-deployment/shop/web', 'ECS deployment of shop/web failed'],
    ['rds-failover', 'rds-failover-completed', 'rds/shop', 'Database shop: failover'],
    ['rds-shutdown', 'rds-stopped', 'rds/shop', 'Database shop: shut down'],
    ['rds-low-storage', 'rds-storage-added', 'rds/shop', 'Database shop: storage is low'],
    ['rds-storage-full', 'rds-storage-added', 'rds/shop', 'Database shop: storage is full'],
    [
      'health-issue',
      'health-issue-closed',
      'health/ELASTICLOADBALANCING/AWS_ELASTICLOADBALANCING_OPERATIONAL_ISSUE',
      'AWS Health: elasticloadbalancing operational issue in ap-northeast-2',
    ],
    ['insight-start', 'insight-end', 'insight/RunInstances', 'Unusual calls of RunInstances'],
  ])('%s is closed by %s', (bad, good, name, title) => {
    const begun = one(bad)
    expect(begun).toMatchObject({ state: 'ALARM', name, title })
    expect(read(good).filter(({ alarm, state }) => alarm === begun.alarm && state === 'OK')).toHaveLength(1)
  })

  test.each([
    ['pipeline-superseded'],
    ['pipeline-action-succeeded'],
    ['deployment-stop'],
    ['ecs-deployment-started'],
    ['rds-backup'],
  ])('%s is only kept', (name) => {
    expect(one(name).state).toBe('NOTE')
  })

  test('an action of a pipeline says why it failed', () => {
    expect(one('pipeline-action-failed').reason).toBe(
      'Execution 01234567-0123-0123-0123-012345678901: the action migrate (CodeBuild) of the stage Deploy failed.\nBuild terminated with state: FAILED (JobFailed)',
    )
  })

  test('an execution of a pipeline says when it began', () => {
    expect(one('pipeline-succeeded').began).toBe('2026-11-21T02:10:00.208Z')
    expect(one('pipeline-failed').began).toBeUndefined()
  })

  test('a build says where it ended and why', () => {
    expect(one('build-failed').reason).toBe(
      'Build 55 of main: failed.\nIt ended in BUILD. COMMAND_EXECUTION_ERROR: Error while executing command: npm test. Reason: exit status 1',
    )
  })
})

describe('how severe it is', () => {
  test.each([
    ['pipeline-failed', 'warning'],
    ['pipeline-action-failed', 'warning'],
    ['approval-started', 'info'],
    ['ecs-deployment-failed', 'warning'],
    ['rds-failover', 'critical'],
    ['rds-cluster-failover-failed', 'critical'],
    ['rds-failure', 'critical'],
    ['rds-storage-full', 'critical'],
    ['rds-low-storage', 'warning'],
    ['rds-shutdown', 'info'],
    ['rds-unknown-failure', 'warning'],
    ['health-issue', 'critical'],
    ['health-public', 'warning'],
    ['health-maintenance', 'info'],
    ['health-credentials', 'critical'],
    ['insight-errors', 'warning'],
    ['root-sign-in', 'critical'],
    ['root-sign-in-failed', 'warning'],
    ['sns-metric', undefined],
    ['unknown', undefined],
  ])('%s: %s', (name, severity) => {
    expect(one(name)).toMatchObject({ state: 'ALARM' })
    expect(one(name).severity).toBe(severity)
  })
})

test('an event of RDS that nobody here knows is told, unless its category is harmless', () => {
  const event = payload('rds-unknown-failure')
  const stateOf = (...EventCategories: string[]) =>
    parseTransitions({ ...event, detail: { ...event.detail, EventCategories } })[0]?.state
  expect([stateOf('availability'), stateOf('recovery'), stateOf('something new'), stateOf()]).toEqual(
    Array.from({ length: 4 }, () => 'ALARM'),
  )
  expect([stateOf('backup'), stateOf('notification', 'serverless')]).toEqual(['NOTE', 'NOTE'])
})

describe('a text for people', () => {
  test('of an insight says how unusual it is', () => {
    expect(one('insight-start').reason).toBe(
      'ec2.amazonaws.com: unusual calls of RunInstances, 150 a minute where 0.0000882 is usual.',
    )
    expect(one('insight-errors').title).toBe('Unusual errors AccessDenied of RunInstances')
  })

  test('of AWS Health names some of many', () => {
    expect(one('health-maintenance').reason).toMatch(/^Affected: i-0, .*i-9 and 4 more\nFrom .*\nYour instance/)
  })

  test('of a sign-in as root', () => {
    expect(one('root-sign-in')).toMatchObject({
      name: 'root-sign-in',
      title: 'Root signed in to account 123456789012',
      at: '2026-11-21T02:29:58.000Z',
    })
    expect(one('root-sign-in').alarm).not.toBe(one('root-sign-in-failed').alarm)
  })

  test('of an event that nobody knows is what it holds, a line each', () => {
    expect(one('unknown')).toMatchObject({
      name: 'Order Stuck',
      state: 'ALARM',
      reason: 'order: 4711\nsince: 02:10\nsteps: paid, packed\ncarrier.name: Fast\ncarrier.answers: false',
    })
    expect(one('unknown-of-aws').reason).toBe('pipeline: web\nstage: Deploy\nstate: FAILED')
    expect(parseTransitions({ ...payload('unknown'), detail: {} })).toMatchObject([
      { reason: 'An event of shop.orders that says no more.' },
    ])
  })
})

describe('an event of a known source whose detail is broken reaches a person', () => {
  const events = payloads.filter((name) => payload(name).detail !== undefined)
  test.each(events)('%s', (name) => {
    for (const detail of [undefined, null, 'broken', [], {}, { state: 7 }])
      expect(parseTransitions({ ...payload(name), detail })).toMatchObject([{ state: 'ALARM' }])
  })

  test('a signal too', () => {
    const event = { ...payload('unknown'), source: 'nightshift', detail: { subject: 'job/x' } }
    expect(parseTransitions(event)).toMatchObject([{ state: 'ALARM', reason: 'subject: job/x' }])
  })
})

test('a region that is none cannot choose where a link leads', () => {
  const event = { ...payload('pipeline-failed'), region: 'evil.example/#' }
  expect(parseTransitions(event)[0]?.link).toBeUndefined()
  expect(parseTransitions({ ...event, region: 'cn-north-1' })[0]?.link).toMatch(
    /^https:\/\/cn-north-1\.console\.amazonaws\.cn\//,
  )
  expect(parseTransitions({ ...event, region: 'us-gov-west-1' })[0]?.link).toMatch(
    /^https:\/\/console\.amazonaws-us-gov\.com\//,
  )
})
