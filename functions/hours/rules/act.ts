import { isoMs, isoText } from '../../../shared/iso.ts'
import type { HoursOrder, HoursTargetRecord } from '../../../shared/ledger/records.ts'
import type { Order } from '../targets/target-kind.ts'
import { actionFor, heldScaling, sizeFor } from './goal.ts'
import { isInWindow } from './maintenance.ts'
import type { Situation } from './situation.ts'
import { isNothing, keptBefore, ownSize, setBy } from './sizes.ts'

/** What is done about a target at this look. */
export interface Act {
  /** As it is to be written before AWS is asked. */
  readonly record: HoursTargetRecord
  readonly request?: Order
  /** Why nothing is asked for though something is to be, in words: it is no fault of the target's own. */
  readonly waits?: string
  /** It has no size to go back to. */
  readonly lacksSize?: boolean
}

/** What stands in the way of a target that is none of its own. */
export interface Way {
  /** What it has to wait for, in words. */
  readonly start?: string | undefined
  readonly stop?: string | undefined
}

/** Seconds between two requests for one target: what was asked for a moment ago is not yet shown, or another call has just asked. */
const firstWait = 60
const longestWait = 900

const waitSeconds = (tries: number): number => Math.min(longestWait, firstWait * 2 ** Math.max(0, tries - 1))

const isTooSoon = ({ askedAt, against, tries }: HoursOrder, now: Date): boolean => {
  const last = [askedAt, against]
    .filter((at) => at !== undefined)
    .sort()
    .at(-1)
  if (last === undefined) return false
  return now.getTime() - isoMs(last) < (last === askedAt ? waitSeconds(tries) : firstWait) * 1000
}

/** A state that passes by itself, within which AWS takes no such request. */
const transition = (action: 'start' | 'stop' | 'size', { observed, kind }: Situation): string | undefined => {
  const { state } = observed
  if (action === 'size') return undefined
  if (action === 'start') return state === 'stopping' && !kind.interruptible ? 'it is still stopping' : undefined
  if (state === 'busy') return observed.reason?.words ?? 'AWS is busy with it'
  if (state === 'stopping') return 'it is stopping'
  return state === 'starting' && !kind.interruptible ? 'it is still starting' : undefined
}

/** What was asked for as it goes on: it starts, and there is nothing more to ask. */
const isOnItsWay = (situation: Situation, record: HoursTargetRecord): boolean => {
  const { observed, kind } = situation
  return (
    observed.state === 'starting' &&
    heldScaling(observed, record, kind).length === 0 &&
    sizeFor('start', observed, record, record.moment.size) === undefined
  )
}

const claimed = (order: HoursOrder, now: Date): HoursOrder => ({
  ...order,
  askedAt: isoText(now),
  tries: order.tries + 1,
  freeAt: order.freeAt ?? isoText(now),
})

const stopNow = (situation: Situation, record: HoursTargetRecord, order: HoursOrder): Act => {
  const { observed, kind, now, id } = situation
  const kept = keptBefore(observed, record, now)
  const nothing = observed.size && { ...(observed.size.min === undefined ? {} : { min: 0 }), desired: 0 }
  const costs = observed.costs ?? record.costs
  const scaling = kind.scaling.filter((name) => !observed.suspended?.includes(name))
  return {
    record: {
      ...record,
      order: claimed(order, now),
      kept,
      set: nothing ? setBy(nothing, observed.size, record.set) : record.set,
      plannedOff: { since: record.plannedOff?.since ?? isoText(now) },
      ...(costs ? { costs } : {}),
    },
    request: { id, action: 'stop', ...(scaling.length > 0 ? { scaling } : {}) },
  }
}

const startNow = (
  action: 'start' | 'size',
  situation: Situation,
  record: HoursTargetRecord,
  order: HoursOrder,
): Act => {
  const { observed, kind, now, id } = situation
  const size = sizeFor(action, observed, record, record.moment.size)
  if (observed.size !== undefined && size === undefined && isNothing(observed.size)) return { record, lacksSize: true }
  const own = ownSize(observed, record)
  const kept =
    size === undefined || own === undefined ? record.kept : { at: isoText(now), held: false, ...record.kept, size: own }
  const scaling = heldScaling(observed, record, kind)
  return {
    record: {
      ...record,
      order: claimed(order, now),
      kept,
      set: size ? setBy(size, observed.size, record.set) : record.set,
    },
    request: { id, action, ...(size ? { size } : {}), ...(scaling.length > 0 ? { scaling } : {}) },
  }
}

/**
 * What to ask AWS for at this look, if anything, and what is to be written down before: that it is asked, the size and what of its
 * scaling is suspended before anything is changed, and that it is off on purpose.
 * @param record as it was settled
 */
export const act = (situation: Situation, record: HoursTargetRecord, way: Way): Act => {
  const { observed, kind, now } = situation
  const { order, moment } = record
  if (order === undefined) return { record }
  const action = actionFor(moment.state, observed, record, kind, moment.size)
  if (action === undefined || (action === 'start' && isOnItsWay(situation, record))) return { record }
  const obstacle = action === 'size' ? undefined : way[action]
  if (obstacle !== undefined) return { record, waits: obstacle }
  if (order.restarted && isInWindow(observed.maintenanceWindow, now))
    return { record, waits: `its maintenance window (${observed.maintenanceWindow} UTC) is not over` }
  if (transition(action, situation) !== undefined || isTooSoon(order, now)) return { record }
  return action === 'stop' ? stopNow(situation, record, order) : startNow(action, situation, record, order)
}
