import { lookAtCounts } from '../../../../functions/audits/checks/quotas/counts.ts'
import { lookAtEmail } from '../../../../functions/audits/checks/quotas/email.ts'
import { lookAtStacks } from '../../../../functions/audits/checks/quotas/stacks.ts'
import { lookAtUsage } from '../../../../functions/audits/checks/quotas/usage.ts'
import { awsError, fakeAccess, sliceOf } from '../scene.ts'

interface Input {
  readonly ServiceCode?: string
  readonly MetricDataQueries?: readonly {
    readonly Id: string
    readonly MetricStat: {
      readonly Stat: string
      readonly Metric: { readonly MetricName: string; readonly Namespace: string }
    }
  }[]
}

const quota = (QuotaCode: string, MetricName: string, Value: number, more: object = {}) => ({
  ServiceCode: 'lambda',
  ServiceName: 'AWS Lambda',
  QuotaCode,
  QuotaName: `quota ${QuotaCode}`,
  Value,
  Adjustable: true,
  UsageMetric: {
    MetricNamespace: 'AWS/Usage',
    MetricName,
    MetricDimensions: { Service: 'Lambda' },
    MetricStatisticRecommendation: 'Maximum',
  },
  ...more,
})

const usage = async (
  quotas: { readonly applied?: readonly object[]; readonly defaults?: readonly object[] },
  values: Readonly<Record<string, readonly number[]>>,
  written: object = {},
) => {
  const stats: string[] = []
  const ofLambda =
    (list: readonly object[] = []) =>
    ({ ServiceCode }: Input) => ({ Quotas: ServiceCode === 'lambda' ? list : [] })
  const access = fakeAccess({
    ListServiceQuotas: ofLambda(quotas.applied),
    ListAWSDefaultServiceQuotas: ofLambda(quotas.defaults),
    GetMetricData: ({ MetricDataQueries = [] }: Input) => ({
      MetricDataResults: MetricDataQueries.map(({ Id, MetricStat }) => {
        stats.push(MetricStat.Stat)
        return { Id, Values: values[MetricStat.Metric.MetricName] ?? [] }
      }),
    }),
  })
  return { ...(await lookAtUsage(access, sliceOf({ quotas: written }))), stats }
}

test('the maximum since the last look, against what applies to the account', async () => {
  const { findings } = await usage(
    { applied: [quota('L-B99A9384', 'ConcurrentExecutions', 1_000), quota('L-00000001', 'Other', 10)] },
    { ConcurrentExecutions: [12, 870, 4], Other: [7.9] },
  )
  expect(findings).toMatchObject([
    { resource: 'lambda/L-B99A9384', severity: 'warning', title: 'AWS Lambda: quota L-B99A9384 is 85 % used' },
  ])
  expect(findings[0]?.advice).toContain('--quota-code L-B99A9384 --desired-value 2000')
})

test('what has only a default counts by it, and what applies goes before it', async () => {
  const of = (applied: number | undefined) =>
    usage(
      {
        defaults: [quota('L-00000001', 'Things', 10)],
        ...(applied === undefined ? {} : { applied: [quota('L-00000001', 'Things', applied)] }),
      },
      { Things: [10] },
    )
  expect((await of(undefined)).findings).toMatchObject([{ severity: 'urgent' }])
  expect((await of(100)).findings).toEqual([])
})

test('the config goes before AWS; what it names and nobody measures is told', async () => {
  const { findings, problems } = await usage(
    { applied: [quota('L-00000001', 'Things', 10)] },
    { Things: [10] },
    {
      limits: { 'lambda/L-00000001': 1_000, 's3/L-DC2B2D3D': 100 },
    },
  )
  expect(findings).toEqual([])
  expect(problems).toEqual([expect.stringContaining('s3/L-DC2B2D3D')])
})

test('a limit that another check counts, or of a service that could not be read, is not told to be without a use', async () => {
  const counted = [
    'ec2/L-0263D0A3',
    'events/L-244521F2',
    'wafv2/L-D6DA96AE',
    'cloudformation/L-0485CB21',
    'ses/L-804C8AE8',
  ]
  const limits = Object.fromEntries([...counted, 'rds/L-7B6409FD', 's3/L-DC2B2D3D'].map((code) => [code, 10]))
  const refused = ({ ServiceCode }: Input) => (ServiceCode === 'rds' ? awsError('AccessDenied', 403) : {})
  const access = fakeAccess({ ListServiceQuotas: refused, ListAWSDefaultServiceQuotas: refused })
  expect((await lookAtUsage(access, sliceOf({ quotas: { limits } }))).problems).toEqual([
    expect.stringContaining('The limits of rds could not be read'),
    expect.stringContaining('s3/L-DC2B2D3D'),
  ])
})

test('the sum of a gauge is not asked for; of calls it is, in the unit of the quota', async () => {
  const sum = (MetricName: string, more: object = {}) =>
    quota('L-00000001', MetricName, 100, {
      UsageMetric: { MetricNamespace: 'AWS/Usage', MetricName, MetricStatisticRecommendation: 'Sum' },
      ...more,
    })
  expect((await usage({ applied: [sum('ResourceCount')] }, { ResourceCount: [60] })).stats).toEqual(['Maximum'])
  const calls = (count: number) =>
    usage({ applied: [sum('CallCount', { Period: { PeriodUnit: 'SECOND', PeriodValue: 1 } })] }, { CallCount: [count] })
  expect((await calls(60)).stats).toEqual(['Sum'])
  expect((await calls(60 * 3_600)).findings).toEqual([])
  expect((await calls(90 * 3_600)).findings).toMatchObject([{ severity: 'warning' }])
})

test('no point says nothing, and 0 of 0 is not full', async () => {
  expect((await usage({ applied: [quota('L-00000001', 'Things', 10)] }, {})).findings).toEqual([])
  expect((await usage({ applied: [quota('L-00000001', 'Things', 0)] }, { Things: [0] })).findings).toEqual([])
})

test('a limit that AWS does not raise', async () => {
  const { findings } = await usage(
    { applied: [quota('L-00000001', 'Things', 10, { Adjustable: false })] },
    { Things: [9] },
  )
  expect(findings[0]?.advice).toContain('AWS does not raise it')
})

test('emails of a day', async () => {
  const look = async (Max24HourSend: number, SentLast24Hours: number) =>
    (await lookAtEmail(fakeAccess({ GetAccount: { SendQuota: { Max24HourSend, SentLast24Hours } } }), sliceOf()))
      .findings
  expect(await look(200, 100)).toEqual([])
  expect(await look(200, 170)).toMatchObject([{ severity: 'warning' }])
  expect(await look(-1, 1e6)).toEqual([])
})

test('stacks, by what AWS says of the account', async () => {
  const look = async (limits: readonly object[], written = {}) =>
    (
      await lookAtStacks(
        fakeAccess({ DescribeStacks: { Stacks: Array(9).fill({}) }, DescribeAccountLimits: { AccountLimits: limits } }),
        sliceOf({ quotas: written }),
      )
    ).findings
  expect(await look([])).toEqual([])
  expect(await look([{ Name: 'StackLimit', Value: 10 }])).toMatchObject([{ severity: 'warning' }])
  expect(await look([], { limits: { 'cloudformation/L-0485CB21': 9 } })).toMatchObject([{ severity: 'urgent' }])
})

describe('what nothing measures is counted', () => {
  const many = (count: number) => Array.from({ length: count }, () => ({}))
  const of = async (answers: object, written: object = {}, smsRegion?: string) => {
    const access = fakeAccess({ GetServiceQuota: awsError('NoSuchResourceException', 400), ...answers })
    const slice = { ...sliceOf({ quotas: written }), ...(smsRegion ? { smsRegion } : {}) }
    const { findings, problems, unseen } = await lookAtCounts(access, slice)
    return { found: findings.map(({ resource, severity, title }) => [resource, severity, title]), problems, unseen }
  }

  test('against the default, where Service Quotas says nothing', async () => {
    const rules = ({ NextToken }: { readonly NextToken?: string }) =>
      NextToken ? { Rules: many(200) } : { Rules: many(100), NextToken: 'more' }
    expect((await of({ DescribeAddresses: { Addresses: many(4) }, ListRules: rules })).found).toEqual([
      ['ec2/L-0263D0A3', 'warning', 'EC2: elastic IP addresses is 80 % used'],
      ['events/L-244521F2', 'urgent', 'EventBridge: rules of the default bus is 100 % used'],
    ])
  })

  test('against what applies to the account, and first against what the config says', async () => {
    const answers = { DescribeAddresses: { Addresses: many(5) }, GetServiceQuota: { Quota: { Value: 20 } } }
    expect((await of(answers)).found).toEqual([])
    expect((await of(answers, { limits: { 'ec2/L-0263D0A3': 6 } })).found).toMatchObject([
      ['ec2/L-0263D0A3', 'warning', expect.stringContaining('80 %')],
    ])
  })

  test('sets of WAF of both scopes, a hundred a page', async () => {
    const sets = ({ Scope, NextMarker }: { readonly Scope: string; readonly NextMarker?: string }) =>
      Scope === 'REGIONAL' && !NextMarker
        ? { IPSets: many(100), NextMarker: 'last' }
        : { IPSets: many(Scope === 'REGIONAL' ? 1 : 85), NextMarker: 'last' }
    expect((await of({ ListIPSets: sets })).found).toMatchObject([
      ['wafv2/L-D6DA96AE', 'urgent', expect.any(String)],
      ['wafv2/ip-sets-of-cloudfront', 'warning', 'WAF: IP sets of CloudFront is 85 % used'],
    ])
  })

  test.each([
    ['1', 0.9, [['sns/sms-spending', 'warning', 'SNS: US dollars for text messages this month is 90 % used']]],
    [undefined, 0.96, [['sns/sms-spending', 'urgent', 'SNS: US dollars for text messages this month is 95 % used']]],
    ['50', 0.9, []],
  ])('text messages: a limit of %s dollars, %s spent', async (MonthlySpendLimit, spent, found) => {
    const answers = {
      GetSMSAttributes: { attributes: { ...(MonthlySpendLimit ? { MonthlySpendLimit } : {}) } },
      GetMetricData: { MetricDataResults: [{ Values: [0.1, spent] }] },
    }
    expect((await of(answers, {}, 'eu-west-1')).found).toEqual(found)
    expect((await of(answers)).found).toEqual([])
  })

  test('one that may not be counted is named, and stops no other', async () => {
    const answer = await of({
      ListIPSets: awsError('WAFAccessDenied', 403),
      DescribeAddresses: { Addresses: many(5) },
    })
    expect(answer.found).toMatchObject([['ec2/L-0263D0A3', 'urgent', expect.any(String)]])
    expect(answer.problems).toEqual([
      'WAF: IP sets could not be counted: WAFAccessDenied: WAFAccessDenied happened',
      'WAF: IP sets of CloudFront could not be counted: WAFAccessDenied: WAFAccessDenied happened',
    ])
    expect(answer.unseen).toEqual(['wafv2/L-D6DA96AE', 'wafv2/ip-sets-of-cloudfront'])
    await expect(of({ ListRules: awsError('InternalException', 500) })).rejects.toThrow('InternalException')
  })
})

describe('a service whose limits Service Quotas does not say', () => {
  const of = (refusals: Readonly<Record<string, Error>>) =>
    lookAtUsage(
      fakeAccess({
        ListServiceQuotas: ({ ServiceCode = '' }: Input) =>
          refusals[ServiceCode] ??
          refusals.all ?? {
            Quotas: ServiceCode === 'lambda' ? [quota('L-B99A9384', 'ConcurrentExecutions', 100)] : [],
          },
        GetMetricData: ({ MetricDataQueries = [] }: Input) => ({
          MetricDataResults: MetricDataQueries.map(({ Id }) => ({ Id, Values: [96] })),
        }),
      }),
      sliceOf(),
    )

  test('because it is not in the region stops no other', async () => {
    const { findings, problems, unseen } = await of({ wafv2: awsError('NoSuchResourceException', 400) })
    expect([findings.length, problems, unseen]).toEqual([1, [], undefined])
  })

  test('because it refuses is named, and nothing is fixed by that', async () => {
    const { findings, problems, unseen } = await of({ rds: awsError('DependencyAccessDeniedException', 400) })
    expect(findings).toHaveLength(1)
    expect(problems).toEqual([expect.stringContaining('The limits of rds could not be read')])
    expect(unseen).toBe('all')
  })

  test('is the failure of the check where it is every one', async () => {
    await expect(of({ all: awsError('AccessDeniedException', 400) })).rejects.toMatchObject({
      name: 'AccessDeniedException',
    })
    await expect(of({ sns: awsError('TooManyRequestsException', 429) })).rejects.toThrow('TooManyRequests')
  })
})
