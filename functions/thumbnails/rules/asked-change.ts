import { type ChangeRecord, keys } from '../../../shared/ledger/records.ts'

/** What somebody has asked for. */
interface Asked {
  /** Short name of who asked. */
  readonly by: string
  /** What it is about, such as `backfill`. */
  readonly target: string
  /** One word for what was done: two of the same moment are two records. */
  readonly action: string
  readonly summary: string
  /** What was decided from. */
  readonly event: Readonly<Record<string, string>>
}

/** The record that somebody has asked for something, for the list of what people did. @param version of the config */
export const askedChange = (
  { by, target, action, summary, event }: Asked,
  version: string,
  now: Date,
): ChangeRecord & { readonly by: string } => ({
  ...keys.change('thumbnails', target, `${now.toISOString()}#${action}`),
  kind: 'change',
  at: now.toISOString(),
  capability: 'thumbnails',
  target,
  by,
  summary,
  before: undefined,
  after: undefined,
  basis: { event, config: version },
})
