import { problem } from '../explain.ts'
import { cidr } from './network-schema.ts'

/** What of this network a peer or a VPN may be let in to. */
export const openParts = ['database']

/** A range as the schema takes it, or undefined for what is none. */
export const rangeText = (written: unknown): string | undefined => cidr.safeParse(written).data

/** What is wrong with a part that somebody may be let in to. What is not a text is the schema's to report. */
export const partProblems = (path: readonly PropertyKey[], part: unknown, hasDatabase: boolean): string[] => {
  if (typeof part !== 'string') return []
  if (!openParts.includes(part)) return [problem(path, part, `one of ${openParts.join(', ')}`, openParts)]
  return hasDatabase ? [] : [problem(path, part, 'nothing: estate.database is not configured')]
}
