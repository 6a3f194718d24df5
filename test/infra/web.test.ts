import { Match, type Template } from 'aws-cdk-lib/assertions'
import { DataStack } from '../../infra/stacks/data.ts'
import { NetworkStack } from '../../infra/stacks/network.ts'
import { WebStack } from '../../infra/stacks/web.ts'
import { estateSchema } from '../../shared/config/estate/schema.ts'
import { synthesize, testEnv } from './synth.ts'

const certificateArn = 'arn:aws:acm:ap-northeast-2:111122223333:certificate/0000'

const templateOf = (web: object = {}, { network = {}, database = false } = {}): Template =>
  synthesize((app) => {
    const config = estateSchema.parse({ network, web: { image: 'nginx:1', ...web }, database: {} })
    if (!config.web || !config.database) throw new Error('The schema dropped a part')
    const at = { env: testEnv }
    const { network: estate } = new NetworkStack(app, 'shop-network', { ...at, config: config.network })
    const data = new DataStack(app, 'shop-data', { ...at, config: config.database, network: estate })
    return new WebStack(app, 'shop-web', {
      ...at,
      config: config.web,
      network: estate,
      ...(database ? { data: { database: data.access } } : {}),
    })
  })

interface StackOutput {
  readonly 'Fn::GetStackOutput': { readonly OutputName: string }
}

const idOf = (template: Template, type: string, properties: object): string => {
  const [id, ...others] = Object.keys(template.findResources(type, { Properties: properties }))
  if (id === undefined || others.length > 0) throw new Error(`Not exactly one ${type}`)
  return id
}
const groupId = (id: string) => ({ 'Fn::GetAtt': [id, 'GroupId'] })
const balancerGroup = (template: Template): string =>
  idOf(template, 'AWS::EC2::SecurityGroup', { GroupDescription: Match.stringLikeRegexp('load balancer: ') })
const serviceGroup = (template: Template): string =>
  idOf(template, 'AWS::EC2::SecurityGroup', { GroupDescription: Match.stringLikeRegexp('web service: ') })
const listeners = (template: Template) =>
  Object.values(template.findResources('AWS::ElasticLoadBalancingV2::Listener')).map(({ Properties }) => Properties)

describe('listeners', () => {
  test('with a certificate speak HTTPS with TLS 1.2 at least, and redirect HTTP to it', () => {
    const template = templateOf({ certificateArn })
    const [https, http, ...others] = listeners(template).sort((one, other) => other.Port - one.Port)
    expect(others).toEqual([])
    expect(https).toMatchObject({
      Port: 443,
      Protocol: 'HTTPS',
      Certificates: [{ CertificateArn: certificateArn }],
      SslPolicy: expect.stringMatching(/^ELBSecurityPolicy-TLS13-1-2-/),
      DefaultActions: [{ Type: 'forward' }],
    })
    expect(http).toMatchObject({
      Port: 80,
      DefaultActions: [
        { Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' } },
      ],
    })
  })

  test('without one forward plain HTTP and nothing else', () => {
    const template = templateOf()
    expect(listeners(template)).toMatchObject([{ Port: 80, Protocol: 'HTTP', DefaultActions: [{ Type: 'forward' }] }])
  })

  test.each([
    ['https', { certificateArn }],
    ['http', {}],
  ])('the output says %s', (scheme, web) => {
    templateOf(web).hasOutput('LoadBalancerUrl', {
      Value: { 'Fn::Join': ['', [`${scheme}://`, Match.anyValue()]] },
    })
  })
})

describe('security groups', () => {
  test('open the service on its port to the load balancer only', () => {
    const template = templateOf({ port: 3000 })
    const [balancer, service] = [balancerGroup(template), serviceGroup(template)]
    const into = Object.values(template.findResources('AWS::EC2::SecurityGroupIngress'))
    expect(into.map(({ Properties }) => Properties)).toMatchObject([
      { GroupId: groupId(service), SourceSecurityGroupId: groupId(balancer), FromPort: 3000, ToPort: 3000 },
    ])
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: Match.stringLikeRegexp('web service: '),
      SecurityGroupIngress: Match.absent(),
    })
  })

  test('let the load balancer out to the service only', () => {
    const template = templateOf({ port: 3000 })
    const out = Object.values(template.findResources('AWS::EC2::SecurityGroupEgress'))
    expect(out.map(({ Properties }) => Properties)).toMatchObject([
      {
        GroupId: groupId(balancerGroup(template)),
        DestinationSecurityGroupId: groupId(serviceGroup(template)),
        FromPort: 3000,
      },
    ])
  })

  test.each([
    [[80], {}],
    [[80, 443], { certificateArn }],
  ])('open the load balancer to everyone on %j', (ports, web) => {
    const template = templateOf(web)
    const group = template.findResources('AWS::EC2::SecurityGroup')[balancerGroup(template)]
    const open = group?.Properties.SecurityGroupIngress.map(({ FromPort }: { FromPort: number }) => FromPort)
    expect(open).toHaveLength(ports.length)
    expect(open).toEqual(expect.arrayContaining(ports))
  })

  test('open the database to the service, in the stack of the service', () => {
    const template = templateOf({}, { database: true })
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      GroupId: {
        'Fn::GetStackOutput': { StackName: 'shop-data', OutputName: Match.stringLikeRegexp('DatabaseGroup') },
      },
      SourceSecurityGroupId: groupId(serviceGroup(template)),
      FromPort: 5432,
      ToPort: 5432,
    })
  })
})

describe('the service', () => {
  test('rolls back a deployment that fails, keeps capacity, and leaves the count to scaling', () => {
    templateOf().hasResourceProperties('AWS::ECS::Service', {
      DeploymentConfiguration: {
        DeploymentCircuitBreaker: { Enable: true, Rollback: true },
        MinimumHealthyPercent: 100,
      },
      DesiredCount: Match.absent(),
    })
  })

  test('scales between the config’s limits at 70 % of CPU', () => {
    const template = templateOf({ min: 2, max: 9 })
    template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', { MinCapacity: 2, MaxCapacity: 9 })
    template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalingPolicy', {
      TargetTrackingScalingPolicyConfiguration: {
        PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
        TargetValue: 70,
      },
    })
  })

  test.each([
    ['none', 'ENABLED', /publicSubnet/],
    ['one', 'DISABLED', /appSubnet/],
  ])('with nat %s has a public address %s', (nat, address, subnet) => {
    const template = templateOf({}, { network: { nat } })
    const [service] = Object.values(template.findResources('AWS::ECS::Service'))
    const at = service?.Properties.NetworkConfiguration.AwsvpcConfiguration
    expect(at.AssignPublicIp).toBe(address)
    expect(at.Subnets.map((id: StackOutput) => id['Fn::GetStackOutput'].OutputName)).toEqual([
      expect.stringMatching(subnet),
      expect.stringMatching(subnet),
    ])
  })

  test('is asked for its health where the config says, and drained for half a minute', () => {
    templateOf({ healthPath: '/healthz' }).hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
      HealthCheckPath: '/healthz',
      TargetGroupAttributes: Match.arrayWith([{ Key: 'deregistration_delay.timeout_seconds', Value: '30' }]),
    })
  })

  test('knows the database, and gets the password as a secret', () => {
    const template = templateOf({ environment: { MODE: 'shop' } }, { database: true })
    template.hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [
        Match.objectLike({
          Environment: Match.arrayWith([
            { Name: 'DATABASE_PORT', Value: '5432' },
            { Name: 'DATABASE_NAME', Value: 'app' },
            { Name: 'MODE', Value: 'shop' },
          ]),
          Secrets: Match.arrayWith([Match.objectLike({ Name: 'DATABASE_PASSWORD' })]),
        }),
      ],
    })
  })

  test('without a database has no secret', () => {
    templateOf().hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [Match.objectLike({ Secrets: Match.absent() })],
    })
  })

  test('may pull a private image from its repository, and from no other', () => {
    const template = templateOf({ image: '111122223333.dkr.ecr.ap-northeast-2.amazonaws.com/shop/web:1.2' })
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: Match.arrayWith(['ecr:BatchGetImage']),
            Resource: {
              'Fn::Join': [
                '',
                ['arn:', { Ref: 'AWS::Partition' }, ':ecr:ap-northeast-2:111122223333:repository/shop/web'],
              ],
            },
          }),
        ]),
      },
    })
  })

  test('pulls a public image without any permission', () => {
    expect(JSON.stringify(templateOf())).not.toContain('ecr:')
  })
})

test('access logs go to a bucket that is closed, encrypted, and emptied after 90 days', () => {
  const template = templateOf()
  const bucket = idOf(template, 'AWS::S3::Bucket', {
    PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
    LifecycleConfiguration: { Rules: [Match.objectLike({ ExpirationInDays: 90 })] },
  })
  template.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', {
    Scheme: 'internet-facing',
    LoadBalancerAttributes: Match.arrayWith([
      { Key: 'access_logs.s3.enabled', Value: 'true' },
      { Key: 'access_logs.s3.bucket', Value: { Ref: bucket } },
    ]),
  })
})

describe('with every choice', () => {
  const key = 'arn:aws:kms:ap-northeast-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'
  const secret = 'arn:aws:secretsmanager:ap-northeast-2:111122223333:secret:shop-AbCdEf'
  const role = 'arn:aws:iam::111122223333:role/shop-web'
  const template = templateOf(
    {
      certificateArn,
      cpu: 512,
      memory: 1024,
      architecture: 'arm64',
      role,
      environment: { MODE: 'shop' },
      secrets: { KEY: { ssm: '/shop/key' }, DATABASE_PASSWORD: { secret, field: 'password' } },
      environmentFiles: ['s3://shop-config/web.env', 's3://shop-config/all.env'],
      kmsKeys: [key],
      stickiness: '1 hour',
      deregistrationDelay: '2 minutes',
      scaling: {
        cpu: 60,
        memory: 80,
        requests: 500,
        backlog: { queue: 'orders', perTask: 20 },
        steps: [
          { cpu: 80, add: 2 },
          { cpu: 90, add: 5 },
        ],
        cooldown: { out: '1 minute', in: '10 minutes' },
      },
      testListener: { from: ['203.0.113.0/24'] },
      rules: {
        moved: { priority: 20, paths: ['/old/*'], redirect: { protocol: 'https', path: '/new/#{path}', query: '' } },
        gone: { priority: 5, hosts: ['old.shop.example'], respond: { status: 410, body: 'Gone.' } },
      },
    },
    { database: true },
  )

  test('the task has its size, platform, role and variables; a secret takes the place of that of the database', () => {
    template.hasResourceProperties('AWS::ECS::TaskDefinition', {
      Cpu: '512',
      Memory: '1024',
      RuntimePlatform: { CpuArchitecture: 'ARM64', OperatingSystemFamily: 'LINUX' },
      TaskRoleArn: role,
    })
    const [definition] = Object.values(template.findResources('AWS::ECS::TaskDefinition'))
    const [{ Secrets, EnvironmentFiles }] = definition?.Properties.ContainerDefinitions ?? []
    expect(Secrets.map(({ Name }: { Name: string }) => Name)).toEqual(['DATABASE_USER', 'DATABASE_PASSWORD', 'KEY'])
    expect(Secrets[1].ValueFrom).toBe(`${secret}:password::`)
    expect(JSON.stringify(EnvironmentFiles)).toMatch(/s3:::shop-config\/web\.env.*s3:::shop-config\/all\.env/)
  })

  test('the execution role may read these and nothing else, and the task role is left as it is', () => {
    const policies = Object.values(template.findResources('AWS::IAM::Policy'))
    expect(policies.map(({ Properties }) => Properties.Roles)).toEqual([
      [{ Ref: expect.stringMatching(/^TaskExecutionRole/) }],
    ])
    const statements: { Action: string | string[]; Resource: unknown }[] =
      policies[0]?.Properties.PolicyDocument.Statement
    const resourcesOf = (action: string): string =>
      JSON.stringify(statements.filter(({ Action }) => [Action].flat().includes(action)).map((each) => each.Resource))
    expect(resourcesOf('s3:GetObject')).toMatch(/shop-config\/all\.env.*shop-config\/web\.env/)
    expect(resourcesOf('kms:Decrypt')).toContain(key)
    expect(resourcesOf('ssm:GetParameters')).toContain(':parameter/shop/key')
    expect(resourcesOf('secretsmanager:GetSecretValue')).toContain(secret)
    // DATABASE_USER is still the database's own.
    expect(resourcesOf('secretsmanager:GetSecretValue')).toContain('shop-data')
  })

  test('rules are known by their priority, and lead and answer as the config says', () => {
    const rules = template.findResources('AWS::ElasticLoadBalancingV2::ListenerRule')
    const by = Object.fromEntries(
      Object.entries(rules).map(([id, { Properties }]) => [Properties.Priority, { id, Properties }]),
    )
    expect(Object.keys(by)).toEqual(['5', '20'])
    expect(by[5]?.id).toMatch(/Rule5Rule/)
    expect(by[5]?.Properties).toMatchObject({
      Conditions: [{ Field: 'host-header', HostHeaderConfig: { Values: ['old.shop.example'] } }],
      Actions: [
        {
          Type: 'fixed-response',
          FixedResponseConfig: { StatusCode: '410', ContentType: 'text/plain', MessageBody: 'Gone.' },
        },
      ],
    })
    expect(by[20]?.Properties).toMatchObject({
      Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/old/*'] } }],
      Actions: [
        {
          Type: 'redirect',
          RedirectConfig: { Protocol: 'HTTPS', Port: '443', Path: '/new/#{path}', Query: '', StatusCode: 'HTTP_302' },
        },
      ],
    })
  })

  test('people stay on their task for an hour, and a task has two minutes to finish', () => {
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
      TargetGroupAttributes: Match.arrayWith([
        { Key: 'deregistration_delay.timeout_seconds', Value: '120' },
        { Key: 'stickiness.enabled', Value: 'true' },
        { Key: 'stickiness.type', Value: 'lb_cookie' },
        { Key: 'stickiness.lb_cookie.duration_seconds', Value: '3600' },
      ]),
    })
  })

  test('the listener for tests speaks TLS, forwards to the same targets, and is open to the named range alone', () => {
    const [test] = listeners(template).filter(({ Port }) => Port === 8443)
    const [main] = listeners(template).filter(({ Port }) => Port === 443)
    expect(test).toMatchObject({ Protocol: 'HTTPS', Certificates: [{ CertificateArn: certificateArn }] })
    expect(test.DefaultActions).toEqual(main.DefaultActions)
    const group = template.findResources('AWS::EC2::SecurityGroup')[balancerGroup(template)]
    const open: { FromPort: number; CidrIp: string }[] = group?.Properties.SecurityGroupIngress
    expect(open.filter(({ FromPort }) => FromPort === 8443)).toMatchObject([{ CidrIp: '203.0.113.0/24', ToPort: 8443 }])
  })

  const policies = Object.values(template.findResources('AWS::ApplicationAutoScaling::ScalingPolicy')).map(
    ({ Properties }) => Properties,
  )

  test('CPU, memory, requests and the backlog are each held by a policy, with the pauses of the config', () => {
    const tracking = policies.flatMap(({ TargetTrackingScalingPolicyConfiguration: each }) => (each ? [each] : []))
    for (const each of tracking) expect(each).toMatchObject({ ScaleOutCooldown: 60, ScaleInCooldown: 600 })
    const targets = Object.fromEntries(
      tracking.map(({ PredefinedMetricSpecification: metric, TargetValue }) => [
        metric?.PredefinedMetricType ?? 'backlog',
        TargetValue,
      ]),
    )
    expect(targets).toEqual({
      ECSServiceAverageCPUUtilization: 60,
      ECSServiceAverageMemoryUtilization: 80,
      ALBRequestCountPerTarget: 500,
      backlog: 20,
    })
    const backlog = tracking.find((each) => each.CustomizedMetricSpecification)
    expect(backlog.CustomizedMetricSpecification.Metrics).toMatchObject([
      { Id: 'waiting', MetricStat: { Metric: { Dimensions: [{ Name: 'QueueName', Value: 'orders' }] } } },
      { Id: 'tasks', MetricStat: { Metric: { MetricName: 'RunningTaskCount' } } },
      { Expression: 'waiting / tasks', ReturnData: true },
    ])
  })

  test('the backlog waits for the target that it scales', () => {
    const [backlog] = Object.entries(template.findResources('AWS::ApplicationAutoScaling::ScalingPolicy')).filter(
      ([id]) => id.includes('Backlog'),
    )
    const target = Object.keys(template.findResources('AWS::ApplicationAutoScaling::ScalableTarget'))
    expect(backlog?.[1].DependsOn).toEqual(expect.arrayContaining(target))
  })

  test('steps begin where the alarm goes off, and leave neither a gap nor an overlap', () => {
    const [steps, ...more] = policies.flatMap(({ StepScalingPolicyConfiguration: each }) => (each ? [each] : []))
    expect(more).toEqual([])
    expect(steps).toMatchObject({
      AdjustmentType: 'ChangeInCapacity',
      Cooldown: 60,
      StepAdjustments: [
        { MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 10, ScalingAdjustment: 2 },
        { MetricIntervalLowerBound: 10, ScalingAdjustment: 5 },
      ],
    })
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Threshold: 80,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      MetricName: 'CPUUtilization',
      Period: 60,
    })
  })
})
