import {
  GetBucketLifecycleConfigurationCommand,
  GetBucketVersioningCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { mockClient } from 'aws-sdk-client-mock'
import { awsBuckets } from '../../../functions/lifecycle/world/effects.ts'
import { awsError } from './fake-buckets.ts'

const client = new S3Client({ region: 'ap-northeast-2' })
const s3 = mockClient(client)
const buckets = awsBuckets(client)

beforeEach(() => {
  s3.reset()
})

test('a bucket without a configuration is no failure, and one that is not there is', async () => {
  s3.on(GetBucketLifecycleConfigurationCommand).rejects(awsError('NoSuchLifecycleConfiguration', 404))
  expect(await buckets.read('photos', false)).toEqual({ rules: undefined })
  s3.on(GetBucketLifecycleConfigurationCommand).rejects(awsError('NoSuchBucket', 404))
  await expect(buckets.read('photos', false)).rejects.toThrow('NoSuchBucket')
})

test.each([
  [{ Status: 'Enabled' as const }, true],
  [{ Status: 'Suspended' as const }, false],
  [{}, false],
])('versioning is asked for only where it matters: %j', async (status, versioned) => {
  s3.on(GetBucketLifecycleConfigurationCommand).resolves({ Rules: [] })
  s3.on(GetBucketVersioningCommand).resolves(status)
  expect((await buckets.read('photos', true)).versioned).toBe(versioned)
  expect((await buckets.read('photos', false)).versioned).toBeUndefined()
  expect(s3.commandCalls(GetBucketVersioningCommand)).toHaveLength(1)
})

test('the minimum size for transitions is sent back as it was read, and not made up', async () => {
  s3.on(GetBucketLifecycleConfigurationCommand).resolves({
    Rules: [],
    TransitionDefaultMinimumObjectSize: 'varies_by_storage_class',
  })
  s3.on(PutBucketLifecycleConfigurationCommand).resolves({})
  const { minimumSize } = await buckets.read('photos', false)
  await buckets.putRules('photos', [], minimumSize)
  await buckets.putRules('photos', [], undefined)
  const sent = s3.commandCalls(PutBucketLifecycleConfigurationCommand).map(({ args }) => args[0].input)
  expect(sent[0]).toMatchObject({ TransitionDefaultMinimumObjectSize: 'varies_by_storage_class' })
  expect(sent[1]).not.toHaveProperty('TransitionDefaultMinimumObjectSize')
})

test('versioning is switched on and nothing else', async () => {
  s3.on(PutBucketVersioningCommand).resolves({})
  await buckets.enableVersioning('photos')
  expect(s3.commandCalls(PutBucketVersioningCommand)[0]?.args[0].input).toEqual({
    Bucket: 'photos',
    VersioningConfiguration: { Status: 'Enabled' },
  })
})
