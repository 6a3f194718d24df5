import type { HoursOrder, HoursTargetRecord } from '../../../shared/ledger/records.ts'
import type { Observed, Size } from '../targets/target-kind.ts'
import type { KindFacts } from './situation.ts'
import { isNothing, ownSize, runningSize, sizeChange } from './sizes.ts'

/** What of a target's scaling we have suspended, and nobody had before. */
export const heldScaling = (
  observed: Observed,
  record: HoursTargetRecord | undefined,
  { scaling }: Pick<KindFacts, 'scaling'>,
): string[] => {
  const { kept } = record ?? {}
  if (!kept?.held) return []
  return scaling.filter((name) => observed.suspended?.includes(name) && !kept.suspended?.includes(name))
}

/** Whether AWS shows something to act on. */
export const isShown = ({ state }: Observed): boolean => state !== 'gone' && state !== 'cannot' && state !== 'unknown'

/** Whether it runs, if perhaps not yet in full. */
const isUp = ({ state }: Observed): boolean => state === 'running' || state === 'busy'

/** Whether it runs in full, as far as AWS can say. */
export const isProven = (observed: Observed): boolean => isUp(observed) && observed.unproven === undefined

/**
 * What has to be done so that a target becomes what is wanted, or nothing.
 * @param rule the size that its calendar says
 */
export const actionFor = (
  state: 'running' | 'stopped',
  observed: Observed,
  record: HoursTargetRecord | undefined,
  kind: Pick<KindFacts, 'scaling'>,
  rule: Size | undefined,
): HoursOrder['action'] | undefined => {
  if (!isShown(observed)) return undefined
  if (state === 'stopped') return observed.state === 'stopped' ? undefined : 'stop'
  if (!isUp(observed) || heldScaling(observed, record, kind).length > 0) return 'start'
  return sizeChange(observed, record, rule) === undefined ? undefined : 'size'
}

/** What AWS is to be asked for. A group or service that is at nothing gets its own size again, with what the calendar says of it. */
export const sizeFor = (
  action: HoursOrder['action'],
  observed: Observed,
  record: HoursTargetRecord | undefined,
  rule: Size | undefined,
): Size | undefined => {
  if (action === 'stop' || observed.size === undefined) return undefined
  return isNothing(observed.size) ? runningSize(ownSize(observed, record), rule) : sizeChange(observed, record, rule)
}

/** Whether an order has come true: AWS shows it. */
export const isReached = (
  { action }: HoursOrder,
  observed: Observed,
  record: HoursTargetRecord,
  kind: Pick<KindFacts, 'scaling'>,
  rule: Size | undefined,
): boolean => {
  if (action === 'stop') return observed.state === 'stopped'
  return isProven(observed) && actionFor('running', observed, record, kind, rule) === undefined
}
