import { inParallel } from '../../../shared/in-parallel.ts'
import { piecesOf } from '../../../shared/pieces.ts'
import type { Observed, TargetKind } from '../targets/target-kind.ts'
import type { Sight } from '../world/world.ts'
import { askHalving } from './bisect.ts'
import type { Place } from './find.ts'

/** Batches that are asked about at a time. */
const width = 8

/** What must be left to begin another batch, as a share of what was left at the beginning: the rest is for what is to be done. */
const keptShare = 0.5

export interface Seen {
  /** By target. What time did not suffice for is missing. */
  readonly observed: ReadonlyMap<string, Observed>
  readonly denied: ReadonlyMap<string, string>
}

const batchesOf = (places: readonly Place[]): { readonly kind: TargetKind; readonly places: readonly Place[] }[] =>
  [...Map.groupBy(places, ({ kind }) => kind)].flatMap(([kind, all]) =>
    piecesOf(all, kind.batch.observe).map((part) => ({ kind, places: part })),
  )

/**
 * How AWS shows targets now. What AWS does not answer for is `unknown`, and no look acts on that.
 */
export const observeTargets = async (places: readonly Place[], world: Sight): Promise<Seen> => {
  const observed = new Map<string, Observed>()
  const denied = new Map<string, string>()
  const enough = world.remainingMs() * keptShare
  await inParallel(batchesOf(places), width, async ({ kind, places: batch }) => {
    if (world.remainingMs() < enough) return
    const ids = batch.map(({ id }) => id)
    const answers = await askHalving(
      ids,
      (some) => kind.observe(some, world.access),
      (id) => id,
      (error, id) => kind.refusalOf(error, id, 'observe'),
    )
    for (const { target, id } of batch) {
      const answer = answers.get(id)
      if (answer && 'answer' in answer) observed.set(target, answer.answer)
      else {
        if (answer?.refusal.denied !== undefined) denied.set(kind.kind, answer.refusal.denied)
        observed.set(target, { state: 'unknown', ...(answer ? { reason: answer.refusal } : {}) })
      }
    }
  })
  return { observed, denied }
}
