export { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail'
