import { ConflictError } from '../../../shared/errors.ts'
import { inParallel } from '../../../shared/in-parallel.ts'
import { commitEach } from '../../../shared/ledger/commit-each.ts'
import { type HoursTargetRecord, keys } from '../../../shared/ledger/records.ts'
import { piecesOf } from '../../../shared/pieces.ts'
import { isSame } from '../../../shared/same.ts'
import { leftOffCode } from '../rules/left-off.ts'
import { savedBy } from '../rules/savings.ts'
import { failedSignal, leftOffSignal, plannedOffSignal, plannedOnSignal, recoveredSignal } from '../rules/signals.ts'
import { deniedCode, troubleOf } from '../rules/trouble.ts'
import type { Order, Refusal, TargetKind } from '../targets/target-kind.ts'
import type { World } from '../world/world.ts'
import type { Assessed } from './assess.ts'
import { askHalving } from './bisect.ts'
import { asWritten, decisionWrites, versionOf } from './write.ts'

/** Batches of requests under way at a time, and single signals or reads. */
const width = 6
const narrow = 16

/** What must be left of the call to begin another batch of requests. */
const marginMs = 20_000

/** What became of what was to be done. */
export interface Outcome {
  readonly written: number
  /** US dollars by list prices, of the stops whose end was written down. */
  readonly saved: number
  readonly asked: number
  /** Whose time did not come in this call. */
  readonly left: number
  readonly accepted: ReadonlySet<string>
  readonly denied: ReadonlyMap<string, string>
  /** The records of all targets as they are now. */
  readonly records: ReadonlyMap<string, HoursTargetRecord>
  readonly failures: readonly unknown[]
}

/** A record as it was written, with what it was decided from. */
interface Done extends Assessed {
  readonly record: HoursTargetRecord
}

const makeBooks = (world: World) => {
  const records = new Map<string, HoursTargetRecord>()
  const failures: unknown[] = []
  let written = 0
  let saved = 0
  const fail = (error: unknown): void => {
    // Another call was faster: what it left is seen at the next look.
    if (!(error instanceof ConflictError)) failures.push(error)
  }
  const attempt = async (act: () => Promise<void>): Promise<boolean> => {
    try {
      await act()
      return true
    } catch (error) {
      fail(error)
      return false
    }
  }
  /** Writes each decision; gives those that are in the ledger. */
  const write = async (all: readonly Assessed[]): Promise<Done[]> => {
    const entries = await inParallel(all, narrow, async (each) => {
      const before = each.situation.record
      try {
        return {
          each,
          before,
          writes: await decisionWrites(before, each.place, each.decision, each.situation.observed, world),
        }
      } catch (error) {
        fail(error)
        return undefined
      }
    })
    const known = entries.flatMap((entry) => entry ?? [])
    const lost = await commitEach(world.ledger, known, world.now)
    for (const error of lost.values()) fail(error)
    return known.flatMap((entry) => {
      if (lost.has(entry)) return []
      const { each, before, writes } = entry
      const { record } = each.decision
      written += writes.length
      saved += savedBy(each.decision, world.priceOf)
      const now = writes.length > 0 ? asWritten(record, before) : record
      records.set(each.place.target, now)
      return [{ ...each, record: now }]
    })
  }
  /** Writes newer records over those that were just written. */
  const rewrite = async (
    changes: readonly { readonly done: Done; readonly record: HoursTargetRecord }[],
  ): Promise<Done[]> => {
    const entries = changes.map(({ done, record }) => ({
      done,
      record,
      writes: [{ item: record, expect: versionOf(done.record) }],
    }))
    const lost = await commitEach(world.ledger, entries, world.now)
    for (const error of lost.values()) fail(error)
    return entries.flatMap((entry) => {
      if (lost.has(entry)) return []
      written += 1
      const record = asWritten(entry.record, entry.done.record)
      records.set(record.target, record)
      return [{ ...entry.done, record }]
    })
  }
  return { records, failures, fail, attempt, write, rewrite, written: () => written, saved: () => saved }
}

type Books = ReturnType<typeof makeBooks>

/** Says what must be said before it is written down: said twice does no harm, written down and not said does. */
const sayFirst = async (all: readonly Assessed[], world: World, books: Books): Promise<readonly Assessed[]> => {
  const over = all.filter(({ decision }) => decision.recovered !== undefined || decision.isBack)
  if (over.length === 0) return all
  const unsaid = new Set<Assessed>()
  await inParallel(over, narrow, async (each) => {
    const { recovered, isBack, record } = each.decision
    const isSaid = await books.attempt(async () => {
      if (recovered)
        await world.publish(
          recoveredSignal(record, recovered, world.now, 'It is as its calendar wants it, or no longer has to be.'),
        )
      if (isBack) await world.publish(plannedOnSignal(each.situation.record ?? record, world.now))
    })
    if (!isSaid) unsaid.add(each)
  })
  return unsaid.size === 0 ? all : all.filter((each) => !unsaid.has(each))
}

/** Reports what is wrong and was not yet reported, and writes down that it was. */
const tell = async (all: readonly Done[], world: World, books: Books): Promise<void> => {
  const untold = all.filter(({ record }) => record.trouble?.told === false)
  if (untold.length === 0) return
  const told = await inParallel(untold, narrow, async (done) => {
    const { record, place } = done
    const { trouble } = record
    if (!trouble) return []
    const signalOf = trouble.code === leftOffCode ? leftOffSignal : failedSignal
    const isSaid = await books.attempt(() => world.publish(signalOf(record, trouble, place.entry)))
    return isSaid ? [{ done, record: { ...record, trouble: { ...trouble, told: true } } }] : []
  })
  const rewritten = new Set((await books.rewrite(told.flat())).map(({ record }) => record.target))
  const lost = told.flat().filter(({ record }) => !rewritten.has(record.target))
  await inParallel(lost, narrow, ({ done }) => books.attempt(() => takeBack(done, world)))
}

/** Another look has seen meanwhile that it is over, and said so before this one said what was wrong: nobody else would close that. */
const takeBack = async ({ record: { target, trouble } }: Done, world: World): Promise<void> => {
  const known = await world.ledger.get<HoursTargetRecord>(keys.hoursTarget(target))
  if (trouble === undefined || known?.trouble?.since === trouble.since) return
  const over = recoveredSignal({ target }, trouble, world.now, 'It was over when this was reported.')
  await world.publish({ ...over, id: `${over.id}/again` })
}

const withRefusal = (done: Done, refusal: Refusal | undefined): HoursTargetRecord => {
  const { record, situation } = done
  if (record.order === undefined) return record
  const { code, words, transient, denied } = refusal ?? { code: '', words: '', transient: false }
  const kept =
    refusal === undefined
      ? undefined
      : { code: denied === undefined ? code : deniedCode, words, transient: transient || denied !== undefined }
  const refused = { ...record, order: { ...record.order, refusal: kept } }
  return {
    ...refused,
    trouble: refusal === undefined ? record.trouble : troubleOf(situation, refused, undefined, false),
  }
}

interface Batch {
  readonly kind: TargetKind
  readonly all: readonly Assessed[]
}

/** Those that were asked longest ago come first: none is forgotten where time does not suffice for all. */
const batchesOf = (all: readonly Assessed[]): Batch[] => {
  const sorted = all.toSorted((one, other) => {
    const [a, b] = [one.situation.record?.order?.askedAt ?? '', other.situation.record?.order?.askedAt ?? '']
    return a < b ? -1 : a > b ? 1 : 0
  })
  const groups = Map.groupBy(sorted, ({ place, decision }) => `${place.kind.kind} ${decision.request?.action}`)
  return [...groups.values()].flatMap((group) => {
    const kind = group[0]?.place.kind
    if (kind === undefined) return []
    return piecesOf(group, kind.batch.request).map((part) => ({ kind, all: part }))
  })
}

const ask = async (
  { kind, all }: Batch,
  world: World,
  books: Books,
  accepted: Set<string>,
  denied: Map<string, string>,
) => {
  const claimed = await books.write(all)
  const ready = await inParallel(claimed, narrow, async (done) => {
    if (done.decision.request?.action !== 'stop') return [done]
    const why = done.situation.wish?.because.text ?? 'its calendar says so'
    return (await books.attempt(() => world.publish(plannedOffSignal(done.record, why)))) ? [done] : []
  })
  const byId = new Map(ready.flat().map((done) => [done.place.id, done]))
  const orders = [...byId.values()].flatMap(({ decision: { request }, place }) =>
    request ? [{ ...place.kind.options?.(place.entry.selector as never), ...request }] : [],
  )
  const answers = await askHalving<Order, Refusal | undefined>(
    orders,
    (some) => kind.request(some, world.access),
    ({ id }) => id,
    (error, { id, action }) => kind.refusalOf(error, id, action),
  )
  const changes = [...byId].flatMap(([id, done]) => {
    const result = answers.get(id)
    // Without an answer it is asked again when its time has come.
    if (result === undefined) return []
    const refusal = 'refusal' in result ? result.refusal : result.answer
    if (refusal === undefined) accepted.add(kind.kind)
    else if (refusal.denied !== undefined) denied.set(kind.kind, refusal.denied)
    const record = withRefusal(done, refusal)
    return isSame(record, done.record) ? [] : [{ done, record }]
  })
  const rewritten = await books.rewrite(changes)
  const latest = new Map(rewritten.map((done) => [done.place.id, done]))
  await tell(
    [...byId].map(([id, done]) => latest.get(id) ?? done),
    world,
    books,
  )
}

/**
 * Carries decisions out: what is over is said and then written; what is to be asked for is written, said and then asked for, a batch at
 * a time, until the time of the call is nearly over. What is left comes at the next look. One failure keeps nothing else from its own.
 */
export const carryOut = async (assessed: readonly Assessed[], world: World): Promise<Outcome> => {
  const books = makeBooks(world)
  const accepted = new Set<string>()
  const denied = new Map<string, string>()
  const said = await sayFirst(assessed, world, books)
  const asking: Assessed[] = []
  const changed: Assessed[] = []
  for (const each of said) {
    const { request, record } = each.decision
    if (request !== undefined) asking.push(each)
    else if (record !== each.situation.record || record.trouble?.told === false) changed.push(each)
  }
  await tell(await books.write(changed), world, books)
  let left = 0
  await inParallel(batchesOf(asking), width, async (batch) => {
    if (world.remainingMs() < marginMs) left += batch.all.length
    else await books.attempt(() => ask(batch, world, books, accepted, denied))
  })
  const { records, failures } = books
  return {
    written: books.written(),
    saved: books.saved(),
    asked: asking.length - left,
    left,
    accepted,
    denied,
    records,
    failures,
  }
}
