import { Match } from 'aws-cdk-lib/assertions'
import { NetworkStack } from '../../infra/stacks/network.ts'
import { parseConfig } from '../../shared/config/define-config.ts'
import { estateSchema } from '../../shared/config/estate/schema.ts'
import { proveStacks } from '../../shared/reach/estate/proof.ts'
import { broken, configOf, estateOf, image, ofType, provenOf, withChange } from './estate-stacks.ts'
import { synthesize, testEnv } from './synth.ts'

const services = ['ecr.api', 'logs'] as const
const template = synthesize(
  (app) =>
    new NetworkStack(app, 'shop-network', {
      env: testEnv,
      config: estateSchema.parse({ network: { endpoints: [...services] } }).network,
      endpoints: services,
    }),
)
const ofThisAccount = {
  Effect: 'Allow',
  Action: '*',
  Resource: '*',
  Principal: { AWS: '*' },
  Condition: { StringEquals: { 'aws:PrincipalAccount': { Ref: 'AWS::AccountId' } } },
  Sid: 'OfThisAccount',
}

describe('interface endpoints', () => {
  test.each(services)('%s stands in both app subnets under its own name, for this account alone', (service) => {
    template.hasResourceProperties('AWS::EC2::VPCEndpoint', {
      VpcEndpointType: 'Interface',
      ServiceName: `com.amazonaws.ap-northeast-2.${service}`,
      PrivateDnsEnabled: true,
      SubnetIds: [{ Ref: Match.stringLikeRegexp('appSubnet1') }, { Ref: Match.stringLikeRegexp('appSubnet2') }],
      PolicyDocument: { Statement: [ofThisAccount] },
    })
  })

  test('share a group that lets nobody in by itself, and nothing out', () => {
    const groups = Object.values(template.findResources('AWS::EC2::SecurityGroup'))
    expect(groups).toHaveLength(1)
    expect(groups[0]?.Properties.SecurityGroupIngress).toBeUndefined()
    expect(groups[0]?.Properties.SecurityGroupEgress).toMatchObject([{ CidrIp: '255.255.255.255/32' }])
  })

  test("S3's gateway lets ECR's layers through, and this account", () => {
    template.hasResourceProperties('AWS::EC2::VPCEndpoint', {
      VpcEndpointType: 'Gateway',
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 's3:GetObject',
            Resource: 'arn:aws:s3:::prod-ap-northeast-2-starport-layer-bucket/*',
            Principal: { AWS: '*' },
            Sid: 'LayersOfImages',
          },
          ofThisAccount,
        ],
      },
    })
  })
})

describe('a deployment without a NAT gateway', () => {
  const jobs = { report: { schedule: 'rate(1 hour)', image, secrets: { KEY: { ssm: '/shop/key' } } } }
  const web = {
    secrets: { KEY: { ssm: '/shop/key' } },
    kmsKeys: ['arn:aws:kms:ap-northeast-2:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab'],
    environmentFiles: ['s3://shop-config/web.env'],
    testListener: { from: ['203.0.113.0/24'] },
  }
  const { config, stacks, proofs, problems } = provenOf(configOf(estateOf({ endpoints: 'fargate' }, { web }), { jobs }))
  const brokenWith = (stack: string, id: string, change: Parameters<typeof withChange>[3]) =>
    broken(proveStacks(config, withChange(stacks, stack, id, change)))

  test('holds every need, with its tasks in the app subnets and no public address', () => {
    expect(problems).toEqual([])
    expect(broken(proofs)).toEqual([])
    expect(proofs.map(({ need }) => need.what)).toEqual(
      expect.arrayContaining([
        ...['ecr.dkr', 'secretsmanager', 'ssm', 'kms', 's3, for s3://shop-config/web.env'].map((to) => `web → ${to}`),
        ...['jobs → ssm', 'jobs → logs'],
      ]),
    )
    const [service] = ofType(stacks, 'AWS::ECS::Service')
    expect(JSON.stringify(service?.properties)).toContain('"AssignPublicIp":"DISABLED"')
    expect(ofType(stacks, 'AWS::EC2::NatGateway')).toEqual([])
  })

  const endpoints = ofType(stacks, 'AWS::EC2::VPCEndpoint').filter(({ id }) => !id.includes('DynamoDb'))

  test.each(endpoints)('without $id a need breaks', ({ stack, id }) => {
    expect(brokenWith(stack, id, () => undefined)).not.toEqual([])
  })

  test.each(endpoints.filter(({ properties }) => properties.VpcEndpointType === 'Interface'))(
    'without private DNS of $id a need breaks',
    ({ stack, id }) => {
      expect(brokenWith(stack, id, (properties) => ({ ...properties, PrivateDnsEnabled: false }))).not.toEqual([])
    },
  )

  test.each(ofType(stacks, 'AWS::EC2::SecurityGroupIngress').filter(({ id }) => id.includes('ToEndpoints')))(
    'without the rule $id a need breaks',
    ({ stack, id }) => {
      expect(brokenWith(stack, id, () => undefined)).not.toEqual([])
    },
  )

  test('without the layers in its policy S3 is no way to an image', () => {
    const s3 = endpoints.find(({ id }) => /VpcS3/.test(id))
    expect(
      brokenWith(s3?.stack ?? '', s3?.id ?? '', (properties) => ({
        ...properties,
        PolicyDocument: { Statement: [ofThisAccount] },
      })),
    ).toEqual(['web → s3, for the layers of its image', 'jobs → s3, for the layers of its image'])
  })

  test('a policy of S3 that leaves out the environment file keeps the service from starting', () => {
    const s3 = endpoints.find(({ id }) => /VpcS3/.test(id))
    const layers = 'arn:aws:s3:::prod-ap-northeast-2-starport-layer-bucket/*'
    expect(
      brokenWith(s3?.stack ?? '', s3?.id ?? '', (properties) => ({
        ...properties,
        PolicyDocument: {
          Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: layers, Principal: { AWS: '*' } }],
        },
      })),
    ).toEqual(['web → s3, for s3://shop-config/web.env'])
  })

  test('a listener for tests is open to its ranges, and must never be to others', () => {
    const needs = proofs.map(({ need }) => `${need.wanted} ${need.what}`)
    expect(needs).toContain('must 203.0.113.0/24 → balancer 8443')
    expect(needs).toContain('never internet, but 203.0.113.0/24, → balancer 8443')
    expect(needs).not.toContain('must internet → balancer 8443')
    const [group] = ofType(stacks, 'AWS::EC2::SecurityGroup').filter(({ id }) => id.startsWith('BalancerGroup'))
    const into = (CidrIp: string) =>
      brokenWith(group?.stack ?? '', group?.id ?? '', (properties) => ({
        ...properties,
        SecurityGroupIngress: [
          ...(properties.SecurityGroupIngress as { FromPort: number }[]).filter(({ FromPort }) => FromPort !== 8443),
          { CidrIp, FromPort: 8443, ToPort: 8443, IpProtocol: 'tcp' },
        ],
      }))
    expect(into('203.0.112.0/23')).toEqual(['internet, but 203.0.113.0/24, → balancer 8443'])
    expect(into('203.0.113.0/25')).toEqual(['203.0.113.0/24 → balancer 8443'])
  })

  test('a secret of another region has no endpoint here, and is refused', () => {
    const secret = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:shop-AbCdEf'
    const elsewhere = parseConfig(
      configOf(estateOf({ endpoints: 'fargate' }, { web: { ...web, secrets: { KEY: { secret } } } }), { jobs }),
      new Date('2026-11-30T00:00:00Z'),
    )
    expect(broken(proveStacks(elsewhere, stacks))).toEqual(['web → secretsmanager in us-east-1'])
  })

  test('a policy for another account is not known to let ours through', () => {
    const [endpoint] = endpoints.filter(({ properties }) => properties.VpcEndpointType === 'Interface')
    const other = { ...ofThisAccount, Condition: { StringEquals: { 'aws:PrincipalAccount': '111122223333' } } }
    expect(
      brokenWith(endpoint?.stack ?? '', endpoint?.id ?? '', (properties) => ({
        ...properties,
        PolicyDocument: { Statement: [other] },
      })),
    ).not.toEqual([])
  })
})
