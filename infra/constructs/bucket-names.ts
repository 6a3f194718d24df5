import { ArnFormat, type Stack } from 'aws-cdk-lib'

/**
 * What the names of a stack's buckets begin with. CloudFormation begins those that it makes with the stack's, in lower case, and
 * shortens it where it is long. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
 */
export const namesBegin = (stackName: string): string => stackName.toLowerCase().slice(0, 16)

/** ARN of a bucket, or of every one whose name begins so where it ends in `*`. */
export const bucketArn = (stack: Stack, bucket: string): string =>
  stack.formatArn({
    service: 's3',
    region: '',
    account: '',
    resource: bucket,
    arnFormat: ArnFormat.NO_RESOURCE_NAME,
  })
