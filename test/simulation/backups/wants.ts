import type { Keep } from '../../../shared/config/backups/schema.ts'

/** A snapshot as the judge sees it. */
export interface Judged {
  readonly id: string
  /** Epoch milliseconds. */
  readonly at: number
}

const dateIn = (at: number, zone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at)

/** ISO 8601: weeks belong to the year of their Thursday. */
const isoWeek = (date: string): string => {
  const day = new Date(`${date}T12:00:00Z`)
  day.setUTCDate(day.getUTCDate() + 4 - (day.getUTCDay() || 7))
  const first = Date.UTC(day.getUTCFullYear(), 0, 1)
  return `${day.getUTCFullYear()}-${String(Math.ceil(((day.getTime() - first) / 86_400_000 + 1) / 7)).padStart(2, '0')}`
}

const nameOf = {
  daily: (date: string) => date,
  weekly: isoWeek,
  monthly: (date: string) => date.slice(0, 7),
  yearly: (date: string) => date.slice(0, 4),
} as const

/** What a policy wants of some good snapshots, by walking over periods: it shares nothing with the engine. */
export const wantedBy = (good: readonly Judged[], keep: Keep, zone: string): Set<string> => {
  const wanted = new Set<string>()
  const sorted = [...good].sort((one, other) => one.at - other.at || (one.id < other.id ? -1 : 1))
  for (const each of sorted.slice(-Math.max(1, keep.last))) wanted.add(each.id)
  for (const [name, periodOf] of Object.entries(nameOf)) {
    const most = keep[name as keyof typeof nameOf]
    if (most === undefined) continue
    const newest = new Map<string, Judged>()
    for (const each of sorted) newest.set(periodOf(dateIn(each.at, zone)), each)
    for (const period of [...newest.keys()].sort().slice(-most)) wanted.add(newest.get(period)?.id ?? '')
  }
  const last = sorted.at(-1)
  if (keep.days !== undefined && last)
    for (const each of sorted) if (last.at - each.at <= keep.days * 86_400_000) wanted.add(each.id)
  return wanted
}
