import { UsageError } from '../../../api/usage-error.ts'
import { localClock } from '../../../shared/local-clock.ts'
import { cut } from '../../../shared/text.ts'
import { isInstant } from '../../../shared/time.ts'
import { isZone, type Reader } from './reader.ts'
import { inputWords } from './words/inputs.ts'

/** An instant as an input of a date and a time has it, by the clocks of a zone: `2026-11-21T02:30`. */
export const localInput = (zone: string, at: Date | string): string =>
  new Date(localClock(zone).localAt(new Date(at).getTime())).toISOString().slice(0, 16)

/** The date of an instant by the clocks of a zone: `2026-11-21`. */
export const localDate = (zone: string, at: Date | string): string => localInput(zone, at).slice(0, 10)

/** What was typed or sent as a day, or a day and a time, as `2026-11-21T02:30`; nothing where it is neither. */
const typedTime = (typed: string): string | undefined => {
  const [, day, hour = '00:00'] = /^(\d{4}-\d{2}-\d{2})(?:[T ]([0-2]\d:[0-5]\d)(?::\d\d)?)?$/.exec(typed) ?? []
  return day !== undefined && isInstant(`${day}T${hour}:00Z`) ? `${day}T${hour}` : undefined
}

/** What stands in an input of a date and a time when it is shown again: a browser takes no other text than a time. */
export const shownAgain = (text: string | undefined): string => typedTime((text ?? '').trim()) ?? ''

/**
 * The instant that an input of a date and a time means, ISO 8601 in UTC; nothing where it is empty. What a change of clocks skips comes
 * as much later as they jump; of what comes twice the first is meant.
 * @param zone that the form was drawn for; one that nobody knows is the reader's
 * @throws UsageError for a text that is not a time
 */
export const instantOfInput = (
  text: string | null | undefined,
  zone: string | null | undefined,
  reader: Pick<Reader, 'zone' | 'language'>,
): string | undefined => {
  const typed = (text ?? '').trim()
  if (typed === '') return undefined
  const local = typedTime(typed)
  if (local === undefined) throw new UsageError(inputWords[reader.language].notATime(cut(typed, 40)))
  const clock = localClock(isZone(zone ?? undefined) ? (zone ?? reader.zone) : reader.zone)
  return new Date(clock.instantNear(Date.parse(`${local}:00Z`))).toISOString()
}
