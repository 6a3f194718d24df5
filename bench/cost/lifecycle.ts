import type { CostContribution } from './usage.ts'

export const lifecycleCost: CostContribution = {
  usages: ({ config, calls }) => [
    {
      item: 'bucketReads',
      quantity: calls.reconciles * (config.lifecycle?.buckets.length ?? 0) * 2,
      counted: 'rules and versioning of each bucket, once a day',
    },
  ],
  written: {
    BucketsReconciled: 'each reconcile',
    LifecycleChanges: 'each reconcile',
    LifecycleDrifts: 'each reconcile',
    LifecycleFailures: 'each reconcile',
  },
}
