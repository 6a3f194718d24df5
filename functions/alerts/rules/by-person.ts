import type { Responder } from '../../../shared/config/alerts/schema.ts'
import { localClock } from '../../../shared/local-clock.ts'
import { named } from '../../../shared/on-call/targets.ts'
import type { RehearsalRow, Told } from './comparison.ts'

/** What a rehearsal means for one person: how often they were called, and would have been. */
export interface PersonRow {
  readonly person: string
  /** Incidents of which they had a page. */
  readonly was: number
  readonly would: number
  /** Those of them whose first page came between 22:00 and 07:00 in the person's own zone. */
  readonly wasAtNight: number
  readonly wouldAtNight: number
}

const isNight = (at: string, zone: string): boolean => {
  const time = new Date(localClock(zone).localAt(Date.parse(at))).toISOString().slice(11, 16)
  return time >= '22:00' || time < '07:00'
}

/** When a person's first page of an incident came; nothing where they had none. */
const firstPage = (told: readonly Told[], person: string): string | undefined =>
  told
    .filter(({ to }) => to === person)
    .map(({ at }) => at)
    .toSorted()[0]

/** Adds a rehearsal up by person, whoever is called most often by the edited config first. */
export const byPerson = (
  rows: readonly RehearsalRow[],
  responders: Readonly<Record<string, Responder>>,
): PersonRow[] => {
  const people = new Set(rows.flatMap(({ was, would }) => [...was, ...would].map(({ to }) => to)))
  return [...people]
    .map((person) => {
      const zone = named(responders, person)?.zone ?? 'UTC'
      const pagesOf = (side: 'was' | 'would') => rows.flatMap((row) => firstPage(row[side], person) ?? [])
      const [was, would] = [pagesOf('was'), pagesOf('would')]
      const nights = (pages: readonly string[]) => pages.filter((at) => isNight(at, zone)).length
      return { person, was: was.length, would: would.length, wasAtNight: nights(was), wouldAtNight: nights(would) }
    })
    .toSorted((one, other) => other.would - one.would || (one.person < other.person ? -1 : 1))
}
