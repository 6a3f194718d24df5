/** Longest that S3 takes, less what CloudFormation puts behind the stack's name and the resource's: two dashes and 13 letters. */
const roomForBoth = 63 - 15

/** Letters of a hash that CDK puts behind a resource's own name. */
const hashed = 8

/** What surely is left of a stack's name where both have no room. */
const leftOfLong = 16

/**
 * What the name of a bucket begins with that CloudFormation makes for a resource of a stack: the stack's name, the resource's, and
 * letters that nobody knows before, all in lower case. What does not fit is cut, by rules that are written nowhere.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
 */
const begin = (stackName: string, resource: string): string =>
  (stackName.length + resource.length + hashed <= roomForBoth
    ? `${stackName}-${resource}`
    : stackName.slice(0, leftOfLong)
  ).toLowerCase()

/** The bucket in which the estate's load balancer writes its access logs, of the stack that has it (`shop-web`). */
export const accessLogsBegin = (webStack: string): string => begin(webStack, 'AccessLogs')

/** The bucket of ours for access logs of others and of the thumbnails' view, of the stack that has it (`shop-operations`). */
export const firewallLogsBegin = (operationsStack: string): string => begin(operationsStack, 'AccessLogs')

/** Where CloudFront writes the logs of the thumbnails' view in that bucket. */
export const viewLogsPrefix = 'view/'

/** Where CloudFront writes those of the estate's edge. */
export const edgeLogsPrefix = 'edge/'
