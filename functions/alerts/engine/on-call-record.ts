import type { Stored, Write } from '../../../shared/ledger/ledger.ts'
import {
  type AlertsChangeRecord,
  keys,
  type OnCallRecord,
  type OverrideMade,
  type SilenceMade,
} from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import { withoutOld } from '../../../shared/on-call/run-time.ts'
import { isSame } from '../../../shared/same.ts'
import type { Refusal } from '../rules/answers.ts'
import type { Request } from '../rules/request.ts'
import { commit, transact, type World } from '../world/world.ts'

/** What the record is to be, and what is answered. */
export interface Plan<Entry> {
  readonly next: Pick<OnCallRecord, 'overrides' | 'silences'>
  /** What was made or ended, as it then is. */
  readonly entry: Entry
  /** As it was before; nothing where it is new. */
  readonly before?: Entry | undefined
  readonly summary: string
}

type Entry = OverrideMade | SilenceMade

/** What of a request decides whether another one is the same. */
export const askedOf = ({ source, request, ...asked }: Request): Readonly<Record<string, unknown>> => asked

/** What an id stands for already. */
export const madeBy = (id: string, record: Pick<OnCallRecord, 'overrides' | 'silences'>): Entry | undefined =>
  record.overrides.find((each) => each.id === id) ?? record.silences.find((each) => each.id === id)

/** Whether a request has been done before; or why it cannot be this one. */
export const doneBefore = (
  request: Request,
  record: Pick<OnCallRecord, 'overrides' | 'silences'>,
): Entry | Refusal | undefined => {
  const made = madeBy(request.request, record)
  if (!made) return undefined
  return isSame(made.asked, askedOf(request))
    ? made
    : { refused: `${request.request} was the id of another request: ask again with a new one` }
}

const changeWrite = <Made extends Entry>(
  request: Request,
  { entry, before, summary }: Plan<Made>,
  world: World,
): Write => {
  const { now, version } = world
  const item: AlertsChangeRecord = {
    ...keys.change('alerts', entry.id, `${now.toISOString()}#${request.request}`),
    kind: 'change',
    at: now.toISOString(),
    capability: 'alerts',
    target: entry.id,
    summary,
    before,
    after: entry,
    by: request.by,
    basis: { event: askedOf(request), config: version },
  }
  return { item, expect: 'absent' }
}

/**
 * Changes what people have made at run time. Whoever else changes it at the same moment comes before or after, never in between.
 * @param decide by the record as it is at the moment; called again where it has changed meanwhile
 * @returns what `decide` refuses or has answered; of a plan, its entry
 */
export const changeOnCall = <Made extends Entry, Answer>(
  request: Request,
  world: World,
  decide: (record: Pick<OnCallRecord, 'overrides' | 'silences'>) => Plan<Made> | { readonly answer: Answer },
): Promise<{ readonly plan: Plan<Made> } | { readonly answer: Answer }> =>
  transact<{ readonly plan: Plan<Made> } | { readonly answer: Answer }>(async () => {
    const { ledger, now } = world
    const known: Stored<OnCallRecord> | undefined = await ledger.get<OnCallRecord>(keys.onCall())
    const decided = decide(withoutOld(known, now))
    if ('answer' in decided) return { done: decided }
    const item: OnCallRecord = { ...keys.onCall(), kind: 'on-call', at: now.toISOString(), ...decided.next }
    const writes: Write[] = [{ item, expect: known?.version ?? 'absent' }, changeWrite(request, decided, world)]
    if (!(await commit(world, writes))) return 'again'
    log.info('made at run time', { action: request.action, id: decided.entry.id })
    return { done: { plan: decided } }
  })
