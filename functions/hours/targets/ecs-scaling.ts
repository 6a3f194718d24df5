import type { ScalableTarget, SuspendedState } from '@aws-sdk/client-application-auto-scaling'
import { inParallel } from '../../../shared/in-parallel.ts'
import { piecesOf } from '../../../shared/pieces.ts'
import { allOf, pages } from './selectors.ts'
import type { Access } from './target-kind.ts'

/** What of a service's scaling is suspended while it is off, by the names that the ledger keeps. */
export const scaling = ['DynamicScalingIn', 'DynamicScalingOut', 'ScheduledScaling']

const nameOf = (suspended: string): string => suspended.replace(/Suspended$/, '')

/** Application Auto Scaling's settings of a service. */
export interface Scaling {
  readonly min: number
  readonly max: number
  /** Of `scaling`, what is suspended. */
  readonly suspended: readonly string[]
}

const scalingOf = ({ MinCapacity = 0, MaxCapacity = 0, SuspendedState = {} }: ScalableTarget): Scaling => ({
  min: MinCapacity,
  max: MaxCapacity,
  suspended: Object.entries(SuspendedState).flatMap(([name, is]) => (is === true ? [nameOf(name)] : [])),
})

const ofServices = { ServiceNamespace: 'ecs', ScalableDimension: 'ecs:service:DesiredCount' } as const

/** Targets of one call. https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalableTargets.html */
const most = 50

/** The scaling of services, by `cluster/service`. A service that does not scale is not among them. */
export const readScaling = async (ids: readonly string[], access: Access): Promise<ReadonlyMap<string, Scaling>> => {
  const { ApplicationAutoScalingClient, DescribeScalableTargetsCommand } = await import(
    '../../../shared/sdk/application-auto-scaling.ts'
  )
  const client = access.client(ApplicationAutoScalingClient)
  const read = (ResourceIds: string[]) => (NextToken: string | undefined) =>
    client.send(new DescribeScalableTargetsCommand({ ...ofServices, ResourceIds, MaxResults: most, NextToken }))
  const found = await inParallel(piecesOf(ids, most), 2, (some) =>
    allOf(
      pages(read(some.map((id) => `service/${id}`)), (page) => page.NextToken),
      (page) => page.ScalableTargets,
    ),
  )
  return new Map(
    found.flat().map((each) => [(each.ResourceId ?? '').replace(/^service\//, ''), scalingOf(each)] as const),
  )
}

const stateOf = (suspended: readonly string[]): SuspendedState =>
  Object.fromEntries(scaling.map((name) => [`${name}Suspended`, suspended.includes(name)]))

/**
 * Says what of a service's scaling is suspended, all three by name, and its minimum. What is left out stays as it is.
 * https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html
 */
export const writeScaling = async (
  id: string,
  { suspended, min }: { readonly suspended: readonly string[]; readonly min?: number | undefined },
  access: Access,
): Promise<void> => {
  const { ApplicationAutoScalingClient, RegisterScalableTargetCommand } = await import(
    '../../../shared/sdk/application-auto-scaling.ts'
  )
  await access.requests(ApplicationAutoScalingClient).send(
    new RegisterScalableTargetCommand({
      ...ofServices,
      ResourceId: `service/${id}`,
      SuspendedState: stateOf(suspended),
      ...(min === undefined ? {} : { MinCapacity: min }),
    }),
  )
}
