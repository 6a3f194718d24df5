import { inParallel } from '../../../shared/in-parallel.ts'
import type { WrittenMetric } from '../../../shared/metrics/written.ts'
import { metrics } from '../../../shared/metrics.ts'
import type { Counts } from '../logs/counts.ts'
import { packCounts } from '../rules/pack.ts'
import type { LogWorld } from '../world/world.ts'
import { arrivalName, type Counted, type PackedCounts, sayArrived, writePiece } from './piece-writes.ts'

/** Most characters that wait to be written. */
const mostWaiting = 4_000_000

/** Pieces that are written at a time. */
const width = 8

interface Waiting {
  readonly counted: Counted
  /** Its counts, packed. */
  readonly text: string
}

/** What has become of a piece: whether it was written now, or why it was not. */
type Outcome = boolean | { readonly error: unknown }

/** Pieces of the objects of one call, which are written together. */
export interface Gathering {
  /** Takes a piece. What it counts is packed at once: the counts themselves are large. */
  readonly add: (counted: Counted, counts: Counts) => void
  readonly isFull: () => boolean
  /** Writes what waits. What fails is in its outcome. */
  readonly write: () => Promise<void>
  /** Whether a piece was written now. @throws why it could not be written */
  readonly wasNew: (counted: Counted) => boolean
  /** The last piece of an object that this call has counted already: a second message about it has nothing to add. */
  readonly lastOf: (id: string) => Counted | undefined
}

const count = ({ tally, broken }: Counted['about']): void => {
  metrics.add('FirewallLines', tally.lines)
  const { malformed, future, unattributed, refusedByWaf } = tally
  const others = {
    FirewallMalformed: malformed,
    FirewallFuture: future,
    FirewallUnattributed: unattributed,
    FirewallRefusedByWaf: refusedByWaf,
  } satisfies Partial<Record<WrittenMetric<'firewall'>, number>>
  for (const [name, value] of Object.entries(others)) if (value > 0) metrics.add(name, value)
  if (broken) metrics.add('FirewallBroken', 1)
}

export const makeGathering = (world: Pick<LogWorld, 'ledger' | 'counts'>, clock: () => Date): Gathering => {
  let waiting: Waiting[] = []
  let characters = 0
  const outcomes = new Map<Counted, Outcome>()
  const ends = new Map<string, Counted>()

  /** @returns whether it was written now, and is still to be said to have come */
  const put = async (counted: Counted, packed: PackedCounts): Promise<boolean> => {
    try {
      const isNew = await writePiece(world, counted, packed, clock())
      if (isNew) count(counted.about)
      outcomes.set(counted, isNew)
      return isNew
    } catch (error) {
      outcomes.set(counted, { error })
      return false
    }
  }

  const writeBatch = async (batch: readonly Waiting[], isLarge: boolean): Promise<void> => {
    const saidBy = arrivalName(batch.map(({ counted }) => counted))
    const name = isLarge ? await world.counts.write(batch.map(({ text }) => text)) : undefined
    const packedOf = (text: string, part: number): PackedCounts => ({
      ...(name === undefined ? { counts: text } : { countsIn: { name, part, of: batch.length } }),
      ...(saidBy === undefined ? {} : { saidBy }),
    })
    const pieces = batch.map(({ counted, text }, part) => ({ counted, packed: packedOf(text, part) }))
    const isNew = await inParallel(pieces, width, ({ counted, packed }) => put(counted, packed))
    const fresh = batch.flatMap(({ counted }, index) => (isNew[index] ? [counted] : []))
    await sayArrived(world, fresh, clock(), saidBy)
  }

  return {
    add: (counted, counts) => {
      const text = packCounts(counts)
      waiting.push({ counted, text })
      characters += text.length
      if (counted.about.end) ends.set(counted.id, counted)
    },
    isFull: () => characters > mostWaiting,
    write: async () => {
      const [batch, isLarge] = [waiting, characters > world.counts.from]
      waiting = []
      characters = 0
      try {
        await writeBatch(batch, isLarge)
      } catch (error) {
        for (const { counted } of batch) outcomes.set(counted, { error })
      }
    },
    wasNew: (counted) => {
      const outcome = outcomes.get(counted)
      if (outcome === undefined) throw new TypeError('The piece is not written yet')
      if (typeof outcome !== 'boolean') throw outcome.error
      return outcome
    },
    lastOf: (id) => ends.get(id),
  }
}
