import { Stack } from 'aws-cdk-lib'
import { Match, type Template } from 'aws-cdk-lib/assertions'
import { Foundation } from '../../infra/constructs/foundation.ts'
import { addJobs } from '../../infra/functions/jobs/jobs.ts'
import { NetworkStack } from '../../infra/stacks/network.ts'
import { config as written } from '../../nightshift.config.ts'
import { parseConfig } from '../../shared/config/define-config.ts'
import { ecrParts } from '../../shared/ecr-image.ts'
import { synthesize, testEnv } from './synth.ts'

const now = new Date('2026-11-21T00:00:00Z')
const digest = `sha256:${'0a'.repeat(32)}`
const key = 'arn:aws:kms:ap-northeast-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'
const secret = 'arn:aws:secretsmanager:ap-northeast-2:111122223333:secret:shop-AbCdEf'

/** The image as it is written, and where it is pulled from. */
const images = {
  tagged: ['111122223333.dkr.ecr.ap-northeast-2.amazonaws.com/shop/report:1.2', 'ap-northeast-2:111122223333'],
  untagged: ['111122223333.dkr.ecr.ap-northeast-2.amazonaws.com/shop/report', 'ap-northeast-2:111122223333'],
  fixed: [`111122223333.dkr.ecr.ap-northeast-2.amazonaws.com/shop/report@${digest}`, 'ap-northeast-2:111122223333'],
  both: [`111122223333.dkr.ecr.ap-northeast-2.amazonaws.com/shop/report:1@${digest}`, 'ap-northeast-2:111122223333'],
  'of-others': ['444455556666.dkr.ecr.ap-northeast-2.amazonaws.com/shop/report:1.2', 'ap-northeast-2:444455556666'],
  'far-away': [`444455556666.dkr.ecr.eu-central-1.amazonaws.com/shop/report:1.2`, 'eu-central-1:444455556666'],
  'dual-stack': ['111122223333.dkr-ecr.ap-northeast-2.on.aws/shop/report:1.2', 'ap-northeast-2:111122223333'],
  fips: ['111122223333.dkr.ecr-fips.us-gov-west-1.amazonaws.com/shop/report:1.2', 'us-gov-west-1:111122223333'],
  china: ['111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn/shop/report:1.2', 'cn-north-1:111122223333'],
} as const

const open = {
  hub: 'busybox',
  public: 'public.ecr.aws/docker/library/busybox:1.37',
  own: 'registry.example:5000/a/b:1',
}

const jobOf = (image: string) => ({ schedule: 'rate(1 hour)', image })
const everything = {
  ...jobOf(images['far-away'][0]),
  secrets: { KEY: { ssm: '/shop/key' }, PASSWORD: { secret, field: 'password' } },
  environmentFiles: ['s3://shop-config/report.env'],
  kmsKeys: [key],
}

const template: Template = synthesize((app) => {
  const jobs = {
    ...Object.fromEntries(Object.entries(images).map(([name, [image]]) => [name, jobOf(image)])),
    ...Object.fromEntries(Object.entries(open).map(([name, image]) => [name, jobOf(image)])),
    everything,
  }
  const config = parseConfig({ ...written, name: 'shop', jobs }, now)
  if (!config.estate || !config.jobs) throw new Error('The example has both')
  const { network } = new NetworkStack(app, 'shop-network', { env: testEnv, config: config.estate.network })
  const stack = new Stack(app, 'shop-operations', { env: testEnv })
  addJobs(stack, new Foundation(stack, 'Foundation', { config }), { config: config.jobs, network, now })
  return stack
})

interface Statement {
  readonly Action: string | string[]
  readonly Resource: unknown
  readonly Condition?: unknown
}

/** What the execution role of a job may do. */
const statementsOf = (job: string): Statement[] => {
  const [definition] = Object.values(
    template.findResources('AWS::ECS::TaskDefinition', { Properties: { Family: `shop-${job}` } }),
  )
  const [role] = definition?.Properties.ExecutionRoleArn['Fn::GetAtt'] ?? []
  return Object.values(template.findResources('AWS::IAM::Policy'))
    .filter(({ Properties }) => Properties.Roles.some(({ Ref }: { Ref: string }) => Ref === role))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
}

const ecrOf = (job: string): Statement[] =>
  statementsOf(job).filter(({ Action }) => [Action].flat()[0]?.startsWith('ecr'))

test.each(Object.entries(images))(
  '%s is pulled as it is written, from its own repository alone',
  (job, [image, place]) => {
    template.hasResourceProperties('AWS::ECS::TaskDefinition', {
      Family: `shop-${job}`,
      ContainerDefinitions: [Match.objectLike({ Image: image })],
    })
    expect(ecrOf(job)).toEqual([
      expect.objectContaining({
        Action: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
        Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:ecr:${place}:repository/shop/report`]] },
      }),
      expect.objectContaining({ Action: 'ecr:GetAuthorizationToken', Resource: '*' }),
    ])
    expect(ecrParts(image)).toMatchObject({ repository: 'shop/report' })
  },
)

test.each(Object.keys(open))('%s needs no permission', (job) => {
  expect(ecrOf(job)).toEqual([])
  expect(ecrParts(open[job as keyof typeof open])).toBeUndefined()
})

test('keys decrypt what secrets and files hand over, and nothing else', () => {
  expect(statementsOf('everything').filter(({ Action }) => Action === 'kms:Decrypt')).toEqual([
    expect.objectContaining({ Resource: key, Condition: { StringLike: { 'kms:ViaService': expect.any(Array) } } }),
  ])
  expect(JSON.stringify(statementsOf('tagged'))).not.toContain('kms:')
})

test('an alias is not a key', () => {
  const jobs = { report: { ...everything, kmsKeys: ['arn:aws:kms:eu-central-1:111122223333:alias/shop'] } }
  expect(() => parseConfig({ ...written, jobs }, now)).toThrow('the ARN of a key')
})
