import { ECSClient } from '@aws-sdk/client-ecs'
import { networkFindings } from '../../../functions/jobs/preflight/network.ts'
import { handOverFindings, rightFindings, trustFindings } from '../../../functions/jobs/preflight/roles.ts'
import { scheduleFindings } from '../../../functions/jobs/preflight/schedule.ts'
import { filesAsThings, thingFindings } from '../../../functions/jobs/preflight/things.ts'
import type { Facts } from '../../../functions/jobs/surroundings/facts.ts'
import { needsOf } from '../../../functions/jobs/surroundings/probe/task.ts'
import { awsSurroundings } from '../../../functions/jobs/surroundings/surroundings.ts'
import type { JobConfig } from '../../../shared/config/jobs/schema.ts'
import { jobsSchema } from '../../../shared/config/jobs/schema.ts'
import { makeGlance } from '../../../shared/glance.ts'
import { isolated, natRoute, region, routes } from './network.ts'

const role = 'arn:aws:iam::111122223333:role/report'
const facts = (changes: Partial<Facts> = {}): Facts => ({
  region,
  needs: { images: ['nginx:1.29'], logs: [], secrets: [], parameters: [], files: [], executionRole: role },
  networks: [isolated(routes(natRoute))],
  files: [],
  unseen: [],
  ...changes,
})

describe('network', () => {
  test('subnets that are alike are one finding, others one each', () => {
    const other = isolated({ subnet: 'subnet-c' })
    const well = isolated(routes(natRoute))
    expect(networkFindings(facts({ networks: [well, isolated({ ...routes(natRoute), subnet: 'subnet-d' })] }))).toEqual(
      [{ check: 'network', state: 'ok', what: 'There is a way to the image nginx:1.29 by nat-1.' }],
    )
    expect(networkFindings(facts({ networks: [well, other] }))).toEqual([
      {
        check: 'network',
        state: 'problem',
        what: 'From subnet-c there is no way to the image nginx:1.29. rtb-1 of subnet-c has no route to the image nginx:1.29.',
        fix: 'Add a default route to a NAT gateway or to the internet gateway, or mirror the image to ECR.',
      },
    ])
  })

  test('what is not known is neither good nor bad', () => {
    expect(networkFindings(facts({ networks: [isolated({ routes: 'unknown' })] }))).toMatchObject([
      { state: 'unknown' },
    ])
    expect(networkFindings(facts({ networks: [] }))).toMatchObject([{ state: 'unknown' }])
    expect(networkFindings(facts({ needs: undefined }))).toEqual([])
  })
})

describe('roles', () => {
  const image = `111122223333.dkr.ecr.${region}.amazonaws.com/report:1`
  const needs = { images: [image], logs: [], secrets: [], parameters: [], files: [], executionRole: role }

  test('a private image needs an execution role, a public one none', () => {
    expect(rightFindings(facts({ needs: { ...needs, executionRole: undefined } }))).toMatchObject([
      { state: 'problem' },
    ])
    expect(rightFindings(facts({ needs: { ...needs, images: ['nginx'], executionRole: undefined } }))).toEqual([])
    expect(rightFindings(facts({ needs }))).toMatchObject([{ state: 'unknown' }])
  })

  test('what a role lacks is one finding for each resource', () => {
    const right = (action: string, decision: 'allowed' | 'not-allowed') =>
      ({ part: 'image', action, resource: 'repository', decision }) as const
    const rights = [right('ecr:A', 'not-allowed'), right('ecr:B', 'not-allowed'), right('ecr:C', 'allowed')]
    expect(rightFindings(facts({ needs, rights }))).toEqual([
      {
        check: 'role',
        state: 'problem',
        what: `The role ${role} is not allowed ecr:A, ecr:B on repository.`,
        fix: 'Allow ecr:A, ecr:B on repository in a policy of that role.',
      },
    ])
    expect(rightFindings(facts({ needs, rights: [right('ecr:C', 'allowed')] }))).toMatchObject([{ state: 'ok' }])
  })

  test.each([
    [
      'tasks of ECS',
      { Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' },
      'ok',
    ],
    [
      'ECS itself',
      { Effect: 'Allow', Principal: { Service: ['ecs.amazonaws.com'] }, Action: 'sts:AssumeRole' },
      'problem',
    ],
    ['nobody', { Effect: 'Deny', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: '*' }, 'problem'],
  ])('a role that trusts %s', (_, Statement, state) => {
    expect(trustFindings([{ arn: role, trust: { policy: JSON.stringify({ Statement }) } }])).toMatchObject([{ state }])
  })

  test('a role that is not there, cannot be looked at, or may not be handed over', () => {
    expect(trustFindings([{ arn: role, trust: false }])).toMatchObject([{ state: 'problem' }])
    expect(trustFindings([{ arn: role }])).toMatchObject([{ state: 'unknown' }])
    expect(handOverFindings([{ resource: role, decision: 'not-allowed' }])).toMatchObject([
      { state: 'problem', fix: expect.stringContaining('taskDefinition.roles') },
    ])
    expect(handOverFindings([{ resource: role, decision: 'allowed' }])).toMatchObject([{ state: 'ok' }])
  })
})

test('what a task definition refers to is there, is not, or could not be looked at', () => {
  const arn = 'arn:aws:s3:::shop/report.env'
  const things = filesAsThings([
    { arn, state: 'there' },
    { arn, state: 'no-object' },
    { arn, state: 'no-bucket' },
    { arn, state: 'unknown' },
  ])
  expect(thingFindings(things).map(({ state, what }) => `${state}: ${what}`)).toEqual([
    'ok: The environment file s3://shop/report.env is there.',
    'problem: The environment file s3://shop/report.env is not there.',
    'problem: The bucket of s3://shop/report.env is not there.',
    'unknown: Whether the environment file s3://shop/report.env is there could not be looked at.',
  ])
})

describe('schedule', () => {
  const job = (changes: object): JobConfig => {
    const { report } = jobsSchema.parse({
      report: { schedule: 'cron(30 2 * * ? *)', zone: 'America/New_York', image: 'nginx', ...changes },
    })
    if (!report) throw new Error('no job')
    return report
  }
  const now = new Date('2026-11-21T12:00:00Z')

  test('the next five runs are in words of the zone, and a firing that DST takes away is told with its fix', () => {
    const [next, gap] = scheduleFindings('report', job({}), now)
    expect(next).toMatchObject({ check: 'schedule', state: 'ok' })
    expect(next?.what).toMatch(/next runs on Sun 22 Nov, 02:30; Mon 23 Nov, 02:30; .* \(America\/New_York\)\.$/)
    expect(gap).toMatchObject({
      state: 'problem',
      what: expect.stringContaining('2027-03-14'),
      fix: expect.stringContaining('choose a time outside'),
    })
  })

  test('runs that are longer than the pause between them are told', () => {
    const often = job({ schedule: 'rate(5 minutes)', zone: 'UTC', expectedDuration: '10 minutes' })
    expect(scheduleFindings('report', often, now)).toMatchObject([{ state: 'ok' }, { state: 'problem' }])
  })

  test('of a rate only EventBridge knows the times', () => {
    expect(scheduleFindings('report', job({ schedule: 'rate(90 minutes)' }), now)).toEqual([
      {
        check: 'schedule',
        state: 'ok',
        what: 'rate(90 minutes) runs every 90 minutes, counted from the deployment that made its schedule.',
      },
    ])
  })

  test('a one-time schedule that is over has no next run', () => {
    expect(scheduleFindings('report', job({ schedule: 'at(2026-01-01T09:00:00)' }), now)).toMatchObject([
      { state: 'problem', what: expect.stringContaining('is over') },
    ])
  })
})

describe('looking', () => {
  test('what is refused or does not answer is noted, and nothing is thrown', async () => {
    const { glance, unseen } = makeGlance(5)
    expect(
      await glance('the routes', () =>
        Promise.reject(Object.assign(new Error('no'), { name: 'UnauthorizedOperation' })),
      ),
    ).toBeUndefined()
    expect(await glance('the subnets', () => new Promise(() => {}))).toBeUndefined()
    expect(unseen).toEqual([
      'could not be looked at: the routes (UnauthorizedOperation)',
      'could not be looked at: the subnets (no answer in time)',
    ])
  })

  test('without AWS there are no facts, and what is missing is said', async () => {
    // Nothing listens on the discard port.
    const endpoint = 'http://127.0.0.1:9'
    const before = process.env.AWS_ENDPOINT_URL
    process.env.AWS_ENDPOINT_URL = endpoint
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
    const ecs = new ECSClient({ endpoint, region, credentials, maxAttempts: 1 })
    const network = { subnets: ['subnet-a'], securityGroups: ['sg-1'], assignPublicIp: false }
    const found = await awsSurroundings(ecs, 1_000).lookAt({ cluster: 'jobs', family: 'report', network }, ['network'])
    if (before === undefined) delete process.env.AWS_ENDPOINT_URL
    else process.env.AWS_ENDPOINT_URL = before
    expect(found).toMatchObject({ region, needs: undefined, networks: [{ place: { subnets: ['subnet-a'] } }] })
    expect(found.unseen).toHaveLength(2)
  })

  test('needs of a task definition: every container, each thing once, parameters by name or ARN', () => {
    const secret = `arn:aws:secretsmanager:${region}:111122223333:secret:shop-AbCdEf`
    expect(
      needsOf(
        {
          taskDefinitionArn: `arn:aws:ecs:${region}:111122223333:task-definition/report:3`,
          executionRoleArn: role,
          taskRoleArn: '',
          containerDefinitions: [
            {
              image: 'a',
              secrets: [
                { name: 'A', valueFrom: `${secret}:password::` },
                { name: 'B', valueFrom: secret },
                { name: 'C', valueFrom: '/shop/key' },
                { name: 'D', valueFrom: `arn:aws:ssm:us-east-1:111122223333:parameter/shop` },
              ],
              environmentFiles: [{ type: 's3', value: 'arn:aws:s3:::shop/report.env' }],
              logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': '/shop' } },
            },
            { image: 'b', logConfiguration: { logDriver: 'splunk' } },
          ],
        },
        region,
      ),
    ).toEqual({
      images: ['a', 'b'],
      logs: [{ group: '/shop', region }],
      secrets: [secret],
      parameters: [
        `arn:aws:ssm:${region}:111122223333:parameter/shop/key`,
        'arn:aws:ssm:us-east-1:111122223333:parameter/shop',
      ],
      files: ['arn:aws:s3:::shop/report.env'],
      executionRole: role,
      taskRole: undefined,
    })
  })
})
