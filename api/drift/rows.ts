import type { StackResourceDrift, StackResourceSummary } from '@aws-sdk/client-cloudformation'
import { decidedBy, type Place } from './elsewhere.ts'

/**
 * `changed`: a property is not as the template says; `deleted`: the resource is gone; `elsewhere`: changed, by what decides it instead of the
 * template; `not-checked`: CloudFormation does not look at resources of this type; `unknown`: it could not say.
 */
export type DriftState = 'changed' | 'deleted' | 'elsewhere' | 'not-checked' | 'unknown'

/** One difference between a stack's template and what is there, or one resource of which nothing is known. */
export interface DriftRow {
  readonly stack: string
  readonly region: string
  readonly state: DriftState
  /** Logical id in the template. Left out where the whole stack could not be looked at. */
  readonly resource?: string
  readonly type?: string
  /** Physical id, such as a function's name. */
  readonly id?: string
  /** Path of the property, such as `/Timeout`. */
  readonly property?: string
  readonly expected?: string
  readonly actual?: string
  /** Who decides it, why it is not known, or what to do. */
  readonly why?: string
}

type Where = Pick<DriftRow, 'stack' | 'region'>

const unknown = (reason: string | undefined): Pick<DriftRow, 'state' | 'why'> => ({
  state: 'unknown',
  why: `CloudFormation could not look: ${reason ?? 'no reason is given'}`,
})

/**
 * What one resource's drift means.
 * @param drift as DescribeStackResourceDrifts gives it
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackResourceDrift.html
 */
const rowsOf = (place: Place, where: Where, drift: StackResourceDrift): DriftRow[] => {
  const { LogicalResourceId, ResourceType = '', PhysicalResourceId } = drift
  const common = {
    ...where,
    ...(LogicalResourceId !== undefined && { resource: LogicalResourceId }),
    type: ResourceType,
    ...(PhysicalResourceId !== undefined && { id: PhysicalResourceId }),
  }
  if (drift.StackResourceDriftStatus === 'DELETED')
    return [
      {
        ...common,
        state: 'deleted',
        why: 'A deployment does not make it again while the template stays as it is: change its name or description, or import one.',
      },
    ]
  if (drift.StackResourceDriftStatus === 'UNKNOWN') return [{ ...common, ...unknown(drift.DriftStatusReason) }]
  if (drift.StackResourceDriftStatus !== 'MODIFIED') return []
  return (drift.PropertyDifferences ?? []).map(({ PropertyPath = '', ExpectedValue = '', ActualValue = '' }) => {
    const by = decidedBy(place, ResourceType, { path: PropertyPath, expected: ExpectedValue, actual: ActualValue })
    return {
      ...common,
      state: by === undefined ? 'changed' : 'elsewhere',
      property: PropertyPath,
      expected: ExpectedValue,
      actual: ActualValue,
      ...(by !== undefined && { why: `decided by ${by}` }),
    }
  })
}

const order: readonly DriftState[] = ['deleted', 'changed', 'unknown', 'elsewhere', 'not-checked']

/**
 * All that is known of a stack's drift, what needs somebody first.
 * @param drifts of what CloudFormation looked at
 * @param resources all of the stack: what is in them and not in the drifts was not looked at
 */
export const driftRows = (
  place: Place,
  where: Where,
  drifts: readonly StackResourceDrift[],
  resources: readonly StackResourceSummary[],
): DriftRow[] => {
  const checked = drifts.filter(({ StackResourceDriftStatus: status }) => status !== 'NOT_CHECKED')
  const known = new Set(checked.map(({ LogicalResourceId }) => LogicalResourceId))
  const rest = resources
    .filter(
      ({ LogicalResourceId, ResourceStatus }) => !known.has(LogicalResourceId) && ResourceStatus !== 'DELETE_COMPLETE',
    )
    .map(
      ({ LogicalResourceId = '', ResourceType = '', PhysicalResourceId }): DriftRow => ({
        ...where,
        state: 'not-checked',
        resource: LogicalResourceId,
        type: ResourceType,
        ...(PhysicalResourceId !== undefined && { id: PhysicalResourceId }),
      }),
    )
  const rows = [...checked.flatMap((drift) => rowsOf(place, where, drift)), ...rest]
  return rows.sort((one, other) => order.indexOf(one.state) - order.indexOf(other.state))
}

/** Of a stack that could not be looked at. @param reason why, in AWS's words */
export const unknownStack = (where: Where, reason: string): DriftRow => ({ ...where, ...unknown(reason) })

/** Whether nobody has to do anything about it. */
export const isWell = ({ state }: DriftRow): boolean => state === 'elsewhere' || state === 'not-checked'
