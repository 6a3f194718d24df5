import { ECSClient } from '@aws-sdk/client-ecs'
import { failed } from '../../../functions/jobs/diagnosis/verdict.ts'
import { networkFindings } from '../../../functions/jobs/preflight/network.ts'
import { handOverFindings, rightFindings, trustFindings } from '../../../functions/jobs/preflight/roles.ts'
import { scheduleFindings } from '../../../functions/jobs/preflight/schedule.ts'
import { filesAsThings, thingFindings } from '../../../functions/jobs/preflight/things.ts'
import type { Facts, MountTarget } from '../../../functions/jobs/surroundings/facts.ts'
import { needsOf } from '../../../functions/jobs/surroundings/probe/task.ts'
import { looksFor, refineVerdict } from '../../../functions/jobs/surroundings/refine.ts'
import { awsSurroundings } from '../../../functions/jobs/surroundings/surroundings.ts'
import type { JobConfig } from '../../../shared/config/jobs/schema.ts'
import { jobsSchema } from '../../../shared/config/jobs/schema.ts'
import { makeGlance } from '../../../shared/glance.ts'
import type { GroupRule } from '../../../shared/reach/model.ts'
import { type Changes, group, isolated, natRoute, region, routes, rule } from './network.ts'

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

describe('file systems', () => {
  const fileSystem = 'fs-0123456789abcdef0'
  const target = (more: Partial<MountTarget> = {}): MountTarget => ({
    fileSystem,
    subnet: 'subnet-b',
    zone: 'ap-northeast-2a',
    groups: ['sg-efs'],
    ...more,
  })
  const network = (inward: readonly GroupRule[], more: Changes = {}) =>
    isolated({ own: { zone: 'ap-northeast-2a' }, groups: [group('sg-efs', { inward })], ...more })
  const open = rule({ group: 'sg-task' }, 2049)
  const found = (changes: Partial<Facts>) =>
    networkFindings(
      facts({
        needs: { images: [], logs: [], secrets: [], parameters: [], files: [], fileSystems: [fileSystem] },
        mountTargets: [target()],
        ...changes,
      }),
    )

  test('a mount target in the zone of the subnet that lets port 2049 in is a way', () => {
    expect(found({ networks: [network([open])] })).toEqual([
      { check: 'network', state: 'ok', what: `There is a way to the file system ${fileSystem} by port 2049.` },
    ])
  })

  test.each<[string, Partial<Facts>, string, RegExp]>([
    ['whose group lets nobody in', { networks: [network([])] }, 'sg-efs', /2049 in from the task in sg-efs/],
    [
      'whose group lets in another port',
      { networks: [network([rule({ group: 'sg-task' }, 443)])] },
      'sg-efs',
      /2049 in from the task in sg-efs/,
    ],
    [
      'beside a group of the task that lets nothing out',
      {
        networks: [
          network([open], { groups: [group('sg-efs', { inward: [open] }), group('sg-task', { outward: [] })] }),
        ],
      },
      'sg-task',
      /2049 out to .* in sg-task/,
    ],
    [
      'in another zone alone',
      { networks: [network([open])], mountTargets: [target({ zone: 'ap-northeast-2c' })] },
      `${fileSystem} has no mount target in ap-northeast-2a, only in ap-northeast-2c.`,
      /Add a mount target of fs-0123456789abcdef0 in ap-northeast-2a, or take the subnet out/,
    ],
    [
      'that is not there',
      { networks: [network([open])], mountTargets: [target({ fileSystem: 'fs-1' })] },
      'has no mount target in this VPC.',
      /Add a mount target/,
    ],
  ])('a mount target %s is a problem with its fix', (_, changes, what, fix) => {
    const [finding, ...others] = found(changes)
    expect(others).toEqual([])
    expect(finding).toMatchObject({ state: 'problem', what: expect.stringContaining(what) })
    expect(finding?.what).toContain(`From subnet-a the file system ${fileSystem} cannot be mounted.`)
    expect(finding?.fix).toMatch(fix)
  })

  test('what could not be looked at is neither good nor bad; a task without any has no finding', () => {
    expect(found({ networks: [network([open])], mountTargets: undefined })).toMatchObject([{ state: 'unknown' }])
    expect(found({ networks: [isolated()] })).toMatchObject([{ state: 'unknown' }])
    expect(networkFindings(facts({ networks: [network([])], mountTargets: [] }))).toHaveLength(1)
  })

  test('after a failed mount the message says which it is', () => {
    const verdict = failed({ cause: 'efs-mount', certainty: 'likely' }, undefined, 'it broke')
    const needs = { images: [], logs: [], secrets: [], parameters: [], files: [], fileSystems: [fileSystem] }
    const refined = (networks: Facts['networks']) =>
      refineVerdict(verdict, facts({ needs, networks, mountTargets: [target()] }))
    expect(looksFor('efs-mount')).toEqual(['network'])
    expect(refined([network([])])).toMatchObject({
      cause: 'efs-mount',
      certainty: 'certain',
      explanation: expect.stringContaining(`From subnet-a the file system ${fileSystem} cannot be mounted.`),
    })
    expect(refined([network([open])]).explanation).toContain('look at the access point')
  })

  test('they are read from the task definition, each once', () => {
    const volume = (fileSystemId: string | undefined) => ({ efsVolumeConfiguration: { fileSystemId } })
    const volumes = [volume(fileSystem), volume(fileSystem), volume(undefined), { name: 'scratch' }]
    expect(needsOf({ volumes, containerDefinitions: [] }, region).fileSystems).toEqual([fileSystem])
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
