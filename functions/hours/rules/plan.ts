import type { HoursTargetRecord } from '../../../shared/ledger/records.ts'
import type { Observed, Order } from '../targets/target-kind.ts'
import type { Situation } from './situation.ts'
import { shownText } from './trouble.ts'

/** What would happen to one target now. */
export interface PlanRow {
  readonly target: string
  /** Its place in hours.targets, and its calendar. */
  readonly entry: string
  readonly calendar: string
  /** What its calendar, or a person, wants; nothing while the calendar has said nothing yet. */
  readonly wanted: 'running' | 'stopped' | undefined
  readonly observed: Observed['state']
  readonly would: Order['action'] | 'nothing'
  /** It goes by tag and is not confirmed: nothing is done. */
  readonly dry: boolean
  /** Why, in words. */
  readonly why: string
}

interface Given {
  readonly target: string
  readonly entry: string
  readonly calendar: string
  readonly dry: boolean
  readonly observed: Observed
  /** Nothing where its calendar has said nothing yet. */
  readonly situation: Situation | undefined
  readonly record: HoursTargetRecord | undefined
  readonly request: Order['action'] | undefined
  readonly waits: string | undefined
}

const whyOf = ({ observed, situation, record, request, waits }: Given): string => {
  if (observed.reason && (observed.state === 'cannot' || observed.state === 'unknown')) return observed.reason.words
  if (record?.trouble) return record.trouble.words
  if (waits !== undefined) return `waits: ${waits}`
  const { wish } = situation ?? {}
  if (wish === undefined) return 'its calendar has said nothing yet'
  if (request !== undefined || record?.order === undefined) {
    if (record?.hand) {
      const { state, at, found } = record.hand
      const how = found ? `${state} when hours first saw it, ${at}` : `${state} by hand, seen ${at}`
      return `${how}; stays until the next moment (${wish.because.text})`
    }
    return wish.because.text
  }
  return `under way: ${shownText(observed)} (${wish.because.text})`
}

/** One row of `nightshift hours plan`. */
export const planRow = (given: Given): PlanRow => {
  const { target, entry, calendar, dry, observed, situation, request } = given
  return {
    target,
    entry,
    calendar,
    wanted: situation?.wish?.state,
    observed: observed.state,
    would: request ?? 'nothing',
    dry,
    why: whyOf(given),
  }
}
