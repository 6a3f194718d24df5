import fc from 'fast-check'
import { incidentId, parseTransitions, type Transition } from '../../functions/alerts/intake/index.ts'

const numRuns = 500
const time = '2026-11-21T02:30:00Z'
const sources = [
  'aws.cloudwatch',
  'aws.codepipeline',
  'aws.codebuild',
  'aws.codedeploy',
  'aws.ecs',
  'aws.rds',
  'aws.health',
  'aws.cloudtrail',
  'aws.signin',
  'shop',
]
const detailTypes = [
  'CloudWatch Alarm State Change',
  'CloudWatch Alarm Contributor State Change',
  'CloudWatch Alarm Configuration Change',
  'CodePipeline Pipeline Execution State Change',
  'CodeBuild Build State Change',
  'CodeDeploy Deployment State-change Notification',
  'ECS Deployment State Change',
  'RDS DB Instance Event',
  'AWS Health Event',
  'AWS Insight via CloudTrail',
  'AWS Console Sign In via CloudTrail',
  'constructor',
]

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('ALARM', 'OK', 'FAILED', 'constructor', '__proto__', 'closed', 'RDS-EVENT-0013', time, 'Root'),
  fc.nat(4).map((size) => '가😀x'.repeat(10 ** size)),
)
const anything = fc.jsonValue({ maxDepth: 3 })
const value = fc.oneof(text, anything)

/** A detail that looks like one of AWS: its names, with anything in them. */
const detail = fc.oneof(
  anything,
  fc.record(
    {
      alarmName: text,
      state: fc.oneof(
        text,
        fc.record(
          {
            value: fc.constantFrom('ALARM', 'OK', 'INSUFFICIENT_DATA'),
            reason: value,
            timestamp: value,
            reasonData: value,
            actionsSuppressedBy: value,
          },
          { requiredKeys: ['value'] },
        ),
      ),
      previousState: value,
      configuration: value,
      alarmContributor: fc.record({ id: text, attributes: value }),
      alarmTags: fc.oneof(value, fc.dictionary(text, text), fc.array(fc.record({ Key: text, Value: text }))),
      muteDetail: value,
      operation: text,
      pipeline: text,
      'project-name': text,
      'build-status': text,
      'build-id': value,
      'additional-information': value,
      application: text,
      deploymentGroup: value,
      eventName: fc.oneof(text, fc.constant('ConsoleLogin')),
      eventID: text,
      userIdentity: fc.record({ type: fc.constant('Root'), accountId: value }),
      SourceIdentifier: text,
      EventID: value,
      EventCategories: value,
      Message: value,
      eventArn: text,
      service: text,
      eventTypeCode: text,
      affectedEntities: value,
      sharedEventID: text,
      insightDetails: fc.record({ state: text, eventSource: text, eventName: text, insightContext: value }),
    },
    { requiredKeys: [] },
  ),
)

const event = fc.record({
  id: fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
  source: fc.constantFrom(...sources),
  'detail-type': fc.constantFrom(...detailTypes),
  time: fc.constant(time),
  account: value,
  region: value,
  resources: fc.oneof(anything, fc.array(text, { maxLength: 3 }), fc.constant(['arn:aws:ecs:eu-west-1:1:service/a/b'])),
  detail,
})

const sns = (message: string, MessageId = 'm-1') => ({
  Records: [{ Sns: { MessageId, Message: message, Subject: null, Timestamp: time } }],
})

/** What the ledger, the channels and the engine rely on. */
const expectSound = (transition: Transition): void => {
  const { alarm, name, at, state, link, ...rest } = transition
  expect(['ALARM', 'OK', 'INSUFFICIENT_DATA', 'NOTE']).toContain(state)
  expect(at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  expect(alarm.length).toBeGreaterThan(0)
  expect(Buffer.byteLength(alarm)).toBeLessThanOrEqual(1_024)
  expect(name).not.toContain('\n')
  expect(rest.reason.length).toBeLessThanOrEqual(2_100)
  const kept = JSON.stringify(transition)
  expect(kept.isWellFormed()).toBe(true)
  expect(kept).not.toMatch(/\\ud[89a-f][0-9a-f]{2}/)
  expect(kept.length).toBeLessThan(300_000)
  if (link !== undefined)
    expect(new URL(link).hostname).toMatch(/(\.|^)(aws\.amazon\.com|amazonaws\.cn|amazonaws-us-gov\.com)$/)
}

describe('intake', () => {
  test('never throws on an event with an envelope, and what it gives is sound and the same each time', () => {
    fc.assert(
      fc.property(event, (raw) => {
        const transitions = parseTransitions(raw)
        expect(transitions.length).toBeGreaterThan(0)
        for (const transition of transitions) expectSound(transition)
        expect(parseTransitions(structuredClone(raw))).toEqual(transitions)
        expect(transitions.map(incidentId)).toEqual(parseTransitions(raw).map(incidentId))
      }),
      { numRuns },
    )
  })

  test('never throws on a message of the topic, whatever is in it', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          anything.map((json) => JSON.stringify(json)),
          event.map((json) => JSON.stringify(json)),
        ),
        (message) => {
          for (const transition of parseTransitions(sns(message))) expectSound(transition)
        },
      ),
      { numRuns },
    )
  })

  test('takes every alarm for an alarm, however odd its details', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }),
        fc.constantFrom('ALARM' as const, 'OK' as const, 'INSUFFICIENT_DATA' as const),
        fc.dictionary(
          fc.constantFrom(
            'AlarmDescription',
            'AlarmArn',
            'OldStateValue',
            'NewStateReason',
            'StateChangeTime',
            'Trigger',
            'AlarmTags',
            'AlarmContributorId',
            'AlarmContributorAttributes',
            'AWSAccountId',
          ),
          value,
        ),
        (AlarmName, NewStateValue, more) => {
          const [transition, ...others] = parseTransitions(sns(JSON.stringify({ ...more, AlarmName, NewStateValue })))
          expect(others).toEqual([])
          expect(transition?.state).toBe(NewStateValue)
          if (transition) expectSound(transition)
        },
      ),
      { numRuns },
    )
  })

  test('gives one change of an alarm one key and one time by each way', () => {
    const millisecond = fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 255 }),
        millisecond,
        fc.option(fc.stringMatching(/^[0-9a-f]{1,16}$/)),
        (name, when, contributor) => {
          const arn = `arn:aws:cloudwatch:ap-northeast-2:123456789012:alarm:${name}`
          const timestamp = when.toISOString().replace('Z', '+0000')
          const state = { value: 'ALARM', reason: 'x', timestamp }
          const alarmData = {
            alarmName: name,
            state,
            ...(contributor ? { alarmContributor: { id: contributor } } : {}),
          }
          const ways = [
            sns(
              JSON.stringify({
                AlarmName: name,
                AlarmArn: arn,
                NewStateValue: 'ALARM',
                StateChangeTime: timestamp,
                AlarmContributorId: contributor,
              }),
            ),
            {
              source: 'aws.cloudwatch',
              'detail-type': 'CloudWatch Alarm State Change',
              id: '1',
              time,
              resources: [arn],
              detail: alarmData,
            },
            { source: 'aws.cloudwatch', alarmArn: arn, time: timestamp, alarmData },
          ].map((raw) => parseTransitions(raw).map(({ alarm, at }) => ({ alarm, at })))
          expect(new Set(ways.map((way) => JSON.stringify(way))).size).toBe(1)
        },
      ),
      { numRuns },
    )
  })
})
