/**
 * Regions that an account has to turn on. CloudFront delivers standard logs (legacy) to no bucket there, and says nothing.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging-legacy-s3.html#access-logs-choosing-s3-bucket
 * https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
 */
const withoutLegacyLogs: ReadonlySet<string> = new Set([
  'af-south-1',
  'ap-east-1',
  'ap-east-2',
  'ap-south-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ap-southeast-5',
  'ap-southeast-6',
  'ap-southeast-7',
  'ca-west-1',
  'eu-central-2',
  'eu-south-1',
  'eu-south-2',
  'il-central-1',
  'me-central-1',
  'me-south-1',
  'mx-central-1',
])

/** Whether CloudFront writes its legacy logs into buckets of a Region. */
export const takesLegacyLogs = (region: string): boolean => !withoutLegacyLogs.has(region)
