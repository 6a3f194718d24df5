import { type AuditFindingRecord, type AuditReportRecord, keys } from '../../../shared/ledger/records.ts'
import type { Signal } from '../../../shared/signals.ts'
import { terminal } from '../../../shared/terminal.ts'
import { shorten } from '../../../shared/text.ts'
import { counts, isAccepted } from './standing.ts'

const dayMs = 86_400_000

/** Findings that a part of the mail names; the others are counted. */
const longest = 10

/** The Monday, in UTC, of the week that a time lies in: `2026-11-30`. */
export const weekOf = (at: Date): string => {
  const days = (at.getUTCDay() + 6) % 7
  return new Date(at.getTime() - days * dayMs).toISOString().slice(0, 10)
}

const dollarsOf = (records: readonly AuditFindingRecord[]): number =>
  Math.round(records.reduce((sum, { dollars = 0 }) => sum + dollars, 0) * 100) / 100

/** How the account stands. */
export const standingOf = (records: readonly AuditFindingRecord[], now: Date): AuditReportRecord['counts'] => {
  const open = records.filter((record) => counts(record, now))
  return {
    open: open.length,
    urgent: open.filter(({ severity }) => severity === 'urgent').length,
    dollars: dollarsOf(open),
  }
}

const money = (dollars: number): string => `$${dollars.toFixed(2)}`

const change = (now: number, before: number | undefined, text: (value: number) => string): string => {
  if (before === undefined) return ''
  if (now === before) return ', as last week'
  const how = now > before ? 'more' : 'less'
  return `, ${text(Math.abs(now - before))} ${how} than last week`
}

const order = { urgent: 0, warning: 1, note: 2 } as const

const lineOf = ({ severity, title, dollars, owner, id }: AuditFindingRecord): string =>
  [
    severity === 'urgent' ? 'URGENT ' : '',
    shorten(title, 90),
    dollars ? `, ${money(dollars)} a month` : '',
    owner ? ` (${shorten(owner, 30)})` : '',
    ` [${id}]`,
  ].join('')

const part = (title: string, records: readonly AuditFindingRecord[]): string[] => {
  if (records.length === 0) return []
  const sorted = records.toSorted(
    (one, other) =>
      order[one.severity] - order[other.severity] ||
      (other.dollars ?? 0) - (one.dollars ?? 0) ||
      one.firstSeen.localeCompare(other.firstSeen),
  )
  return [
    '',
    `${title}: ${records.length}`,
    ...sorted.slice(0, longest).map((record) => `- ${lineOf(record)}`),
    ...(sorted.length > longest ? [`- and ${sorted.length - longest} more`] : []),
  ]
}

/**
 * The weekly mail: what is new, what is fixed, what was there before, and how the account stands against last week. Short lines, one a finding,
 * so that a phone shows them. The same for every look that finds it due.
 * @param before what the last one said; nothing at the first
 * @param failing checks that could not look
 */
export const weeklySignal = (
  records: readonly AuditFindingRecord[],
  before: AuditReportRecord | undefined,
  failing: readonly string[],
  to: string,
  now: Date,
): Signal => {
  const week = weekOf(now)
  const since = before?.at ?? ''
  const open = records.filter((record) => counts(record, now))
  const [fresh, old] = [
    open.filter(({ firstSeen }) => firstSeen > since),
    open.filter(({ firstSeen }) => firstSeen <= since),
  ]
  const fixed = records.filter(({ state, fixedAt = '' }) => state === 'fixed' && fixedAt > since)
  const accepted = records.filter((record) => record.state === 'open' && isAccepted(record, now))
  const standing = standingOf(records, now)
  const count = (value: number): string => `${value}`
  return {
    name: 'audits.weekly',
    subject: `audits/week/${week}`,
    mood: 'report',
    id: `audits-weekly/${week}`,
    at: now.toISOString(),
    title: `Audits: ${fresh.length} new, ${fixed.length} fixed, ${old.length} old`,
    body: [
      `Open: ${standing.open}${change(standing.open, before?.counts.open, count)}`,
      `Urgent: ${standing.urgent}${change(standing.urgent, before?.counts.urgent, count)}`,
      `Waste: ${money(standing.dollars)} a month${change(standing.dollars, before?.counts.dollars, money)}`,
      ...(accepted.length > 0 ? [`Accepted for a time: ${accepted.length}`] : []),
      ...(failing.length > 0 ? [`Not looked at: ${failing.join(', ')}`] : []),
      ...part('New', fresh),
      ...part('Fixed', fixed),
      ...part('Old', old),
      '',
      `See all: ${terminal} audits findings`,
    ].join('\n'),
    to,
  }
}

/** What is written down when the mail was handed over. */
export const reportRecord = (records: readonly AuditFindingRecord[], now: Date): AuditReportRecord => ({
  ...keys.auditReport(),
  kind: 'audit-report',
  at: now.toISOString(),
  week: weekOf(now),
  counts: standingOf(records, now),
})
