import { type Ask, type Call, type Place, textOf } from './call.ts'
import { always, type Rule, type Which } from './rule.ts'

type About = Omit<Which, 'service'>

/**
 * More than a prefix takes. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList,
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html
 */
export const slowDown = (which: About = {}): Rule =>
  always(
    's3: slow down',
    { service: 's3', ...which },
    {
      refuse: { status: 503, code: 'SlowDown', message: 'Please reduce your request rate.' },
    },
  )

/** S3's own fault. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList */
export const internalError = (which: About = {}): Rule =>
  always(
    's3: internal error',
    { service: 's3', ...which },
    {
      refuse: { status: 500, code: 'InternalError', message: 'We encountered an internal error. Please try again.' },
    },
  )

const isConditional = (input: Call['input']): boolean =>
  input['if-none-match'] !== undefined || input['if-match'] !== undefined

/**
 * Something else happened to the key during a conditional write: to be tried again.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export const conditionalConflict = (which: Omit<About, 'action' | 'where'> = {}): Rule =>
  always(
    's3: conditional conflict',
    { service: 's3', ...which, action: ['PutObject', 'CompleteMultipartUpload'], where: isConditional },
    {
      refuse: {
        status: 409,
        code: 'ConditionalRequestConflict',
        message: 'The conditional request cannot succeed due to a conflicting operation against this resource.',
      },
    },
  )

/** Two changes of a bucket's configuration at once. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList */
export const operationAborted = (which: About = {}): Rule =>
  always(
    's3: operation aborted',
    { service: 's3', ...which },
    {
      refuse: {
        status: 409,
        code: 'OperationAborted',
        message: 'A conflicting conditional operation is currently in progress against this resource. Try again.',
      },
    },
  )

/** Operations of which IAM knows the permission by another name; the others are called alike. */
const permissions: Readonly<Record<string, string>> = {
  HeadObject: 'GetObject',
  HeadBucket: 'ListBucket',
  ListObjects: 'ListBucket',
  ListObjectsV2: 'ListBucket',
  ListObjectVersions: 'ListBucketVersions',
  ListMultipartUploads: 'ListBucketMultipartUploads',
  ListParts: 'ListMultipartUploadParts',
  ListBuckets: 'ListAllMyBuckets',
  CreateMultipartUpload: 'PutObject',
  UploadPart: 'PutObject',
  UploadPartCopy: 'PutObject',
  CompleteMultipartUpload: 'PutObject',
  CopyObject: 'PutObject',
  DeleteObjects: 'DeleteObject',
  GetBucketLifecycleConfiguration: 'GetLifecycleConfiguration',
  PutBucketLifecycleConfiguration: 'PutLifecycleConfiguration',
  DeleteBucketLifecycle: 'PutLifecycleConfiguration',
  GetBucketEncryption: 'GetEncryptionConfiguration',
  PutBucketEncryption: 'PutEncryptionConfiguration',
  GetBucketCors: 'GetBucketCORS',
  PutBucketCors: 'PutBucketCORS',
  GetBucketNotificationConfiguration: 'GetBucketNotification',
  PutBucketNotificationConfiguration: 'PutBucketNotification',
  GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
  PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
}
const versioned = new Set(['GetObject', 'DeleteObject', 'GetObjectTagging', 'PutObjectTagging', 'DeleteObjectTagging'])

const objectArn = (bucket: string, key?: string): string => `arn:aws:s3:::${bucket}${key ? `/${key}` : ''}`

/** `/bucket/key?versionId=…` of a copy. */
const copySource = (source: string): Ask => {
  const [path = '', version] = decodeURIComponent(source).replace(/^\//, '').split('?versionId=')
  return { action: version ? 's3:GetObjectVersion' : 's3:GetObject', resource: `arn:aws:s3:::${path}` }
}

/**
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html,
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
export const s3Asks = ({ action, input }: Call, _place: Place): Ask[] => {
  // S3 Control, which is signed as S3: of it only the account's block is read.
  if (input.Bucket === 'v20180820' && String(input.Key) === 'configuration/publicAccessBlock')
    return [{ action: 's3:GetAccountPublicAccessBlock', resource: '*' }]
  const [bucket, key] = [textOf(input, 'Bucket'), textOf(input, 'Key')]
  const name = permissions[action] ?? action
  const isVersion = key !== undefined && input.versionId !== undefined && versioned.has(name)
  const prefix = textOf(input, 'prefix')
  const [source, tags] = [textOf(input, 'x-amz-copy-source'), input['x-amz-tagging']]
  // Which objects are deleted stands in a body that streams.
  const resource = bucket === undefined ? '*' : objectArn(bucket, action === 'DeleteObjects' ? '*' : key)
  return [
    {
      action: `s3:${isVersion ? name.replace('Object', 'ObjectVersion') : name}`,
      resource,
      ...(prefix === undefined ? {} : { conditions: { 's3:prefix': [prefix] } }),
    },
    ...(source === undefined ? [] : [copySource(source)]),
    ...(tags === undefined ? [] : [{ action: 's3:PutObjectTagging', resource }]),
  ]
}
