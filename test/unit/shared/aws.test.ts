import { SQSClient } from '@aws-sdk/client-sqs'
import { clientOptions } from '../../../shared/aws.ts'

afterEach(() => {
  delete process.env.AWS_ENDPOINT_URL
})

test('a client tries what AWS throttles five times in all', async () => {
  expect(await new SQSClient({ ...clientOptions, region: 'eu-west-1' }).config.maxAttempts()).toBe(5)
})

test('S3 is asked by path where an endpoint is named when the client is made, and by host elsewhere', () => {
  expect(clientOptions.forcePathStyle).toBe(false)
  process.env.AWS_ENDPOINT_URL = 'http://localhost:4566'
  expect(clientOptions.forcePathStyle).toBe(true)
})
