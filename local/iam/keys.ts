import type { AccessRequest } from './evaluate.ts'
import { type DeployedStack, resolveIn, type Where } from './resolve.ts'

/** A resource that a customer's key encrypts, by its ARN, with what asks KMS for it. */
export interface Encrypted {
  readonly arn: string
  /** ARN of the key. */
  readonly key: string
  readonly kind: Kind
}

interface Kind {
  /** Property that names the key. */
  readonly property: string
  /** As `kms:ViaService` names it. */
  readonly service: string
  /** What KMS is asked for an action, by how the action's name begins. */
  readonly asks: Readonly<Record<string, readonly string[]>>
}

const [decrypt, generate] = ['kms:Decrypt', 'kms:GenerateDataKey'] as const

/**
 * Whom AWS lets use a customer's key in the caller's name. CloudWatch Logs is not here: it uses a log group's key in its own
 * name, by the key's policy (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html).
 * - S3: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 * - SQS: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 * - SNS: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 * - DynamoDB: https://docs.aws.amazon.com/kms/latest/developerguide/services-dynamodb.html
 * - Secrets Manager: https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
 */
const kinds: Readonly<Record<string, Kind>> = {
  'AWS::S3::Bucket': {
    property: 'KMSMasterKeyID',
    service: 's3',
    asks: { 's3:GetObject': [decrypt], 's3:PutObject': [generate, decrypt] },
  },
  'AWS::SQS::Queue': {
    property: 'KmsMasterKeyId',
    service: 'sqs',
    asks: { 'sqs:SendMessage': [generate, decrypt], 'sqs:ReceiveMessage': [decrypt] },
  },
  'AWS::SNS::Topic': {
    property: 'KmsMasterKeyId',
    service: 'sns',
    asks: { 'sns:Publish': [generate, decrypt] },
  },
  'AWS::DynamoDB::GlobalTable': {
    property: 'KMSMasterKeyId',
    service: 'dynamodb',
    asks: { 'dynamodb:': [decrypt] },
  },
  'AWS::SecretsManager::Secret': {
    property: 'KmsKeyId',
    service: 'secretsmanager',
    asks: { 'secretsmanager:GetSecretValue': [decrypt], 'secretsmanager:PutSecretValue': [generate, decrypt] },
  },
}

/** What only describes an object needs no key: its tags, its attributes. */
const aboutData = (action: string): boolean => !/Tagging$|Acl$|Attributes$|Retention$|LegalHold$/.test(action)

/** The first value of a property, however deep it stands. */
const find = (value: unknown, property: string): unknown => {
  if (typeof value !== 'object' || value === null) return undefined
  if (Object.hasOwn(value, property)) return (value as Readonly<Record<string, unknown>>)[property]
  for (const part of Object.values(value)) {
    const found = find(part, property)
    if (found !== undefined) return found
  }
  return undefined
}

/** AWS's own keys (`alias/aws/sqs`) may be used by everybody in the account. */
const keyArn = (name: unknown, { region, account }: Where): string | undefined => {
  if (typeof name !== 'string' || name.includes('alias/aws/')) return undefined
  return name.startsWith('arn:') ? name : `arn:aws:kms:${region}:${account}:key/${name}`
}

const encryptedIn = (stack: DeployedStack, where: Where): Encrypted[] => {
  const resolve = resolveIn(stack, where)
  return Object.entries(stack.template.Resources).flatMap(([id, { Type, Properties }]) => {
    const kind = kinds[Type]
    const key = kind && keyArn(resolve(find(Properties, kind.property)), where)
    if (!kind || key === undefined) return []
    const physical = stack.physicalIds[id] ?? ''
    const arn = physical.startsWith('arn:') ? physical : String(resolve({ 'Fn::GetAtt': [id, 'Arn'] }))
    return [{ arn, key, kind }]
  })
}

/** What of a deployment is encrypted with keys of the customer's. */
export const encryptedResources = (where: Where): readonly Encrypted[] =>
  where.stacks.flatMap((stack) => encryptedIn(stack, where))

/** What KMS is asked in the caller's name for a call about something that is encrypted. */
export const keyAsks = (
  { action, resource }: AccessRequest,
  encrypted: readonly Encrypted[],
  region: string,
): AccessRequest[] =>
  encrypted
    .filter(({ arn }) => resource === arn || resource.startsWith(`${arn}/`))
    .flatMap(({ key, kind }) =>
      Object.entries(kind.asks)
        .filter(([prefix]) => action.startsWith(prefix) && aboutData(action))
        .flatMap(([, asks]) => asks)
        .map((ask) => ({
          action: ask,
          resource: key,
          conditions: { 'kms:ViaService': [`${kind.service}.${region}.amazonaws.com`] },
        })),
    )
