import { type Change, changesSince } from '../../../../api/changes.ts'
import type { Asked } from '../../contract/contribution.ts'
import type { Item, Span } from '../../contract/night.ts'
import { changesWords } from '../words/changes.ts'

/** What one capability changed in a span, oldest first. All capabilities share one list of the ledger. */
export const changesOf = async ({ deployment }: Asked, { from }: Span, capability: string): Promise<Change[]> =>
  (await changesSince(deployment, from)).filter((change) => change.capability === capability).toReversed()

/** A change as a mark: by its look it is seen whether a person made it. */
export const changeItem = ({ reader }: Asked, { at, target, summary, by }: Change): Item => {
  const what = `${target}: ${summary}`
  return by === undefined
    ? { from: at, look: 'changed', title: what }
    : { from: at, look: 'changed-by-hand', title: changesWords[reader.language].by(what, by) }
}
