import { jest } from '@jest/globals'
import { failed, type Verdict } from '../../../functions/jobs/diagnosis/verdict.ts'
import type { Facts, FileFacts, RoleRight } from '../../../functions/jobs/surroundings/facts.ts'
import type { TaskNeeds } from '../../../functions/jobs/surroundings/needs.ts'
import { looksFor, refineVerdict, refineWith } from '../../../functions/jobs/surroundings/refine.ts'
import { interfaceFor, isolated, natRoute, region, routes, s3Gateway, s3Route } from './network.ts'
import { nightly } from './world.ts'

const role = 'arn:aws:iam::111122223333:role/report-execution'
const fileArn = 'arn:aws:s3:::shop-config/report.env'
const secretArn = `arn:aws:secretsmanager:${region}:111122223333:secret:shop-AbCdEf`
const needs: TaskNeeds = {
  images: [`111122223333.dkr.ecr.${region}.amazonaws.com/shop/report:7`],
  logs: [{ group: '/shop/report', region }],
  secrets: [secretArn],
  parameters: [],
  files: [fileArn],
  executionRole: role,
}

const seen = (changes: Partial<Facts> = {}): Facts => ({
  region,
  needs,
  networks: [isolated(routes(natRoute))],
  rights: [],
  files: [],
  unseen: [],
  ...changes,
})

const verdict = (cause: Verdict['cause']): Verdict => failed({ cause, certainty: 'likely' }, undefined, 'it broke')

const right = (part: RoleRight['part'], action: string, resource: string, decision: RoleRight['decision']) =>
  ({ part, action, resource, decision }) satisfies RoleRight

const file = (state: FileFacts['state'], bucketRegion = region): FileFacts => ({
  arn: fileArn,
  region: bucketRegion,
  state,
})

type Case = readonly [name: string, cause: Verdict['cause'], facts: Partial<Facts>, why: string, fix: string]

const cases: readonly Case[] = [
  [
    'no way to S3',
    'env-file-network',
    { networks: [isolated()] },
    'From subnet-a there is no way to the environment file s3://shop-config/report.env. rtb-1 of subnet-a has no route to s3 in ap-northeast-2, and its VPC has no endpoint for s3.',
    'Add a default route to a NAT gateway or to the internet gateway, or add a gateway endpoint for s3 to rtb-1 (free of charge).',
  ],
  [
    'a bucket in another region, behind a gateway endpoint',
    'env-file-network',
    { networks: [isolated({ endpoints: [s3Gateway] })], files: [file('there', 'us-east-1')] },
    `an endpoint in ${region} does not lead to us-east-1.`,
    `keep it in ${region}, where endpoints can lead to it.`,
  ],
  [
    'a role that may not read the file',
    'env-file-denied',
    {
      rights: [
        right('logs', 'logs:PutLogEvents', '*', 'not-allowed'),
        right('env-file', 's3:GetObject', fileArn, 'not-allowed'),
        right('env-file', 's3:GetBucketLocation', 'arn:aws:s3:::shop-config', 'allowed'),
      ],
    },
    `The role ${role} is not allowed s3:GetObject on ${fileArn}.`,
    `Allow s3:GetObject on ${fileArn} in a policy of that role.`,
  ],
  [
    'an endpoint whose policy leaves the bucket out',
    'env-file-denied',
    {
      networks: [
        isolated({
          ...routes(s3Route),
          endpoints: [{ ...s3Gateway, policy: '{"Statement":[]}' }],
        }),
      ],
    },
    `The policy of the endpoint vpce-s3 does not allow s3:GetObject on ${fileArn}.`,
    `Allow s3:GetObject on ${fileArn} in that policy.`,
  ],
  [
    'no way to ECR, where ECS speaks of secrets or the registry',
    'secrets-network',
    { networks: [isolated({ endpoints: [interfaceFor('secretsmanager')] })] },
    'rtb-1 of subnet-a has no route to ecr.api in ap-northeast-2, and its VPC has no endpoint for ecr.api.',
    `make an interface endpoint com.amazonaws.${region}.ecr.api with private DNS.`,
  ],
  [
    'a role that is denied the secret',
    'secrets-denied',
    { rights: [right('secrets', 'secretsmanager:GetSecretValue', secretArn, 'denied')] },
    `The role ${role} is denied secretsmanager:GetSecretValue on ${secretArn}.`,
    'Take out the Deny that covers secretsmanager:GetSecretValue, or the boundary that leaves it out.',
  ],
  [
    'a role that may not write the log',
    'log-driver',
    {
      rights: ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) =>
        right('logs', action, 'log', 'not-allowed'),
      ),
    },
    `The role ${role} is not allowed logs:CreateLogStream, logs:PutLogEvents on log.`,
    'Allow logs:CreateLogStream, logs:PutLogEvents on log in a policy of that role.',
  ],
  [
    'no way to the layers of the image',
    'image-pull-network',
    { networks: [isolated({ endpoints: [interfaceFor('ecr.api'), interfaceFor('ecr.dkr'), s3Gateway] })] },
    'the gateway endpoint vpce-s3 for s3 is not in rtb-1.',
    'add a gateway endpoint for s3 to rtb-1 (free of charge).',
  ],
]

test.each(cases)('the verdict names %s', (_, cause, facts, why, fix) => {
  const refined = refineVerdict(verdict(cause), seen(facts))
  // Another subnet of the job may have a way; a role has no other.
  const retry = facts.rights ? 'no' : verdict(cause).retry
  expect(refined).toMatchObject({ state: 'failed', cause, certainty: 'certain', retry })
  expect(refined.explanation).toContain(`${why} `)
  expect(refined.explanation).toContain(fix)
  expect(refined.explanation).toMatch(/ ECS says: it broke$/)
  expect(refined.explanation).not.toContain(verdict(cause).advice)
  expect(refined.advice).toContain(fix)
})

test.each(['no-object', 'no-bucket'] as const)('a file that is "denied" because it is not there: %s', (state) => {
  const refined = refineVerdict(verdict('env-file-denied'), seen({ files: [file(state)] }))
  expect(refined).toMatchObject({ cause: 'env-file-not-found', certainty: 'certain', retry: 'no' })
  expect(refined.explanation).toContain('s3://shop-config/report.env')
})

test('one broken subnet of several is named, and not taken for certain where the own one is not known', () => {
  const networks = [isolated(routes(natRoute)), isolated({ subnet: 'subnet-c' })]
  expect(refineVerdict(verdict('image-pull-network'), seen({ networks }))).toMatchObject({
    certainty: 'likely',
    explanation: expect.stringContaining('From subnet-c there is no way to the sign-in for the image'),
  })
})

test('where all is well now, the verdict stays and says so', () => {
  const plain = verdict('image-pull-network')
  const refined = refineVerdict(plain, seen())
  expect(refined).toEqual({
    ...plain,
    explanation: `${plain.explanation} Now there is a way, by nat-1: it may have passed.`,
  })
  expect(refineVerdict(verdict('secrets-denied'), seen()).explanation).toMatch(/KMS key\.$/)
})

test('what could not be looked at is said, and the verdict stays', () => {
  const plain = verdict('env-file-network')
  const unseen = ['could not be looked at: the routes of vpc-1 (UnauthorizedOperation)']
  const refined = refineVerdict(plain, seen({ networks: [isolated({ routes: 'unknown' })], unseen }))
  expect(refined).toEqual({ ...plain, explanation: expect.stringContaining(unseen[0] ?? '') })
  expect(refineVerdict(plain, { region, networks: [], files: [], unseen: [] })).toEqual(plain)
})

test('a cause that leaves nothing open is not looked into', async () => {
  const lookAt = jest.fn(async () => seen())
  const refine = refineWith({ lookAt }, { cluster: 'jobs', network: nightlyNetwork })
  const plain = verdict('application-error')
  expect(looksFor('application-error')).toEqual([])
  expect(await refine(plain, task, nightly)).toBe(plain)
  expect(lookAt).not.toHaveBeenCalled()
  expect(refineVerdict(plain, seen({ networks: [isolated()] }))).toBe(plain)
})

test('the task itself is looked at, and the network of its job', async () => {
  const lookAt = jest.fn(async () => seen({ networks: [isolated()] }))
  const refine = refineWith({ lookAt }, { cluster: 'jobs', network: nightlyNetwork })
  expect(await refine(verdict('env-file-network'), task, nightly)).toMatchObject({ certainty: 'certain' })
  expect(lookAt).toHaveBeenCalledWith(
    { cluster: 'jobs', taskArn: task.taskArn, family: nightly.family, network: nightlyNetwork },
    ['network', 'files'],
  )
})

const nightlyNetwork = { subnets: ['subnet-a'], securityGroups: ['sg-task'], assignPublicIp: false }
const task = {
  taskArn: 'arn:aws:ecs:ap-northeast-2:000000000000:task/jobs/1',
  version: 1,
  lastStatus: 'STOPPED',
  containers: [],
}
