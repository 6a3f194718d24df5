import type { RecordedCall } from '../../../../local/faults/recorder.ts'
import type { PolicyStatement } from '../../../../local/iam/evaluate.ts'
import { judge } from '../../../../local/iam/judge.ts'
import { unusedGrants } from '../../../../local/iam/unused.ts'

const [region, account] = ['eu-west-1', '123456789012']
const key = `arn:aws:kms:${region}:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`
const keyRef = { 'Fn::GetAtt': ['Key', 'Arn'] }

/** A function `shop`, a key, and resources that may be encrypted. */
const whereOf = (statements: readonly PolicyStatement[], encrypted: Readonly<Record<string, object>>) => ({
  region,
  account,
  stacks: [
    {
      template: {
        Resources: {
          Role: { Type: 'AWS::IAM::Role' },
          Key: { Type: 'AWS::KMS::Key' },
          Function: { Type: 'AWS::Lambda::Function', Properties: { Role: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
          Policy: {
            Type: 'AWS::IAM::Policy',
            Properties: { Roles: [{ Ref: 'Role' }], PolicyDocument: { Statement: statements } },
          },
          ...(encrypted as Readonly<Record<string, { readonly Type: string }>>),
        },
      },
      physicalIds: {
        Role: 'shop-role',
        Key: key.slice(key.indexOf('/') + 1),
        Function: 'shop',
        Photos: 'photos',
        Orders: `https://sqs.${region}.amazonaws.com/${account}/orders`,
        News: `arn:aws:sns:${region}:${account}:news`,
        Ledger: 'ledger',
        Password: `arn:aws:secretsmanager:${region}:${account}:secret:password-AbCdEf`,
      },
    },
  ],
})
const callOf = (action: string, resource: string): RecordedCall => ({
  number: 1,
  caller: 'shop',
  service: 'any',
  action: 'Any',
  region,
  asks: [{ action, resource }],
})
const everythingBut = (...actions: readonly string[]): PolicyStatement[] => [
  { Effect: 'Allow', NotAction: actions.length > 0 ? actions : ['none:None'], Resource: '*' },
]
const denied = (
  call: RecordedCall,
  statements: readonly PolicyStatement[],
  encrypted: Readonly<Record<string, object>>,
) => judge([call], whereOf(statements, encrypted)).map(({ action, resource }) => `${action} ${resource}`)

const bucket = (KMSMasterKeyID: unknown) => ({
  Photos: {
    Type: 'AWS::S3::Bucket',
    Properties: {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', ...(KMSMasterKeyID ? { KMSMasterKeyID } : {}) } },
        ],
      },
    },
  },
})
const queue = (KmsMasterKeyId: unknown) => ({ Orders: { Type: 'AWS::SQS::Queue', Properties: { KmsMasterKeyId } } })
const topic = { News: { Type: 'AWS::SNS::Topic', Properties: { KmsMasterKeyId: keyRef } } }
const table = {
  Ledger: {
    Type: 'AWS::DynamoDB::GlobalTable',
    Properties: { Replicas: [{ Region: region, SSESpecification: { KMSMasterKeyId: keyRef } }] },
  },
}
const secret = { Password: { Type: 'AWS::SecretsManager::Secret', Properties: { KmsKeyId: keyRef } } }
const orders = `arn:aws:sqs:${region}:${account}:orders`
const [decrypt, generate] = ['kms:Decrypt', 'kms:GenerateDataKey']

// The pages that local/iam/keys.ts names say of each which it is.
test.each([
  ['s3:GetObject', 'arn:aws:s3:::photos/a.jpg', bucket(keyRef), [decrypt]],
  ['s3:GetObjectVersion', 'arn:aws:s3:::photos/a.jpg', bucket(keyRef), [decrypt]],
  ['s3:PutObject', 'arn:aws:s3:::photos/a.jpg', bucket(keyRef), [generate, decrypt]],
  ['s3:PutObjectTagging', 'arn:aws:s3:::photos/a.jpg', bucket(keyRef), []],
  ['s3:DeleteObject', 'arn:aws:s3:::photos/a.jpg', bucket(keyRef), []],
  ['s3:GetObject', 'arn:aws:s3:::photos-of-others/a.jpg', bucket(keyRef), []],
  ['s3:GetObject', 'arn:aws:s3:::photos/a.jpg', bucket(undefined), []],
  ['sqs:SendMessage', orders, queue(keyRef), [generate, decrypt]],
  ['sqs:ReceiveMessage', orders, queue(key), [decrypt]],
  ['sqs:DeleteMessage', orders, queue(keyRef), []],
  ['sqs:SendMessage', orders, queue({ Ref: 'Key' }), [generate, decrypt]],
  ['sqs:SendMessage', orders, queue('alias/aws/sqs'), []],
  ['sns:Publish', `arn:aws:sns:${region}:${account}:news`, topic, [generate, decrypt]],
  ['dynamodb:PutItem', `arn:aws:dynamodb:${region}:${account}:table/ledger`, table, [decrypt]],
  ['dynamodb:Query', `arn:aws:dynamodb:${region}:${account}:table/ledger/index/open`, table, [decrypt]],
  [
    'secretsmanager:GetSecretValue',
    `arn:aws:secretsmanager:${region}:${account}:secret:password-AbCdEf`,
    secret,
    [decrypt],
  ],
])('%s of %s, encrypted', (action, resource, encrypted, asks) => {
  const call = callOf(action, resource)
  expect(denied(call, everythingBut(), encrypted)).toEqual([])
  expect(denied(call, everythingBut('kms:*'), encrypted)).toEqual(asks.map((ask) => `${ask} ${key}`))
})

test('a key may be limited to the service that uses it', () => {
  const via = (service: string): PolicyStatement[] => [
    ...everythingBut('kms:*'),
    {
      Effect: 'Allow',
      Action: 'kms:*',
      Resource: key,
      Condition: { StringEquals: { 'kms:ViaService': `${service}.${region}.amazonaws.com` } },
    },
  ]
  const call = callOf('sqs:SendMessage', orders)
  expect(denied(call, via('sqs'), queue(keyRef))).toEqual([])
  expect(denied(call, via('s3'), queue(keyRef))).toHaveLength(2)
})

describe('what is allowed and not asked for', () => {
  const statements: PolicyStatement[] = [
    { Effect: 'Allow', Action: ['sqs:SendMessage', 'sqs:ReceiveMessage'], Resource: orders },
    { Effect: 'Allow', Action: 's3:Get*', Resource: 'arn:aws:s3:::photos/*' },
    { Effect: 'Allow', Action: 'kms:Decrypt', Resource: key },
    { Effect: 'Deny', Action: 'iam:*', Resource: '*' },
  ]
  const unused = (...calls: readonly RecordedCall[]): string[] =>
    unusedGrants(calls, whereOf(statements, queue(keyRef))).map(({ caller, action }) => `${caller} ${action}`)

  test('is listed, an action at a time', () => {
    expect(unused()).toEqual(['shop sqs:SendMessage', 'shop sqs:ReceiveMessage', 'shop s3:Get*', 'shop kms:Decrypt'])
  })

  test('is used by what is asked for, and by what that implies', () => {
    const calls = [callOf('sqs:ReceiveMessage', orders), callOf('s3:GetObject', 'arn:aws:s3:::photos/a.jpg')]
    expect(unused(...calls)).toEqual(['shop sqs:SendMessage'])
  })

  test('is not used by another function, or for another resource', () => {
    const others = [
      { ...callOf('sqs:SendMessage', orders), caller: 'market' },
      callOf('sqs:SendMessage', `${orders}-of-old`),
    ]
    expect(unused(...others)).toContain('shop sqs:SendMessage')
  })
})
