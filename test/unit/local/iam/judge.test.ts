import type { RecordedCall } from '../../../../local/faults/recorder.ts'
import type { AccessRequest } from '../../../../local/iam/evaluate.ts'
import { judge } from '../../../../local/iam/judge.ts'

const here = 'ap-northeast-2:123456789012'
const [email, pass] = ['nightshift@corner-shop.example', 'ecs-tasks.amazonaws.com']
const definition = `arn:aws:ecs:${here}:task-definition/shop-nightly:*`
const cluster = { 'ecs:cluster': [`arn:aws:ecs:${here}:cluster/jobs`] }
const statements = {
  start: { Effect: 'Allow', Action: 'ecs:RunTask', Resource: definition },
  tag: {
    Effect: 'Allow',
    Action: 'ecs:TagResource',
    Resource: `arn:aws:ecs:${here}:task/jobs/*`,
    Condition: { StringEquals: { 'ecs:CreateAction': 'RunTask' } },
  },
  pass: {
    Effect: 'Allow',
    Action: 'iam:PassRole',
    Resource: { 'Fn::GetAtt': ['TaskRole', 'Arn'] },
    Condition: { StringEquals: { 'iam:PassedToService': pass } },
  },
  email: {
    Effect: 'Allow',
    Action: 'ses:SendEmail',
    Resource: [`arn:aws:ses:${here}:identity/*`, `arn:aws:ses:${here}:configuration-set/*`],
    Condition: { StringEquals: { 'ses:FromAddress': email } },
  },
  sms: {
    Effect: 'Allow',
    Action: 'sns:Publish',
    NotResource: 'arn:*:sns:*:*:*',
    Condition: { StringEquals: { 'aws:RequestedRegion': 'ap-northeast-1' } },
  },
}
type Name = keyof typeof statements

/** A function whose role has some of these statements. */
const whereOf = (names: readonly Name[], replaced: object = {}) => ({
  region: 'ap-northeast-2',
  account: '123456789012',
  stacks: [
    {
      template: {
        Resources: {
          Role: { Type: 'AWS::IAM::Role' },
          TaskRole: { Type: 'AWS::IAM::Role' },
          Function: { Type: 'AWS::Lambda::Function', Properties: { Role: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
          Task: {
            Type: 'AWS::ECS::TaskDefinition',
            Properties: { Family: 'shop-nightly', TaskRoleArn: { 'Fn::GetAtt': ['TaskRole', 'Arn'] } },
          },
          Policy: {
            Type: 'AWS::IAM::Policy',
            Properties: {
              Roles: [{ Ref: 'Role' }],
              PolicyDocument: { Statement: names.map((name) => ({ ...statements[name], ...replaced })) },
            },
          },
        },
      },
      physicalIds: { Role: 'shop-role', TaskRole: 'nightly-role', Function: 'shop-jobs-on-schedule' },
    },
  ],
})

const callOf = (ask: AccessRequest, more: Partial<RecordedCall> = {}): RecordedCall => ({
  number: 1,
  caller: 'shop-jobs-on-schedule',
  service: 'any',
  action: 'Any',
  region: 'ap-northeast-2',
  asks: [ask],
  ...more,
})
const starting = { action: 'ecs:RunTask', resource: definition, conditions: cluster }
const tagging = {
  action: 'ecs:TagResource',
  resource: `arn:aws:ecs:${here}:task/jobs/0123456789abcdef0123456789abcdef`,
  conditions: { 'ecs:CreateAction': ['RunTask'] },
}
const run = callOf(starting, { asks: [starting, tagging] })
const mail = callOf({
  action: 'ses:SendEmail',
  resource: `arn:aws:ses:${here}:identity/corner-shop.example`,
  conditions: { 'ses:FromAddress': [email] },
})
const text = callOf({ action: 'sns:Publish', resource: 'phone number' }, { region: 'ap-northeast-1' })

const denied = (calls: readonly RecordedCall[], where: ReturnType<typeof whereOf>): string[] =>
  judge(calls, where).map(({ action, resource }) => `${action} ${resource}`)

test('what a role has for its calls, said and implied, is not denied', () => {
  expect(denied([run, mail, text], whereOf(['start', 'tag', 'pass', 'email', 'sms']))).toEqual([])
})

test.each<[string, Name[], RecordedCall, string]>([
  ['RunTask itself', ['tag', 'pass'], run, `ecs:RunTask ${definition}`],
  ['the task’s role', ['start', 'tag'], run, 'iam:PassRole arn:aws:iam::123456789012:role/nightly-role'],
  [
    'its tags',
    ['start', 'pass'],
    run,
    `ecs:TagResource arn:aws:ecs:${here}:task/jobs/0123456789abcdef0123456789abcdef`,
  ],
  ['text messages', ['email'], text, 'sns:Publish phone number'],
])('%s is denied where the role lacks it', (_, names, call, denial) => {
  expect(denied([call, call], whereOf(names))).toEqual([denial])
})

test('an identity alone is not enough where it has a configuration set', () => {
  const where = whereOf(['email'], { Resource: `arn:aws:ses:${here}:identity/*` })
  expect(denied([mail], where)).toEqual([`ses:SendEmail arn:aws:ses:${here}:configuration-set/of-the-identity`])
})

test('another region than the granted one is denied', () => {
  expect(denied([{ ...text, region: 'ap-northeast-2' }], whereOf(['sms']))).toEqual(['sns:Publish phone number'])
})

test('who is no function of the deployment is not judged', () => {
  const { caller: _, ...unknown } = run
  expect(denied([unknown, { ...run, caller: 'somebody-else' }], whereOf([]))).toEqual([])
})
