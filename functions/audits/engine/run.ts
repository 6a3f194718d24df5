import { type AuditName, auditNames } from '../../../shared/audits/finding.ts'
import { ConflictError, TransientError } from '../../../shared/errors.ts'
import { explainFailure, type Failure } from '../../../shared/explain-failure.ts'
import { inParallel } from '../../../shared/in-parallel.ts'
import { maxWrites } from '../../../shared/ledger/ledger.ts'
import { type AuditFindingRecord, type AuditLookRecord, keys } from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import { piecesOf } from '../../../shared/pieces.ts'
import type { Access, Check } from '../checks/check.ts'
import { checksOf } from '../checks/index.ts'
import { type Looked, mergeAudit, roleCheck } from '../rules/merge.ts'
import { counts } from '../rules/standing.ts'
import type { World } from '../world/world.ts'

/** Checks of one audit at a time. All audits go on side by side: they ask different services. */
const width = 4

/** Transactions at a time. */
const commitWidth = 4

/** Milliseconds that must be left to write down what was seen. */
const keptMs = 15_000

/** How one audit came out. */
export interface AuditOutcome {
  readonly audit: AuditName
  /** Findings that are open and not accepted. */
  readonly open: number
  readonly found: number
  readonly fixed: number
  /** Records that were written. */
  readonly written: number
  /** Checks that could not look. */
  readonly failed: readonly { readonly check: string; readonly reason: string; readonly transient: boolean }[]
}

export interface AuditRun {
  readonly outcome: AuditOutcome
  readonly records: readonly AuditFindingRecord[]
}

/** What a promise gives, or a TransientError when there is no time left for it. */
const inTime = async <Value>(work: Promise<Value>, ms: number): Promise<Value> => {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => reject(new TransientError('There was not enough time for it in this call')),
    Math.max(0, ms),
  )
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
  }
}

/** An address that nobody has: a service that this region lacks has none. That is no failure of a moment, which would be EAI_AGAIN. */
const isAbsent = (error: unknown): boolean => Object(error).code === 'ENOTFOUND'

const failureOf = (error: unknown): Failure => {
  const failure = explainFailure(error)
  return isAbsent(error)
    ? {
        transient: false,
        reason: `${failure.reason}. AWS does not have this service in the region, or its name cannot be resolved.`,
      }
    : failure
}

const lookBy = async (
  { name, load }: Check,
  access: Access,
  { slice, remainingMs }: Pick<World, 'slice' | 'remainingMs'>,
): Promise<Looked> => {
  try {
    const look = await load()
    const { findings, problems = [], unseen = [] } = await inTime(look(access, slice), remainingMs() - keptMs)
    return { check: name, findings, problems, unseen }
  } catch (error) {
    const failure = failureOf(error)
    log.error('check failed', { check: name, reason: failure.reason, transient: failure.transient })
    return { check: name, failure }
  }
}

/**
 * What the checks of an audit see, each for itself. Where its role is refused that is one failure of the audit, and none of its checks is asked.
 */
const lookAll = async (audit: AuditName, before: AuditLookRecord | undefined, world: World): Promise<Looked[]> => {
  const wanted = checksOf(audit, world.slice, world.checks)
  if (wanted.length === 0) return []
  const check = roleCheck(audit)
  try {
    const access = await world.accessOf(audit)
    const looked = await inParallel(wanted, width, (each) => lookBy(each, access, world))
    return before?.checks[check]?.state === 'failing' ? [...looked, { check, findings: [], problems: [] }] : looked
  } catch (error) {
    const failure = explainFailure(error)
    log.error('role refused', { audit, reason: failure.reason, transient: failure.transient })
    return [{ check, failure }, ...wanted.map(({ name }): Looked => ({ check: name, isSkipped: true }))]
  }
}

const runAudit = async (audit: AuditName, world: World, event: unknown): Promise<AuditRun> => {
  const { ledger, publish, slice, now, version } = world
  const [records, look] = await Promise.all([
    ledger.children<AuditFindingRecord>(keys.auditLook(audit).pk, keys.auditFinding(audit, '').sk),
    ledger.get<AuditLookRecord>(keys.auditLook(audit)),
  ])
  const looked = await lookAll(audit, look, world)
  const goal = { policy: slice.policy }
  const merged = mergeAudit({ audit, records, look, looked, goal, now, config: version, event })
  for (const signal of merged.signals) await publish(signal)
  await inParallel(piecesOf(merged.writes, maxWrites), commitWidth, (writes) => ledger.commit(writes, now))
  const failed = looked.flatMap((each) => ('failure' in each ? [{ check: each.check, ...each.failure }] : []))
  const open = merged.records.filter((record) => counts(record, now)).length
  return {
    outcome: {
      audit,
      open,
      found: merged.count.found,
      fixed: merged.count.fixed,
      written: merged.writes.length,
      failed,
    },
    records: merged.records,
  }
}

const failedRun = (audit: AuditName, failure: Failure): AuditRun => ({
  outcome: { audit, open: 0, found: 0, fixed: 0, written: 0, failed: [{ check: audit, ...failure }] },
  records: [],
})

/** Another look may have written the same meanwhile: the next one sees what came of it. */
const explain = (error: unknown): Failure =>
  error instanceof ConflictError
    ? { reason: 'Another look wrote at the same time', transient: true }
    : explainFailure(error)

/** Whether an audit that the config wants no more has left findings, or checks of which it is said that they cannot look. */
const isOpenIn = async (audit: AuditName, { ledger }: World): Promise<boolean> => {
  const [records, look] = await Promise.all([
    ledger.children<AuditFindingRecord>(keys.auditLook(audit).pk, keys.auditFinding(audit, '').sk),
    ledger.get<AuditLookRecord>(keys.auditLook(audit)),
  ])
  return records.some(({ state }) => state === 'open') || Object.keys(look?.checks ?? {}).length > 0
}

/**
 * Has every audit that the config wants look, and ends what one has left that it wants no more, so that nobody is paged for what is not looked
 * at. None stops another, and none throws.
 */
export const runAudits = async (world: World, event: unknown): Promise<AuditRun[]> => {
  const runs = await inParallel(auditNames, auditNames.length, async (audit): Promise<AuditRun | undefined> => {
    try {
      if (!world.slice.only.includes(audit) && !(await isOpenIn(audit, world))) return undefined
      return await runAudit(audit, world, event)
    } catch (error) {
      const failure = explain(error)
      log.error('audit failed', { audit, reason: failure.reason, transient: failure.transient })
      return failedRun(audit, failure)
    }
  })
  return runs.flatMap((run) => run ?? [])
}
