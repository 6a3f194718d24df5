import { type Answer, jsonAnswer } from '../../../local/faults/answer.ts'
import type { Call } from '../../../local/faults/call.ts'
import type { Rule } from '../../../local/faults/rule.ts'

/**
 * Answers of AWS in the shapes of its API references, with values of an account in which all is well. The keys are what IAM is asked
 * for; each answer is what goes over the wire.
 */
export type Recorded = Readonly<Record<string, (call: Call) => Answer>>

const json = (value: unknown) => () => jsonAnswer(value)

/** The query protocol: `<XResponse><XResult>…</XResult></XResponse>`. EC2 has no result around its members. */
const xml = (members: string | ((call: Call) => string)) => (call: Call) => {
  const { action, protocol } = call
  const inner = typeof members === 'string' ? members : members(call)
  const id = '<requestId>00000000-0000-4000-8000-0000000000fa</requestId>'
  const body =
    protocol === 'ec2'
      ? `<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">${id}${inner}</${action}Response>`
      : `<${action}Response><${action}Result>${inner}</${action}Result></${action}Response>`
  return { status: 200, headers: { 'content-type': 'text/xml' }, body: `<?xml version="1.0" encoding="UTF-8"?>${body}` }
}

/** S3 answers with the members alone. */
const s3Xml = (body: string) => () => ({
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?>${body}`,
})

const balancer = 'arn:aws:elasticloadbalancing:ap-northeast-2:123456789012:loadbalancer/app/shop/50dc6c495c0c9188'

const arn = 'arn:aws:acm:ap-northeast-2:123456789012:certificate/12345678-1234-1234-1234-123456789012'
const topic = 'arn:aws:sns:ap-northeast-2:123456789012:corner-shop-operations-FallbackTopic'

const ruleGroup =
  'arn:aws:wafv2:ap-northeast-2:123456789012:regional/rulegroup/corner-shop-firewall/0a1b2c3d-0000-4000-8000-000000000001'

export const outputs: Readonly<Record<string, string>> = {
  FirewallLogsQueueUrl: 'https://sqs.ap-northeast-2.amazonaws.com/123456789012/corner-shop-operations-FirewallLogs',
  FirewallRuleGroup: ruleGroup,
  LedgerTable: 'corner-shop-ledger',
  FallbackTopicArn: topic,
  AcknowledgeUrl: 'https://abcdefghijklmnopqrstuvwxyz012345.lambda-url.ap-northeast-2.on.aws/',
}

const outputsXml = Object.entries(outputs).map(
  ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
)

/** What CloudFormation says of a stack that it does not have. */
export const noStack = ({ input }: Call): Answer => ({
  status: 400,
  headers: { 'content-type': 'text/xml' },
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id ${input.StackName} does not exist</Message></Error></ErrorResponse>`,
})

/** The parts of the example, each a stack. What it does not ask for is not there. */
const madeParts = ['firewall', 'network', 'data', 'web', 'operations', 'console', 'queries'] as const
const made: readonly unknown[] = madeParts.map((part) => `corner-shop-${part}`)

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html */
export const stackAnswer = (status: string) => {
  const found = xml(
    ({ input }) =>
      `<Stacks><member><StackName>${input.StackName}</StackName><StackId>arn:aws:cloudformation:ap-northeast-2:123456789012:stack/${input.StackName}/12a3b456-0e10-4ce0-9052-5d484a8c4e5b</StackId><CreationTime>2026-11-20T14:21:45.000Z</CreationTime><StackStatus>${status}</StackStatus><Outputs>${String(input.StackName).endsWith('-operations') ? outputsXml.join('') : ''}</Outputs></member></Stacks>`,
  )
  return (call: Call): Answer => (made.includes(call.input.StackName) ? found(call) : noStack(call))
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRegions.html */
const regionXml = ['us-east-1', 'ap-northeast-1', 'ap-northeast-2'].map(
  (name) =>
    `<item><regionName>${name}</regionName><regionEndpoint>ec2.${name}.amazonaws.com</regionEndpoint><optInStatus>opt-in-not-required</optInStatus></item>`,
)

const quotaValues: Readonly<Record<string, number>> = {
  'L-3032A538': 30,
  'L-F678F1CE': 5,
  'L-0263D0A3': 5,
  'L-53DA6B97': 50,
  'L-7B6409FD': 40,
}

/** https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_GetServiceQuota.html */
const quotaAnswer = ({ input }: Call) =>
  jsonAnswer({
    Quota: {
      ServiceCode: input.ServiceCode,
      QuotaCode: input.QuotaCode,
      QuotaArn: `arn:aws:servicequotas:ap-northeast-2:123456789012:${input.ServiceCode}/${input.QuotaCode}`,
      Value: quotaValues[String(input.QuotaCode)],
      Unit: 'None',
      Adjustable: true,
      GlobalQuota: false,
      QuotaAppliedAtLevel: 'ACCOUNT',
    },
  })

/** https://docs.aws.amazon.com/acm/latest/APIReference/API_DescribeCertificate.html; times in seconds since 1970 */
const certificateAnswer = json({
  Certificate: {
    CertificateArn: arn,
    DomainName: 'corner-shop.example',
    SubjectAlternativeNames: ['corner-shop.example', '*.corner-shop.example'],
    Status: 'ISSUED',
    Type: 'AMAZON_ISSUED',
    NotBefore: 1_767_225_600,
    NotAfter: 1_798_761_600,
    RenewalEligibility: 'ELIGIBLE',
    InUseBy: [],
  },
})

/** https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html, in two pages */
const subscriptionsXml = ({ input }: Call): string => {
  const member = (address: string) =>
    `<member><TopicArn>${topic}</TopicArn><Protocol>email</Protocol><SubscriptionArn>${topic}:80289ba6-0fd4-4079-afb4-ce8c8260f0ca</SubscriptionArn><Owner>123456789012</Owner><Endpoint>${address}</Endpoint></member>`
  return input.NextToken === undefined
    ? `<Subscriptions>${member('mina@corner-shop.example')}</Subscriptions><NextToken>page-2</NextToken>`
    : `<Subscriptions>${member('alex@corner-shop.example')}</Subscriptions>`
}

const number = 'arn:aws:sms-voice:ap-northeast-1:123456789012:phone-number/phone-12345678901234567890123456789012'

/** An account after its first deployment, in which all is well. */
export const well: Recorded = {
  'sts:GetCallerIdentity': xml(
    '<Arn>arn:aws:sts::123456789012:assumed-role/deployer/mina</Arn><UserId>AROAEXAMPLE:mina</UserId><Account>123456789012</Account>',
  ),
  'ec2:DescribeRegions': xml(`<regionInfo>${regionXml.join('')}</regionInfo>`),
  'ec2:DescribeVpcs': xml('<vpcSet><item><vpcId>vpc-081ec835f3EXAMPLE</vpcId></item></vpcSet>'),
  'ec2:DescribeAddresses': xml('<addressesSet/>'),
  'ssm:GetParameter': json({
    Parameter: { Name: '/cdk-bootstrap/hnb659fds/version', Type: 'String', Value: '30', Version: 1, DataType: 'text' },
  }),
  'cloudformation:DescribeStacks': stackAnswer('UPDATE_COMPLETE'),
  // https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html
  'iam:GetRole': xml(
    ({ input }) =>
      `<Role><Path>/aws-service-role/</Path><RoleName>${input.RoleName}</RoleName><RoleId>AROADBQP57FF2AEXAMPLE</RoleId><Arn>arn:aws:iam::123456789012:role/${input.RoleName}</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate></Role>`,
  ),
  // https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html
  'lambda:GetAccountSettings': json({
    AccountLimit: {
      TotalCodeSize: 80_530_636_800,
      CodeSizeUnzipped: 262_144_000,
      CodeSizeZipped: 52_428_800,
      ConcurrentExecutions: 1000,
      UnreservedConcurrentExecutions: 1000,
    },
    AccountUsage: { TotalCodeSize: 4_143_912, FunctionCount: 12 },
  }),
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html
  'cloudformation:ListStackResources': xml(
    `<StackResourceSummaries><member><LogicalResourceId>Balancer</LogicalResourceId><PhysicalResourceId>${balancer}</PhysicalResourceId><ResourceType>AWS::ElasticLoadBalancingV2::LoadBalancer</ResourceType><LastUpdatedTimestamp>2026-11-20T14:21:45.000Z</LastUpdatedTimestamp><ResourceStatus>CREATE_COMPLETE</ResourceStatus></member></StackResourceSummaries>`,
  ),
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeLoadBalancerAttributes.html
  'elasticloadbalancing:DescribeLoadBalancerAttributes': xml(
    '<Attributes><member><Key>access_logs.s3.enabled</Key><Value>true</Value></member><member><Key>access_logs.s3.bucket</Key><Value>corner-shop-web-logs</Value></member></Attributes>',
  ),
  // https://docs.aws.amazon.com/waf/latest/APIReference/API_ListIPSets.html
  'wafv2:ListIPSets': json({
    NextMarker: undefined,
    IPSets: ['allow', 'count', 'block'].flatMap((list) =>
      ['ipv4', 'ipv6'].map((family) => ({
        Name: `corner-shop-${list}-${family}`,
        Id: `${list}-${family}`,
        Description: '',
        LockToken: '0a1b2c3d-0000-4000-8000-000000000000',
        ARN: `arn:aws:wafv2:ap-northeast-2:123456789012:regional/ipset/corner-shop-${list}-${family}/${list}-${family}`,
      })),
    ),
  }),
  'wafv2:GetIPSet': json({
    IPSet: { Name: 'n', Id: 'i', ARN: 'a', IPAddressVersion: 'IPV4', Addresses: ['203.0.113.7/32'] },
    LockToken: '0a1b2c3d-0000-4000-8000-000000000000',
  }),
  // https://docs.aws.amazon.com/waf/latest/APIReference/API_GetWebACL.html
  'wafv2:GetWebACL': json({
    WebACL: {
      Name: 'shop',
      Id: '0a1b2c3d-0000-4000-8000-000000000002',
      Capacity: 750,
      Rules: [
        {
          Name: 'common',
          Priority: 1,
          Statement: { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'Common' } },
        },
        {
          Name: 'firewall',
          Priority: 0,
          Statement: { RuleGroupReferenceStatement: { ARN: ruleGroup } },
          OverrideAction: { None: {} },
        },
      ],
    },
    LockToken: '0a1b2c3d-0000-4000-8000-000000000000',
  }),
  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketNotificationConfiguration.html
  's3:GetBucketNotificationConfiguration': s3Xml(
    '<NotificationConfiguration><EventBridgeConfiguration/></NotificationConfiguration>',
  ),
  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketEncryption.html
  's3:GetBucketEncryption': s3Xml(
    '<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>',
  ),
  'lambda:GetFunctionRecursionConfig': json({ RecursiveLoop: 'Allow' }),
  'servicequotas:GetServiceQuota': quotaAnswer,
  'elasticloadbalancing:DescribeLoadBalancers': xml(
    '<LoadBalancers><member><LoadBalancerName>other</LoadBalancerName><Type>application</Type></member></LoadBalancers>',
  ),
  'rds:DescribeDBInstances': xml('<DBInstances/>'),
  'acm:DescribeCertificate': certificateAnswer,
  // https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetAccount.html
  'ses:GetAccount': json({
    DedicatedIpAutoWarmupEnabled: false,
    EnforcementStatus: 'HEALTHY',
    ProductionAccessEnabled: true,
    SendQuota: { Max24HourSend: 50_000, MaxSendRate: 14, SentLast24Hours: 120 },
    SendingEnabled: true,
    SuppressionAttributes: { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] },
  }),
  // https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetEmailIdentity.html
  'ses:GetEmailIdentity': ({ input }) =>
    input.EmailIdentity === 'corner-shop.example'
      ? jsonAnswer({
          IdentityType: 'DOMAIN',
          VerifiedForSendingStatus: true,
          VerificationStatus: 'SUCCESS',
          ConfigurationSetName: 'shop',
          DkimAttributes: { SigningEnabled: true, Status: 'SUCCESS' },
          FeedbackForwardingStatus: true,
        })
      : refused(404, 'NotFoundException', `Email identity ${input.EmailIdentity} does not exist.`),
  'ses:GetConfigurationSet': json({ ConfigurationSetName: 'shop', SendingOptions: { SendingEnabled: true } }),
  'ses:GetSuppressedDestination': () =>
    refused(404, 'NotFoundException', 'Email address is not on the suppression list.'),
  // https://docs.aws.amazon.com/sns/latest/api/API_GetSMSSandboxAccountStatus.html
  'sns:GetSMSSandboxAccountStatus': xml('<IsInSandbox>false</IsInSandbox>'),
  'sns:GetSMSAttributes': xml('<attributes><entry><key>MonthlySpendLimit</key><value>50</value></entry></attributes>'),
  'sns:CheckIfPhoneNumberIsOptedOut': xml('<isOptedOut>false</isOptedOut>'),
  'sns:ListSubscriptionsByTopic': xml(subscriptionsXml),
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
  'cloudwatch:GetMetricData': json({
    MetricDataResults: [
      {
        Id: 'spent',
        Label: 'SMSMonthToDateSpentUSD',
        Timestamps: [1_795_132_800, 1_795_136_400],
        Values: [0.5, 2.25],
        StatusCode: 'Complete',
      },
    ],
    Messages: [],
  }),
  // https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_DescribePhoneNumbers.html
  'sms-voice:DescribePhoneNumbers': ({ input }) =>
    jsonAnswer(
      input.NextToken === undefined
        ? { PhoneNumbers: [], NextToken: 'page-2' }
        : {
            PhoneNumbers: [
              {
                PhoneNumberArn: number,
                PhoneNumberId: 'phone-12345678901234567890123456789012',
                PhoneNumber: '+18445550100',
                Status: 'ACTIVE',
                IsoCountryCode: 'US',
                MessageType: 'TRANSACTIONAL',
                NumberCapabilities: ['SMS'],
                NumberType: 'TOLL_FREE',
                MonthlyLeasingPrice: '2.00',
                TwoWayEnabled: false,
                SelfManagedOptOutsEnabled: false,
                OptOutListName: 'Default',
                DeletionProtectionEnabled: true,
                CreatedTimestamp: 1_767_225_600,
              },
            ],
          },
    ),
  'sms-voice:DescribeSenderIds': json({ SenderIds: [] }),
  'sms-voice:GetResourcePolicy': json({
    ResourceArn: number,
    CreatedTimestamp: 1_767_225_600,
    Policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'sns.amazonaws.com' },
          Action: 'sms-voice:SendTextMessage',
          Resource: number,
          Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } },
        },
      ],
    }),
  }),
}

/** An error as the JSON services spell it. */
export const refused = (status: number, code: string, message: string): Answer => ({
  status,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
  body: JSON.stringify({ __type: code, message }),
})

export { json, xml }

const keyOf = ({ service, action }: Call): string => `${service}:${action}`

/** What answers like that account, as a rule of the fault layer. What is not recorded is not asked for. */
export const answering = (recorded: Recorded): Rule => ({
  name: 'recorded',
  before: (call) => {
    const answer = recorded[keyOf(call)]
    if (!answer) throw new Error(`Nothing is recorded of ${keyOf(call)}`)
    return { answer: answer(call) }
  },
})
