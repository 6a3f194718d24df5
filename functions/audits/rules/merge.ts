import type { AuditName, Finding } from '../../../shared/audits/finding.ts'
import type { Failure } from '../../../shared/explain-failure.ts'
import type { Stored, Write } from '../../../shared/ledger/ledger.ts'
import {
  type AuditCheckState,
  type AuditFindingRecord,
  type AuditLookRecord,
  keys,
} from '../../../shared/ledger/records.ts'
import { isSame } from '../../../shared/same.ts'
import type { Signal } from '../../../shared/signals.ts'
import { failedSignal, type Goal, leftSignal, recoveredSignal, settledSignal, urgentSignal } from './signals.ts'
import { isAccepted, pages } from './standing.ts'

/** What came of one check. */
export type Looked =
  | {
      readonly check: string
      readonly findings: readonly Finding[]
      readonly problems: readonly string[]
      /** What it could not look at, by `resource`: what was found there before stays. */
      readonly unseen?: 'all' | readonly string[]
    }
  | { readonly check: string; readonly failure: Failure }
  /** It was not asked: what it found before, and when it last looked, stays. */
  | { readonly check: string; readonly isSkipped: true }

/** One audit as it is in the ledger, and what its checks have seen now. */
export interface AuditRound {
  readonly audit: AuditName
  readonly records: readonly Stored<AuditFindingRecord>[]
  readonly look: Stored<AuditLookRecord> | undefined
  readonly looked: readonly Looked[]
  readonly goal: Goal
  readonly now: Date
  /** Version of the config. */
  readonly config: string
  /** Why it ran. */
  readonly event: unknown
}

/** What a round leads to. Signals are said before the writes: what is said twice does no harm. */
export interface Merged {
  readonly writes: readonly Write[]
  readonly signals: readonly Signal[]
  /** Every finding as it stands after it. */
  readonly records: readonly AuditFindingRecord[]
  readonly count: { readonly found: number; readonly fixed: number; readonly changed: number }
}

/** Days for which a finding that is fixed can be looked up. */
const keptDays = 180

const contentOf = ({ kind, ...finding }: Finding) => ({ ...finding, sort: kind })

const fieldsOf = (record: AuditFindingRecord) => {
  const { id, audit, sort, severity, resource, title, reason, advice, since, dollars, owner } = record
  return { id, audit, sort, severity, resource, title, reason, advice, since, dollars, owner }
}

/** The check that stands for the role of an audit. */
export const roleCheck = (audit: AuditName): string => `${audit}/role`

/** The fields of a finding, those that are not there included, so that two can be compared. */
const comparable = (finding: Finding) => {
  const { id, audit, kind, severity, resource, title, reason, advice, since, dollars, owner } = finding
  return { id, audit, sort: kind, severity, resource, title, reason, advice, since, dollars, owner }
}

const seen = (
  finding: Finding,
  check: string,
  known: AuditFindingRecord | undefined,
  round: AuditRound,
): AuditFindingRecord => {
  const at = round.now.toISOString()
  const isKnown = known?.state === 'open'
  if (isKnown && known.check === check && isSame(fieldsOf(known), comparable(finding))) return known
  return {
    ...keys.auditFinding(round.audit, finding.id),
    ...contentOf(finding),
    kind: 'audit-finding',
    at,
    check,
    state: 'open',
    firstSeen: isKnown ? known.firstSeen : at,
    // What somebody has accepted stays accepted when it comes again within that time.
    ...(known?.accepted ? { accepted: known.accepted } : {}),
    ...(known?.told ? { told: known.told } : {}),
    basis: { event: round.event, config: round.config },
  }
}

const gone = (known: AuditFindingRecord, { look, now, event, config }: AuditRound): AuditFindingRecord => ({
  ...known,
  at: now.toISOString(),
  state: 'fixed',
  lastSeen: look?.checks[known.check]?.lookedAt ?? known.firstSeen,
  fixedAt: now.toISOString(),
  keepUntil: new Date(now.getTime() + keptDays * 86_400_000).toISOString(),
  basis: { event, config },
})

const settledWhy = (record: AuditFindingRecord, now: Date): string => {
  if (record.state === 'fixed') return 'It is no longer found.'
  return isAccepted(record, now)
    ? `It is accepted until ${record.accepted?.until}: ${record.accepted?.why}`
    : 'It is no longer urgent.'
}

/** Says what has to be said about a finding, once. */
const told = (record: AuditFindingRecord, { goal, now }: AuditRound): [AuditFindingRecord, Signal[]] => {
  const isBad = pages(record, now)
  if (isBad === (record.told === true)) return [record, []]
  return [
    { ...record, told: isBad },
    [isBad ? urgentSignal(record, goal, now) : settledSignal(record, settledWhy(record, now), now)],
  ]
}

const dayOf = (iso: string | undefined): string | undefined => iso?.slice(0, 10)

const stateOf = (
  looked: Exclude<Looked, { readonly isSkipped: true }>,
  before: AuditCheckState | undefined,
  { now, goal }: AuditRound,
): [AuditCheckState, Signal[]] => {
  const at = now.toISOString()
  if ('failure' in looked) {
    const { reason, transient } = looked.failure
    const says = !transient && before?.told !== true
    const since = before?.state === 'failing' ? before.since : at
    const isKnown = before?.state === 'failing' && before.reason === reason && !says
    return [
      isKnown
        ? before
        : { state: 'failing', since, lookedAt: before?.lookedAt, reason, told: says || before?.told === true },
      says ? [failedSignal(looked.check, reason, goal, now)] : [],
    ]
  }
  const isKnown =
    before?.state === 'done' && dayOf(before.lookedAt) === dayOf(at) && isSame(before.problems ?? [], looked.problems)
  if (isKnown) return [before, []]
  return [
    {
      state: 'done',
      since: before?.state === 'done' ? before.since : at,
      lookedAt: at,
      ...(looked.problems.length > 0 ? { problems: [...looked.problems] } : {}),
    },
    before?.told ? [recoveredSignal(looked.check, now)] : [],
  ]
}

/**
 * What a look of one audit changes in the ledger, and what is said. Nothing is written that has not changed. What a check that failed has found
 * before stays as it was.
 */
export const mergeAudit = (round: AuditRound): Merged => {
  const { audit, records, looked, look, now } = round
  const known = new Map(records.map((record) => [record.id, record]))
  const done = new Map(looked.flatMap((each) => ('findings' in each ? [[each.check, each] as const] : [])))
  // A check that there no longer is finds nothing any more.
  const failing = new Set(looked.flatMap((each) => ('findings' in each ? [] : [each.check])))
  const isSeen = ({ check, resource }: AuditFindingRecord): boolean => {
    const unseen = done.get(check)?.unseen ?? []
    return !failing.has(check) && unseen !== 'all' && !unseen.includes(resource)
  }
  const found = new Map<string, AuditFindingRecord>()
  for (const { check, findings } of done.values())
    for (const finding of findings) found.set(finding.id, seen(finding, check, known.get(finding.id), round))
  const others = records
    .filter(({ id }) => !found.has(id))
    .map((record) => (record.state === 'open' && isSeen(record) ? gone(record, round) : record))
  const all = [...found.values(), ...others].map((record) => told(record, round))

  const states = looked.flatMap((each) =>
    'isSkipped' in each ? [] : [[each.check, ...stateOf(each, look?.checks[each.check], round)] as const],
  )
  // The config has them no more: nothing of them is waited for.
  const asked = new Set(looked.map(({ check }) => check))
  const before = Object.entries(look?.checks ?? {})
  const left = before.filter(([check]) => !asked.has(check))
  // A role is only looked at again where it was refused: when it is back, nothing of it is waited for either.
  const isOver = ([check, { state }]: readonly [string, AuditCheckState, ...unknown[]]): boolean =>
    check === roleCheck(audit) && state === 'done'
  const checks = Object.fromEntries([
    ...before.filter(([check]) => asked.has(check) && check !== roleCheck(audit)),
    ...states.filter((each) => !isOver(each)).map(([check, state]) => [check, state] as const),
  ])
  const isNews = left.length > 0 || states.some(([check, state]) => look?.checks[check] !== state)
  const after: AuditLookRecord = { ...keys.auditLook(audit), kind: 'audit-look', at: now.toISOString(), audit, checks }

  const changed = all.flatMap(([record]) => {
    const before = known.get(record.id)
    return before === record ? [] : [{ record, before }]
  })
  return {
    writes: [
      ...changed.map(({ record, before }): Write => ({ item: record, expect: before?.version ?? 'absent' })),
      ...(isNews ? [{ item: after, expect: look?.version ?? ('absent' as const) }] : []),
    ],
    signals: [
      ...all.flatMap(([, signals]) => signals),
      ...states.flatMap(([, , signals]) => signals),
      ...left.flatMap(([check, { told: wasTold }]) => (wasTold ? [leftSignal(check, now)] : [])),
    ],
    records: all.map(([record]) => record),
    count: {
      found: changed.filter(({ record, before }) => record.state === 'open' && before?.state !== 'open').length,
      fixed: changed.filter(({ record, before }) => record.state === 'fixed' && before?.state === 'open').length,
      changed: changed.length,
    },
  }
}
