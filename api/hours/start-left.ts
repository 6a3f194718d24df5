import { heldScaling, sizeFor } from '../../functions/hours/rules/goal.ts'
import { kindsByName } from '../../functions/hours/targets/index.ts'
import type { Observed, Order, Refusal, TargetKind } from '../../functions/hours/targets/target-kind.ts'
import { type HoursChangeRecord, type HoursTargetRecord, keys } from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'
import { UsageError } from '../usage-error.ts'
import { accessOf } from './sight.ts'

type Kinds = ReadonlyMap<string, TargetKind>
type Access = ReturnType<typeof accessOf>

const partsOf = (target: string, kinds: Kinds): { readonly kind: TargetKind; readonly id: string } => {
  const slash = target.indexOf('/')
  const kind = [...kinds.values()].find(({ noun }) => noun === target.slice(0, slash))
  if (!kind) throw new UsageError(`${target} is of a kind that this version does not know.`)
  return { kind, id: target.slice(slash + 1) }
}

const refused = (target: string, { words, code, denied }: Refusal): UsageError =>
  new UsageError(
    `AWS does not start ${target}: ${words} (${code})${denied === undefined ? '' : ` Your credentials need ${denied}.`}`,
  )

const observe = async (target: string, kind: TargetKind, id: string, access: Access): Promise<Observed> => {
  try {
    const observed = (await kind.observe([id], access)).get(id) ?? { state: 'unknown' }
    if (observed.state === 'gone') throw new UsageError(`AWS does not know ${target}: it was deleted or renamed.`)
    if (observed.state === 'cannot' || observed.state === 'unknown')
      throw new UsageError(`${target} cannot be started: ${observed.reason?.words ?? 'AWS does not say how it is.'}`)
    return observed
  } catch (error) {
    throw error instanceof UsageError ? error : refused(target, kind.refusalOf(error, id, 'observe'))
  }
}

/** What gives a target back what it had. @throws UsageError where it runs, or nobody knows its size */
const orderFor = (record: HoursTargetRecord, kind: TargetKind, id: string, observed: Observed): Order => {
  const { target } = record
  const scaling = heldScaling(observed, record, kind)
  const isOff = observed.state === 'stopped' || observed.state === 'stopping'
  if (!isOff && scaling.length === 0) throw new UsageError(`${target} runs already, or is starting.`)
  const size = sizeFor('start', observed, record, undefined)
  if (isOff && observed.size !== undefined && size === undefined)
    throw new UsageError(
      `${target} stands at nothing, and nobody wrote down how many it had before. Set its count by hand.`,
    )
  return { id, action: 'start', ...(size ? { size } : {}), ...(scaling.length > 0 ? { scaling } : {}) }
}

/**
 * Starts a target that left the config while it was off, with the credentials of whoever asks: the function may no longer change it. It gets
 * back the size that was written down, and what hours itself has suspended of its scaling goes on. The looks see it run, and close its
 * incident.
 * @param kinds default: those that there are
 * @throws UsageError when it is gone, runs already, or AWS refuses
 */
export const startLeft = async (
  deployment: Pick<Deployment, 'connect' | 'ledger' | 'now'>,
  record: HoursTargetRecord,
  by: string,
  why: string | undefined,
  kinds: Kinds = kindsByName,
): Promise<HoursTargetRecord> => {
  const { target } = record
  const { kind, id } = partsOf(target, kinds)
  const access = accessOf(deployment)
  const order = orderFor(record, kind, id, await observe(target, kind, id, access))
  const now = deployment.now()
  const noted: HoursChangeRecord = {
    ...keys.change('hours', target, `${now.toISOString()}#left`),
    kind: 'change',
    at: now.toISOString(),
    capability: 'hours',
    target,
    by,
    summary: 'asked to start, though hours.targets no longer means it',
    before: undefined,
    after: { ...(order.size ? { size: order.size } : {}), ...(order.scaling ? { resumed: order.scaling } : {}) },
    basis: { event: { action: 'start', ...(why === undefined ? {} : { why }) }, config: record.basis.config },
  }
  await deployment.ledger().commit([{ item: noted, expect: 'absent' }], now)
  let refusal: Refusal | undefined
  try {
    refusal = (await kind.request([order], access)).get(id)
  } catch (error) {
    refusal = kind.refusalOf(error, id, 'start')
  }
  if (refusal) throw refused(target, refusal)
  return record
}
