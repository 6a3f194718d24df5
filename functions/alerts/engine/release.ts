import { inParallel } from '../../../shared/in-parallel.ts'
import type { Write } from '../../../shared/ledger/ledger.ts'
import type { IncidentRecord, SilenceMade } from '../../../shared/ledger/records.ts'
import { endedLately, silencedOf } from '../rules/silences.ts'
import { commit, readIncidentFile, transact, type World, worldOfPart } from '../world/world.ts'
import { happen } from './progress.ts'

/** How many incidents are let go at once. */
const atOnce = 8

/** Pages of an incident that wait for the end of a silence may go with the next look at their mailbox. */
const freePages = (id: string, until: string, world: World): Promise<void> =>
  transact(async () => {
    const file = await readIncidentFile(world, id)
    const writes: Write[] = (file?.notifications ?? [])
      .filter(({ outcome, notBefore }) => outcome === 'planned' && notBefore === until)
      .map((page) => ({ item: { ...page, notBefore: undefined, at: world.now.toISOString() }, expect: page.version }))
    if (writes.length === 0) return { done: undefined }
    return (await commit(world, writes)) ? { done: undefined } : 'again'
  })

/**
 * Lets go what silences held that were ended before their time: each incident goes on as where a silence has come to its end. Can be
 * repeated: what was let go is not any more.
 * @param silences those of the ledger
 * @throws the last failure, after every incident was looked at; the sweep comes to it again
 */
export const releaseSilenced = async (silences: readonly SilenceMade[], world: World): Promise<void> => {
  const ended = endedLately(silences, world.now)
  if (ended.length === 0) return
  const incidents = await world.ledger.open<IncidentRecord>('incident')
  const held = ended.flatMap((silence) =>
    silencedOf(silence, incidents).map(({ id }) => ({ id, until: silence.ended?.until ?? '' })),
  )
  let failure: unknown
  await inParallel(held, atOnce, async ({ id, until }) => {
    try {
      const part = worldOfPart(`release ${id} ${until}`, world)
      await freePages(id, until, part)
      await happen(id, { kind: 'released', until }, part)
    } catch (error) {
      failure = error
    }
  })
  if (failure !== undefined) throw failure
}
