import type { LifecycleRule, LifecycleRuleAndOperator, LifecycleRuleFilter } from '@aws-sdk/client-s3'

type Predicates = Pick<LifecycleRuleAndOperator, 'Prefix' | 'Tags' | 'ObjectSizeGreaterThan' | 'ObjectSizeLessThan'>

const predicatesOf = ({ Filter = {}, Prefix }: LifecycleRule): Predicates => {
  const { And = {}, Tag, ...single } = Filter
  const tags = [...(And.Tags ?? []), ...(Tag ? [Tag] : [])]
  const prefix = And.Prefix ?? single.Prefix ?? Prefix
  const over = And.ObjectSizeGreaterThan ?? single.ObjectSizeGreaterThan
  const under = And.ObjectSizeLessThan ?? single.ObjectSizeLessThan
  return {
    ...(prefix === undefined ? {} : { Prefix: prefix }),
    ...(tags.length > 0 ? { Tags: tags } : {}),
    ...(over === undefined ? {} : { ObjectSizeGreaterThan: over }),
    ...(under === undefined ? {} : { ObjectSizeLessThan: under }),
  }
}

/** A filter holds one predicate, or an And of at least two; S3 calls everything else malformed. */
const filterOf = (predicates: Predicates): LifecycleRuleFilter => {
  const { Tags = [], ...others } = predicates
  const count = Tags.length + Object.keys(others).length
  if (count > 1) return { And: predicates }
  const [Tag] = Tags
  if (Tag) return { Tag }
  return others
}

/**
 * A rule of somebody else, spelled so that S3 takes it back and means the same. S3 refuses a configuration that mixes rules
 * with its older, rule-level prefix and rules with a filter ("Filter element can only be used in Lifecycle V2"), an `And` of
 * fewer than two, and days or a date together with an element about delete markers, even one that says no. Other tools write
 * all of these, and some stores that speak S3 give them back.
 */
export const sendable = ({ Prefix, Filter, Expiration, ...rule }: LifecycleRule): LifecycleRule => {
  const { ExpiredObjectDeleteMarker: marker, ...due } = Expiration ?? {}
  const isDue = due.Days !== undefined || due.Date !== undefined
  return {
    ...rule,
    Filter: filterOf(predicatesOf({ Status: rule.Status, Filter, Prefix: Filter ? Prefix : (Prefix ?? '') })),
    ...(isDue ? { Expiration: due } : marker === true ? { Expiration: { ExpiredObjectDeleteMarker: true } } : {}),
  }
}
