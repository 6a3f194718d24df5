import { durationText, isInstant } from '../../../shared/time.ts'

/** What a point in time is held against. */
export interface Window {
  /** The earliest time that can be restored, where AWS says it. */
  readonly earliest?: Date | undefined
  readonly latest?: Date | undefined
  /** Days that automatic backups are kept. 0: there are none. */
  readonly retentionDays: number
}

/** ISO 8601 with a time of day and a zone: without one nobody knows which instant is meant. */
const withZone = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/

const example = '2026-11-30T09:30:00+09:00'

const spelled = (text: string): string => text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2')

/**
 * The instant that somebody wants restored.
 * @param text as it was typed
 * @returns the instant, or why it cannot be
 */
export const readTime = (text: string): Date | { readonly refused: string } => {
  if (!withZone.test(text)) {
    const local = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?)?$/.test(text)
    return {
      refused: local
        ? `"${text.slice(0, 60)}" has no ${text.length > 10 ? 'zone' : 'time of day'}: write ${example}, or end it with Z for UTC.`
        : `"${text.slice(0, 60)}" is not a time: write one such as ${example}.`,
    }
  }
  const at = new Date(spelled(text))
  if (Number.isNaN(at.getTime()) || !isInstant(spelled(text)))
    return { refused: `"${text}" is not a time that the calendar has.` }
  return at
}

/**
 * Why a database cannot be restored to a time, or undefined where it can. AWS takes times to the second.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIT.html
 */
export const refusalOfTime = (at: Date, target: string, window: Window, now: Date): string | undefined => {
  const { earliest, latest, retentionDays } = window
  if (retentionDays === 0)
    return `${target} has no automatic backups (its backup retention is 0), so it cannot be restored to a point in time. Leave out --at to restore its newest snapshot.`
  if (!latest)
    return `${target} cannot be restored to a point in time yet: RDS has not finished its first backup. Leave out --at to restore its newest snapshot.`
  const bounds = `Choose a time from ${earliest?.toISOString() ?? 'its first backup'} to ${latest.toISOString()}.`
  if (at.getTime() > now.getTime())
    return `${at.toISOString()} is ${durationText((at.getTime() - now.getTime()) / 1_000)} from now. ${bounds}`
  if (at.getTime() > latest.getTime())
    return `${at.toISOString()} cannot be restored yet: RDS is ${durationText((now.getTime() - latest.getTime()) / 1_000)} behind. ${bounds}`
  if (earliest && at.getTime() < earliest.getTime())
    return `${at.toISOString()} is too long ago: ${target} keeps its backups ${retentionDays} ${retentionDays === 1 ? 'day' : 'days'}. ${bounds}`
  return undefined
}

/** Why RDS would not take a new identifier, or undefined. */
export const refusalOfName = (as: string): string | undefined => {
  if (/^[a-z](?:[a-z0-9]|-(?=[a-z0-9])){0,62}$/.test(as)) return undefined
  if (as.length > 63) return `--as "${as.slice(0, 20)}…" has ${as.length} characters; RDS takes 63.`
  const offered = as
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '')
  return `--as "${as}" is not a name for a database: letters, digits and single hyphens, a letter first, no hyphen last${offered && offered !== as ? `. Did you mean "${offered}"?` : '.'}`
}

const dayMs = 86_400_000

/**
 * The window of an instance of which RDS does not say the earliest time: from its creation or as long as backups are kept, whichever is later.
 */
export const estimatedEarliest = (
  created: Date | undefined,
  latest: Date | undefined,
  retentionDays: number,
): Date | undefined => {
  if (!latest) return undefined
  const kept = latest.getTime() - retentionDays * dayMs
  return new Date(Math.max(kept, created?.getTime() ?? kept))
}
