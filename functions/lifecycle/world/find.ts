import type { Selection } from '../../../shared/config/lifecycle/schema.ts'
import { inParallel } from '../../../shared/in-parallel.ts'
import { explainFailure } from '../rules/failure.ts'
import type { Outcome } from '../rules/outcome.ts'
import { type WantedBucket, wantedBuckets } from '../rules/policies.ts'
import { needsTags, selectionOf } from '../rules/select.ts'
import type { Buckets } from './effects.ts'

const width = 8

/** The buckets that selections choose, and those of which that could not be found out. */
export interface Found {
  readonly wanted: readonly WantedBucket[]
  readonly failed: readonly Outcome[]
}

/**
 * Finds the buckets of the account that are in a selection. Buckets with an entry of their own are left to that.
 * @throws what S3 throws when buckets cannot be listed
 */
export const findBuckets = async (
  selections: readonly Selection[],
  named: readonly Pick<WantedBucket, 'bucket'>[],
  deployment: string,
  buckets: Pick<Buckets, 'list' | 'tagsOf'>,
): Promise<Found> => {
  if (selections.length === 0) return { wanted: [], failed: [] }
  const own = new Set(named.map(({ bucket }) => bucket))
  const names = (await buckets.list()).filter((name) => !own.has(name))
  const failed: Outcome[] = []
  const chosen = await inParallel(names, width, async (name) => {
    try {
      const tags = needsTags(selections, name) ? await buckets.tagsOf(name) : undefined
      return { name, selection: selectionOf(selections, { name, tags }) }
    } catch (error) {
      const { reason, transient } = explainFailure(error)
      failed.push({ bucket: name, outcome: 'failed', changes: [], reason, transient })
      return { name, selection: undefined }
    }
  })
  return {
    failed,
    wanted: chosen.flatMap(({ name, selection }) => {
      if (!selection) return []
      const { select: _, except: __, ...policy } = selection
      return wantedBuckets([{ bucket: name, ...policy }], deployment, () => name)
    }),
  }
}
