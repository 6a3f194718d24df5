import type * as s3 from 'aws-cdk-lib/aws-s3'

/** What the firewall adds to a distribution. */
export interface EdgeGuard {
  /** Web ACL of scope CLOUDFRONT. */
  readonly webAclArn: string
  /** Where CloudFront writes its standard logs. */
  readonly logs: s3.IBucket
  readonly logsPrefix: string
}
