import { jobNetworkProblems } from '../../infra/functions/jobs/preflight.ts'
import { estateSchema } from '../../shared/config/estate/schema.ts'
import { jobsSchema } from '../../shared/config/jobs/schema.ts'

const region = 'ap-northeast-2'
const existing = {
  vpcId: 'vpc-0123456789abcdef0',
  cidr: '10.0.0.0/16',
  zones: ['ap-northeast-2a', 'ap-northeast-2b'],
  publicSubnetIds: ['subnet-00000001', 'subnet-00000002'],
  appSubnetIds: ['subnet-00000003', 'subnet-00000004'],
  databaseSubnetIds: ['subnet-00000005', 'subnet-00000006'],
}
const problemsOf = (job: object, network: object): string[] =>
  jobNetworkProblems(
    jobsSchema.parse({ report: { schedule: 'rate(1 day)', image: 'nginx:1.29', ...job } }),
    estateSchema.parse({ network }).network,
    region,
  )

const everything = {
  secrets: {
    KEY: { ssm: '/shop/key' },
    PASSWORD: { secret: `arn:aws:secretsmanager:${region}:111122223333:secret:shop-AbCdEf` },
  },
  environmentFiles: ['s3://shop/report.env'],
}
const publicPlace = (assignPublicIp: boolean) => ({
  network: { subnets: ['subnet-00000001', 'subnet-00000003'], securityGroups: ['sg-0123'], assignPublicIp },
})

test.each(['none', 'one', 'per-zone'])('a new network with nat "%s" reaches all that a job may need', (nat) => {
  expect(problemsOf(everything, { nat })).toEqual([])
})

test('a public image cannot come to a public subnet without a public address', () => {
  expect(problemsOf(publicPlace(false), existing)).toEqual([
    'jobs.report.network: no way from subnet-00000001 to the image nginx:1.29. the task has no public address, and the default route of subnet-00000001 leads to igw-…. Give it a public address, or use a subnet whose route leads to a NAT gateway, or mirror the image to ECR.',
  ])
  expect(problemsOf(publicPlace(true), existing)).toEqual([])
})

test('what only the account knows is no problem: endpoints, other subnets, other task definitions', () => {
  const image = `111122223333.dkr.ecr.${region}.amazonaws.com/report:1`
  expect(problemsOf({ ...everything, image, ...publicPlace(false) }, existing)).toEqual([])
  expect(problemsOf(everything, existing)).toEqual([])
  expect(problemsOf(publicPlace(false), {})).toEqual([])
  const other = { image: undefined, taskDefinition: { family: 'other', container: 'main' } }
  expect(problemsOf({ ...other, ...publicPlace(false) }, existing)).toEqual([])
})
