import type { LifecycleRule } from '@aws-sdk/client-s3'
import { type Fault, when } from './fault.ts'

/** Faults of which objects a rule is for. */
export const filterFaults = ({ Filter, Prefix }: LifecycleRule): Fault[] => {
  if (!Filter)
    return when('A rule needs a Filter, which may be empty, or the older Prefix.', Prefix === undefined, 'MalformedXML')
  const { And, ...single } = Filter
  const set = Object.values(single).filter((value) => value !== undefined).length
  const all = And ?? { ...single, Tags: single.Tag ? [single.Tag] : [] }
  const tags = all.Tags ?? []
  const members = And
    ? [And.Prefix, And.ObjectSizeGreaterThan, And.ObjectSizeLessThan].filter((each) => each !== undefined)
    : []
  const { ObjectSizeGreaterThan: over, ObjectSizeLessThan: under } = all
  return [
    ...when('A rule has a Filter or the older Prefix, not both.', Prefix !== undefined, 'MalformedXML'),
    ...when('A Filter holds one predicate; two and more go into And.', set + (And ? 1 : 0) > 1, 'MalformedXML'),
    ...when(
      'And holds at least two predicates; one stands in the Filter itself.',
      And && members.length + tags.length < 2,
      'MalformedXML',
    ),
    ...when(
      'The same tag key stands in the Filter twice.',
      new Set(tags.map(({ Key }) => Key)).size < tags.length,
      'InvalidRequest',
    ),
    ...when(
      'A tag needs a Key of 1 to 128 characters.',
      tags.some(({ Key }) => !Key || [...Key].length > 128),
      'InvalidArgument',
    ),
    ...when(
      'A tag needs a Value of at most 256 characters.',
      tags.some(({ Value }) => Value === undefined || [...Value].length > 256),
      'InvalidArgument',
    ),
    ...when('Prefix has at most 1,024 bytes.', Buffer.byteLength(all.Prefix ?? '') > 1_024, 'InvalidArgument'),
    ...when(
      'ObjectSizeGreaterThan is a whole number of bytes from 0 on.',
      over !== undefined && !(Number.isInteger(over) && over >= 0),
      'InvalidArgument',
    ),
    ...when(
      'ObjectSizeLessThan is a whole number of bytes from 1 on.',
      under !== undefined && !(Number.isInteger(under) && under >= 1),
      'InvalidArgument',
    ),
    ...when(
      'ObjectSizeLessThan must be greater than ObjectSizeGreaterThan.',
      over !== undefined && under !== undefined && under <= over,
      'InvalidRequest',
    ),
  ]
}
