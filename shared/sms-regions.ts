/** The day on which the lists below were read. */
export const regionsAsOf = '2026-11-30'

/**
 * Regions from which SNS sends text messages. Seoul, Hong Kong and Mexico are not among them, and in China and in GovCloud's
 * east there are none. https://docs.aws.amazon.com/sns/latest/dg/sns-supported-regions-countries.html, with New Zealand and
 * Taipei of https://aws.amazon.com/about-aws/whats-new/2026/02/amazon-sns-sms-region-expansion
 */
export const smsRegions: readonly string[] = [
  'af-south-1',
  'ap-east-2',
  'ap-northeast-1',
  'ap-northeast-3',
  'ap-south-1',
  'ap-south-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ap-southeast-6',
  'ca-central-1',
  'ca-west-1',
  'eu-central-1',
  'eu-central-2',
  'eu-north-1',
  'eu-south-1',
  'eu-south-2',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'il-central-1',
  'me-central-1',
  'me-south-1',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
]

/**
 * For a region that sends none, the nearest one that does and that every account may use without opting in. Cognito, too,
 * sends Seoul's text messages from Tokyo.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SmsConfigurationType.html
 */
const nearest: Readonly<Record<string, string>> = {
  'ap-east-1': 'ap-southeast-1',
  'ap-northeast-2': 'ap-northeast-1',
  'mx-central-1': 'us-west-2',
}

/** Whether SNS sends text messages from a region. */
export const sendsSms = (region: string): boolean => smsRegions.includes(region)

/** The region from which text messages are sent where the config does not say: its own, or the nearest. Nothing where neither is known. */
export const smsRegionFor = (region: string): string | undefined => (sendsSms(region) ? region : nearest[region])
