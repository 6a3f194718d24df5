/** What S3 calls a part of a bucket or object that stands in the query, such as `?lifecycle`. */
const bucketParts: Readonly<Record<string, string>> = {
  accelerate: 'BucketAccelerateConfiguration',
  acl: 'BucketAcl',
  cors: 'BucketCors',
  encryption: 'BucketEncryption',
  lifecycle: 'BucketLifecycleConfiguration',
  location: 'BucketLocation',
  logging: 'BucketLogging',
  notification: 'BucketNotificationConfiguration',
  ownershipControls: 'BucketOwnershipControls',
  policy: 'BucketPolicy',
  policyStatus: 'BucketPolicyStatus',
  publicAccessBlock: 'PublicAccessBlock',
  tagging: 'BucketTagging',
  versioning: 'BucketVersioning',
  website: 'BucketWebsite',
}
const objectParts: Readonly<Record<string, string>> = {
  acl: 'ObjectAcl',
  attributes: 'ObjectAttributes',
  'legal-hold': 'ObjectLegalHold',
  retention: 'ObjectRetention',
  tagging: 'ObjectTagging',
}
const verbs: Readonly<Record<string, string>> = { GET: 'Get', PUT: 'Put', DELETE: 'Delete' }

/** DELETE ?lifecycle is the one whose operation is not named as its PUT. */
const partOf = (method: string, parts: Readonly<Record<string, string>>, query: URLSearchParams) => {
  const name = Object.keys(parts).find((part) => query.has(part))
  if (name === undefined || verbs[method] === undefined) return undefined
  const operation = `${verbs[method]}${parts[name]}`
  return operation === 'DeleteBucketLifecycleConfiguration' ? 'DeleteBucketLifecycle' : operation
}

const bucketOperation = (method: string, query: URLSearchParams): string => {
  if (method === 'HEAD') return 'HeadBucket'
  if (method === 'POST') return 'DeleteObjects'
  if (method === 'PUT') return 'CreateBucket'
  if (method === 'DELETE') return 'DeleteBucket'
  if (query.has('versions')) return 'ListObjectVersions'
  if (query.has('uploads')) return 'ListMultipartUploads'
  return query.get('list-type') === '2' ? 'ListObjectsV2' : 'ListObjects'
}

const objectOperation = (method: string, query: URLSearchParams, isCopy: boolean): string => {
  if (method === 'HEAD') return 'HeadObject'
  if (method === 'POST') return query.has('uploads') ? 'CreateMultipartUpload' : 'CompleteMultipartUpload'
  if (method === 'DELETE') return query.has('uploadId') ? 'AbortMultipartUpload' : 'DeleteObject'
  if (method === 'GET') return query.has('uploadId') ? 'ListParts' : 'GetObject'
  if (query.has('uploadId')) return isCopy ? 'UploadPartCopy' : 'UploadPart'
  return isCopy ? 'CopyObject' : 'PutObject'
}

/**
 * Which operation of S3 a path-style request is.
 * Source: the "Request Syntax" of each operation, https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
 * @param isCopy whether it has `x-amz-copy-source`
 */
export const s3Operation = (
  method: string,
  url: URL,
  isCopy: boolean,
): { readonly action: string; readonly names: Readonly<Record<string, string>> } => {
  const [, bucket = '', ...rest] = url.pathname.split('/')
  const key = decodeURIComponent(rest.join('/'))
  const query = url.searchParams
  if (bucket === '') return { action: 'ListBuckets', names: {} }
  const Bucket = decodeURIComponent(bucket)
  if (key === '')
    return { action: partOf(method, bucketParts, query) ?? bucketOperation(method, query), names: { Bucket } }
  return {
    action: partOf(method, objectParts, query) ?? objectOperation(method, query, isCopy),
    names: { Bucket, Key: key },
  }
}
