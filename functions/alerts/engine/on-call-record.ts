import type { Stored, Write } from '../../../shared/ledger/ledger.ts'
import { keys, type OnCallRecord, type OverrideMade, type SilenceMade } from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import { withoutOld } from '../../../shared/on-call/run-time.ts'
import { isSame } from '../../../shared/same.ts'
import { type Refusal, refused } from '../rules/answers.ts'
import type { Request } from '../rules/request.ts'
import { commit, transact, type World } from '../world/world.ts'
import { changeWrite } from './change-write.ts'

type Known = Pick<OnCallRecord, 'overrides' | 'silences'>
type Entry = OverrideMade | SilenceMade

/** What becomes of a request. */
export interface Decided<Made extends Entry> {
  /** What was made or ended, as it then is. */
  readonly entry: Made
  /** What is written for it; nothing where all stands as it was. */
  readonly change?: {
    readonly next: Known
    /** The entry as it was before; nothing where it is new. */
    readonly before?: Made | undefined
    readonly summary: string
  }
}

/** What of a request decides whether another one is the same. */
export const askedOf = ({ source, request, ...asked }: Request): Readonly<Record<string, unknown>> => asked

/**
 * What a request made when it came before; or why it cannot be this one.
 * @param own those of the record that it may have made
 */
export const doneBefore = <Made extends Entry>(
  request: Request,
  own: readonly Made[],
  { overrides, silences }: Known,
): Decided<Made> | Refusal | undefined => {
  const entry = own.find(({ id }) => id === request.request)
  if (entry && isSame(entry.asked, askedOf(request))) return { entry }
  return [...overrides, ...silences].some(({ id }) => id === request.request)
    ? refused(`${request.request} was the id of another request: ask again with a new one`)
    : undefined
}

/**
 * Changes what people have made at run time. Whoever else changes it at the same moment comes before or after, never in between.
 * @param decide by the record as it is at the moment; called again where it has changed meanwhile
 * @returns what `decide` said last
 */
export const changeOnCall = <Answer extends Decided<Entry>>(
  request: Request,
  world: World,
  decide: (record: Known) => Answer | Refusal,
): Promise<Answer | Refusal> =>
  transact<Answer | Refusal>(async () => {
    const { ledger, now } = world
    const known: Stored<OnCallRecord> | undefined = await ledger.get<OnCallRecord>(keys.onCall())
    const decided = decide(withoutOld(known, now))
    if ('refused' in decided || !decided.change) return { done: decided }
    const { entry, change } = decided
    const { next, before, summary } = change
    const item: OnCallRecord = { ...keys.onCall(), kind: 'on-call', at: now.toISOString(), ...next }
    const written = { target: entry.id, summary, before, after: entry, event: askedOf(request) }
    const writes: Write[] = [{ item, expect: known?.version ?? 'absent' }, changeWrite(request, written, world)]
    if (!(await commit(world, writes))) return 'again'
    log.info('made at run time', { action: request.action, id: entry.id })
    return { done: decided }
  })
