import { PermanentError } from '../../../shared/errors.ts'
import { configuredCollector, type Reading, type SchemaKit } from './collector.ts'

/** Instances by which a group could still grow, and as a share of its maximum. A group that may have none has no share. */
export const measureHeadroom = ({ desired, max }: { readonly desired: number; readonly max: number }): Reading[] => {
  const left = Math.max(0, max - desired)
  return [
    { name: 'GroupHeadroom', value: left, unit: 'Count' },
    ...(max > 0 ? [{ name: 'GroupHeadroomShare', value: (100 * left) / max, unit: 'Percent' as const }] : []),
  ]
}

/** Auto Scaling groups: how far they are from their maximum, where what waits has nobody to work on it. */
export const groups = configuredCollector({
  kind: 'group',
  schema: ({ z }: SchemaKit) =>
    z.array(z.string().regex(/^[^:|\p{Cc}]{1,255}$/u, 'the name of an Auto Scaling group, not its ARN')).default([]),
  places: (named) => named.map((group) => ({ group })),
  text: ({ group }) => `group ${group}`,
  dimensions: ({ group }) => ({ Group: group }),
  read: async ({ group }, sources) => {
    const { AutoScalingClient, DescribeAutoScalingGroupsCommand } = await import('../../../shared/sdk/auto-scaling.ts')
    const { AutoScalingGroups = [] } = await sources
      .client(AutoScalingClient)
      .send(new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [group] }))
    const [found] = AutoScalingGroups
    if (!found) throw new PermanentError('missing-group', `No Auto Scaling group ${group}`)
    return measureHeadroom({ desired: found.DesiredCapacity ?? 0, max: found.MaxSize ?? 0 })
  },
  statements: () => [
    {
      actions: ['autoscaling:DescribeAutoScalingGroups'],
      resources: ['*'],
      wildcard: 'Auto Scaling has no resources for describing groups.',
    },
  ],
  metrics: ['GroupHeadroom', 'GroupHeadroomShare'],
  shown: { name: 'GroupHeadroomShare', statistic: 'Minimum' },
})
