import type { Stack } from 'aws-cdk-lib'
import type * as cloudtrail from 'aws-cdk-lib/aws-cloudtrail'
import type { TrailConfig } from '../../../shared/config/trail/schema.ts'
import { bucketArn } from '../bucket-names.ts'

type Selector = cloudtrail.CfnTrail.AdvancedEventSelectorProperty

const is = (field: string, ...values: string[]) => ({ field, equalTo: values })

/** Objects of buckets. The trail's own bucket is never looked at: each file would be an event, and each event a file. */
const ofObjects = (
  stack: Stack,
  { buckets, reads }: TrailConfig['data'],
  own: string,
): cloudtrail.CfnTrail.AdvancedFieldSelectorProperty[] | undefined =>
  buckets && [
    is('eventCategory', 'Data'),
    is('resources.type', 'AWS::S3::Object'),
    ...(reads ? [] : [is('readOnly', 'false')]),
    buckets === 'all'
      ? { field: 'resources.ARN', notStartsWith: [`${own}/`] }
      : { field: 'resources.ARN', startsWith: buckets.map((bucket) => `${bucketArn(stack, bucket)}/`) },
  ]

const ofCalls = (
  { partition, region, account }: Stack,
  { functions }: TrailConfig['data'],
): cloudtrail.CfnTrail.AdvancedFieldSelectorProperty[] | undefined =>
  functions && [
    is('eventCategory', 'Data'),
    is('resources.type', 'AWS::Lambda::Function'),
    ...(functions === 'all'
      ? []
      : [
          is(
            'resources.ARN',
            ...functions.map((name) =>
              name.startsWith('arn:') ? name : `arn:${partition}:lambda:${region}:${account}:function:${name}`,
            ),
          ),
        ]),
  ]

/**
 * What a trail writes down: all management events, and data events of the config. Nothing where these are none: then a trail has management events by itself.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
 * @param own ARN of the trail's bucket
 */
export const selectorsOf = (stack: Stack, data: TrailConfig['data'], own: string): Selector[] | undefined => {
  const objects = ofObjects(stack, data, own)
  const calls = ofCalls(stack, data)
  if (!objects && !calls) return undefined
  return [
    { name: 'Management events', fieldSelectors: [is('eventCategory', 'Management')] },
    ...(objects ? [{ name: 'Objects', fieldSelectors: objects }] : []),
    ...(calls ? [{ name: 'Calls of functions', fieldSelectors: calls }] : []),
  ]
}
