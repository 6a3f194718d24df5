/**
 * What AWS asks, in US dollars: us-east-1, arm64, November 2026. Elsewhere S3 costs up to half as much again.
 * https://aws.amazon.com/lambda/pricing/ https://aws.amazon.com/s3/pricing/ https://aws.amazon.com/sqs/pricing/
 */
export const dollars = {
  lambdaGigabyteSecond: 0.000_013_333_4,
  lambdaCall: 0.2e-6,
  queueRequest: 0.4e-6,
  /** GET and HEAD. */
  bucketRead: 0.4e-6,
  /** PUT and LIST. */
  bucketWrite: 5e-6,
} as const
