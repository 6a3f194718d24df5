import type { Stack } from 'aws-cdk-lib'
import { inventoryPlace } from '../../functions/lifecycle/rules/inventory.ts'
import type { WantedBucket } from '../../functions/lifecycle/rules/policies.ts'
import type { LifecycleConfig } from '../../shared/config/lifecycle/schema.ts'
import type { Statement } from '../../shared/statement.ts'

/** What the reconcile needs to count from reports of S3 Inventory what a change would delete. Nothing where the config has none. */
export const inventoryStatements = (
  { inventory, selections }: LifecycleConfig,
  wanted: readonly WantedBucket[],
  { partition }: Stack,
): Statement[] => {
  const arn = (name: string): string => `arn:${partition}:s3:::${name}`
  const named = wanted.flatMap((each) => (each.inventory ? [inventoryPlace(each.inventory)] : []))
  const from = inventory?.from ?? []
  const asking = from.length === 0 ? [] : wanted.filter((each) => each.inventory === undefined)
  const selected =
    from.length === 0 ? [] : selections.map(({ select }) => arn('pattern' in select ? select.pattern : '*'))
  const asked = [...asking.map(({ bucket }) => arn(bucket)), ...(selected.includes(arn('*')) ? [arn('*')] : selected)]
  const lists = [...new Set([...from, ...named.map(({ bucket }) => bucket)])]
  return [
    ...(asked.length === 0
      ? []
      : [
          {
            sid: 'Inventories',
            actions: ['s3:GetInventoryConfiguration'],
            resources: asked,
            ...(selected.length > 0
              ? { wildcard: 'lifecycle.selections name buckets by a pattern, by tags, or all' }
              : {}),
          },
        ]),
    ...(lists.length === 0
      ? []
      : [
          { sid: 'FindReports', actions: ['s3:ListBucket'], resources: lists.map(arn) },
          {
            sid: 'ReadReports',
            actions: ['s3:GetObject'],
            resources: [
              ...from.map((bucket) => arn(`${bucket}/*`)),
              ...named.map(({ bucket, base }) => arn(`${bucket}/${base}*`)),
            ],
            wildcard: 'S3 Inventory names a report by its date, and its files at random',
          },
        ]),
  ]
}
