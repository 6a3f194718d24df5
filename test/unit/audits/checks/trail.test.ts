import { lookAtForwarding } from '../../../../functions/audits/checks/trail/forwarding.ts'
import { lookAtTrails } from '../../../../functions/audits/checks/trail/trails.ts'
import { alertEventPatterns, comesByTrail, type EventSourceName } from '../../../../infra/constructs/alert-events.ts'
import { logsChanges, logsManagement } from '../../../../shared/audits/trail-selectors.ts'
import { awsError, fakeAccess, sliceOf } from '../scene.ts'

const trail = (Name: string, more: object = {}) => ({
  Name,
  TrailARN: `arn:aws:cloudtrail:us-east-1:123456789012:trail/${Name}`,
  HomeRegion: 'us-east-1',
  S3BucketName: 'logs',
  IsMultiRegionTrail: true,
  ...more,
})

const look = async (trailList: readonly object[], answers: object = {}, trailEvents: readonly string[] = []) => {
  const access = fakeAccess({
    DescribeTrails: { trailList },
    GetTrailStatus: { IsLogging: true },
    GetEventSelectors: { EventSelectors: [{ IncludeManagementEvents: true, ReadWriteType: 'All' }] },
    ...answers,
  })
  return lookAtTrails(access, { ...sliceOf(), trailEvents })
}

const kindsOf = async (...of: Parameters<typeof look>) =>
  (await look(...of)).findings.map(({ kind, severity }) => `${severity} ${kind}`)

const statusOf =
  (states: Readonly<Record<string, object>>) =>
  ({ Name }: { readonly Name: string }) =>
    states[Name.split('/').at(-1) ?? ''] ?? { IsLogging: true }

test('a trail of all regions that logs is no finding', async () => {
  expect(await kindsOf([trail('all')])).toEqual([])
})

test('without a trail: which of the wanted events cannot arrive', async () => {
  const { findings } = await look([], {}, ['root-sign-in', 'key-changes'])
  expect(findings).toMatchObject([{ kind: 'trail-missing', severity: 'warning' }])
  expect(findings[0]?.reason).toContain('asks for root-sign-in, key-changes: most of these events cannot arrive')
  expect((await look([])).findings[0]?.reason).toContain('nobody is alerted')
})

test.each<[string, Parameters<typeof look>, string[]]>([
  ['one that was stopped', [[trail('all')], { GetTrailStatus: { IsLogging: false } }], ['urgent trail-stopped']],
  [
    'one of two that was stopped',
    [[trail('all'), trail('old')], { GetTrailStatus: statusOf({ old: { IsLogging: false } }) }],
    ['warning trail-stopped'],
  ],
  [
    'files that do not arrive',
    [[trail('all')], { GetTrailStatus: { IsLogging: true, LatestDeliveryError: 'AccessDenied' } }],
    ['warning trail-undelivered'],
  ],
  [
    'reads alone',
    [[trail('all')], { GetEventSelectors: { EventSelectors: [{ ReadWriteType: 'ReadOnly' }] } }],
    ['warning trail-without-changes'],
  ],
  ['one region alone', [[trail('here', { IsMultiRegionTrail: false })]], ['warning trail-one-region']],
])('%s', async (_, of, kinds) => {
  expect(await kindsOf(...of)).toEqual(kinds)
})

test('one that is deleted while it is looked at stops no other', async () => {
  const { findings, problems } = await look([trail('all'), trail('gone')], {
    GetTrailStatus: ({ Name }: { readonly Name: string }) =>
      Name.endsWith('/gone') ? awsError('TrailNotFoundException', 400) : { IsLogging: true },
  })
  expect(findings).toEqual([])
  expect(problems).toEqual(['The trail gone was deleted since it was listed'])
})

test.each([
  [{}, true],
  [{ EventSelectors: [{ IncludeManagementEvents: false }] }, false],
  [{ EventSelectors: [{ ReadWriteType: 'WriteOnly' as const }] }, true],
  [{ AdvancedEventSelectors: [{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['Data'] }] }] }, false],
  [{ AdvancedEventSelectors: [{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] }] }, true],
  [
    {
      AdvancedEventSelectors: [
        {
          FieldSelectors: [
            { Field: 'eventCategory', Equals: ['Management'] },
            { Field: 'readOnly', Equals: ['true'] },
          ],
        },
      ],
    },
    false,
  ],
])('selectors %j log changes: %s', (selectors, is) => {
  expect(logsChanges(selectors)).toBe(is)
})

test.each([
  [{}, true],
  [{ EventSelectors: [{ IncludeManagementEvents: false }] }, false],
  [{ EventSelectors: [{ ReadWriteType: 'ReadOnly' as const }] }, true],
  [{ AdvancedEventSelectors: [{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['Data'] }] }] }, false],
  [
    {
      AdvancedEventSelectors: [
        { FieldSelectors: [{ Field: 'eventCategory', Equals: ['Data'] }] },
        {
          FieldSelectors: [
            { Field: 'eventCategory', Equals: ['Management'] },
            { Field: 'readOnly', Equals: ['true'] },
          ],
        },
      ],
    },
    true,
  ],
])('selectors %j have management events: %s', (selectors, is) => {
  expect(logsManagement(selectors)).toBe(is)
})

test('outside us-east-1 a rule there must hand on what is told there alone', async () => {
  const events = ['root-sign-in', 'key-changes', 'policy-changes']
  const of = async (RuleNames: readonly string[], trailEvents: readonly string[], region = 'eu-west-1') =>
    (
      await lookAtForwarding(
        { ...fakeAccess({ ListRuleNamesByTarget: { RuleNames } }), region },
        { ...sliceOf(), trailEvents },
      )
    ).findings.map(({ kind, resource }) => `${kind} ${resource}`)
  expect(await of([], events)).toEqual(['events-not-forwarded arn:aws:events:eu-west-1:123456789012:event-bus/default'])
  expect(await of(['nightshift-forward'], events)).toEqual([])
  expect(await of([], ['key-changes'])).toEqual([])
  expect(await of([], events, 'us-east-1')).toEqual([])
})

test('which events of the config come by way of a trail', () => {
  expect((Object.keys(alertEventPatterns) as EventSourceName[]).filter(comesByTrail)).toEqual([
    'cloudtrail-insights',
    'root-sign-in',
    'trail-changes',
    'key-changes',
    'policy-changes',
  ])
})
