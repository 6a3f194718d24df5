/**
 * Regions in which SES has no endpoint, as the SDKs know them on the day of `regionsAsOf`, each with a near one that has, and
 * that every account may use without opting in. https://docs.aws.amazon.com/general/latest/gr/ses.html
 */
const nearest: Readonly<Record<string, string>> = {
  'ap-east-1': 'ap-southeast-1',
  'ap-east-2': 'ap-northeast-1',
  'ap-southeast-4': 'ap-southeast-2',
  'ap-southeast-6': 'ap-southeast-2',
  'ap-southeast-7': 'ap-southeast-1',
  'eu-south-2': 'eu-west-3',
  'mx-central-1': 'us-west-2',
}

/** Whether SES sends email from a region; of one that is not known it is believed. */
export const sendsEmail = (region: string): boolean => !Object.hasOwn(nearest, region)

/** Where email is sent from when the deployment's own region has no SES; nothing where it has. */
export const emailRegionBeside = (region: string): string | undefined =>
  sendsEmail(region) ? undefined : nearest[region]
