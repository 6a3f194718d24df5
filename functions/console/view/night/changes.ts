import { type Change, changesSince } from '../../../../api/changes.ts'
import type { Language } from '../../../../shared/language.ts'
import type { Asked } from '../../contract/contribution.ts'
import type { Item, Span } from '../../contract/night.ts'
import { engineText } from '../engine-text.ts'
import { changesWords } from '../words/changes.ts'

/** What one capability changed in a span, oldest first. All capabilities share one list of the ledger. */
export const changesOf = async ({ deployment }: Asked, { from }: Span, capability: string): Promise<Change[]> =>
  (await changesSince(deployment, from)).filter((change) => change.capability === capability).toReversed()

/** What a change was, in the reader's language, and who made it where a person did. */
export const changeText = (language: Language, { summary, by }: Pick<Change, 'summary' | 'by'>): string => {
  const text = engineText(language, summary)
  return by === undefined ? text : changesWords[language].by(text, by)
}

/** A change as a mark: by its look it is seen whether a person made it. */
export const changeItem = ({ reader }: Asked, { at, target, summary, by }: Change): Item => {
  const title = `${target}: ${changeText(reader.language, { summary, by })}`
  return { from: at, look: by === undefined ? 'changed' : 'changed-by-hand', title }
}
