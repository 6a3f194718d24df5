import type { Write } from '../../../shared/ledger/ledger.ts'
import type {
  JobBackfillRecord,
  JobChangeRecord,
  JobLeaseRecord,
  JobPoolRecord,
  JobRecord,
  RunRecord,
} from '../../../shared/ledger/records.ts'
import type { Signal } from '../../../shared/signals.ts'
import { isoSeconds } from '../../../shared/time.ts'
import { makePoolCheck } from './check-pools.ts'
import { makeRunChecks, waitOf } from './check-runs.ts'
import { makeTaskChecks } from './check-tasks.ts'
import { type Call, foundBy, isOver, keyOf, makeSeen } from './seen.ts'
import type { Story } from './story.ts'
import { makeTelling } from './telling.ts'

const stateOf = (run: RunRecord | undefined): string =>
  run ? `${run.state}${run.waitsFor ? ` (${run.waitsFor})` : ''}` : 'nothing'

/** By which steps a run goes on. What is over goes on only by a lever, or when its task turns out to live. */
const steps: Readonly<Record<string, readonly string[]>> = {
  nothing: ['waiting (after)', 'waiting (lease)', 'waiting (pool)', 'waiting (jitter)', 'starting', 'running', 'over'],
  'waiting (after)': ['waiting (lease)', 'waiting (pool)', 'starting', 'over'],
  'waiting (jitter)': ['waiting (lease)', 'waiting (pool)', 'starting', 'over'],
  'waiting (pool)': ['starting', 'over'],
  'waiting (lease)': ['waiting (pool)', 'starting', 'over'],
  'waiting (retry)': ['waiting (pool)', 'starting', 'running', 'over'],
  starting: ['running', 'waiting (retry)', 'over'],
  running: ['waiting (retry)', 'over'],
  over: ['waiting (pool)', 'starting', 'running', 'over'],
}

/** Looks on at every write, every task and every signal. */
export const makeWatch = (story: Story, clock: () => number) => {
  const seen = makeSeen(story, clock)
  const {
    jobs,
    skew,
    backfills,
    runs,
    running,
    begunAt,
    retryFrom,
    leases,
    leftAt,
    records,
    suspensions,
    complain,
    count,
  } = seen
  const checkPool = makePoolCheck(seen)
  const { checkStart, checkEnd, checkCaughtUp } = makeRunChecks(seen)
  const telling = makeTelling(seen)
  const manualActions: JobChangeRecord[] = []
  /** When the start of a run's task was written down. */
  const heardAt = new Map<string, number>()
  const deadlines = story.firings
    .map(({ job, at }) => ({ key: `${job} ${isoSeconds(new Date(at))}`, at: foundBy(at, jobs[job]) }))
    .sort((one, other) => one.at - other.at)
  let accounted = 0

  const onRun = (run: RunRecord, call: Call): void => {
    const key = keyOf(run)
    const before = runs.get(key)
    runs.set(key, run)
    seen.changedAt.set(key, clock())
    if (run.state === 'running') running.set(key, run)
    else running.delete(key)
    const kindOf = (each: RunRecord | undefined): string => (each && isOver(each) ? 'over' : stateOf(each))
    const [from, to] = [kindOf(before), kindOf(run)]
    if (from !== to && !steps[from]?.includes(to)) complain(`${key} goes from ${from} to ${to}`)
    if (from === 'over' && to !== 'over') seen.reopened.set(key, (seen.reopened.get(key) ?? 0) + 1)
    if (from === 'nothing') {
      begunAt.set(key, clock())
      const { catchUp } = run.basis.event as { catchUp?: true }
      if (catchUp) {
        count('caught up with')
        checkCaughtUp(run, call)
      }
    }
    if (
      from === 'waiting (jitter)' &&
      to !== from &&
      to !== 'over' &&
      Date.parse(before?.dueAt ?? '') > call.now.getTime()
    )
      complain(`${key} starts before its jitter is over`)
    if (to === 'waiting (pool)' && from !== to) count('waits for a place')
    if (to === 'waiting (jitter)' && from !== to) count('held by jitter')
    if (run.startedAt !== before?.startedAt) heardAt.set(key, clock())
    if (before?.open && before.news && before.toldAt !== run.toldAt) telling.onOvertaken(before)
    if (to === 'starting' && run.attempt !== before?.attempt) checkStart(before, run, call)
    if (to === 'waiting (retry)' && from !== to) {
      const job = jobs[run.job]
      const offSpot = run.onDemand && !before?.onDemand
      const reckoned = call.now.getTime() + (job && !offSpot ? waitOf(run, job) : 0)
      // The call's own clock is what it reckons with; how wrong that may be, the check of the start knows.
      retryFrom.set(key, Math.max(reckoned - skew, call.begun - skew))
      const last = run.earlier?.at(-1)
      if (last?.exitCode === 0 && last.cause === 'succeeded') complain(`${key} is tried again after a success`)
    }
    if (to === 'over') {
      seen.overAt.set(key, clock())
      const onlyClosed = before !== undefined && isOver(before) && before.open !== undefined && run.open === undefined
      if (!onlyClosed) {
        checkEnd(run, call)
        telling.onVerdict(run, call)
      }
    }
  }

  return {
    ...seen,
    ...makeTaskChecks(seen),
    manualActions,
    telling,
    onCommit: (writes: readonly Write[], call: Call): void => {
      const items = writes.map(({ item }) => item)
      for (const item of items) {
        if (item.kind === 'job-lease') {
          const lease = item as JobLeaseRecord
          leases.set(lease.job, lease)
          if (lease.holder === undefined) leftAt.set(lease.job, clock())
        }
        if (item.kind === 'job-backfill') {
          const backfill = item as JobBackfillRecord
          backfills.set(backfill.job, backfill)
          if (backfill.going.length > backfill.parallel)
            complain(`the backfill of ${backfill.job} has ${backfill.going}`)
        }
        if (item.kind === 'job-pool') checkPool(item as JobPoolRecord)
        if (item.kind === 'change') manualActions.push(item as JobChangeRecord)
      }
      // What is forbidden or skipped is so because of the others in the same write: they are known first.
      const changed = items.filter((item): item is RunRecord => item.kind === 'run')
      for (const run of [...changed].sort((one, other) => Number(isOver(one)) - Number(isOver(other)))) onRun(run, call)
      for (const item of items) {
        if (item.kind !== 'job') continue
        const record = item as JobRecord
        const known = records.get(record.job)
        records.set(record.job, record)
        if (known && known.sweptTo > record.sweptTo) complain(`${record.job} is swept back to ${record.sweptTo}`)
        if (
          known?.suspended !== record.suspended &&
          JSON.stringify(known?.suspended) !== JSON.stringify(record.suspended)
        )
          suspensions.set(record.job, { from: clock(), record: record.suspended })
      }
      for (const { job, holder } of leases.values()) {
        const run = holder === undefined ? undefined : runs.get(`${job} ${holder}`)
        if (run && isOver(run)) complain(`${job}: the lease is with the run of ${holder}, which is ${run.state}`)
      }
    },
    onSignal: (signal: Signal): void => {
      count('signals')
      telling.onSignal(signal)
    },
    /** A sweep has come to a good end: nothing that was due when it began may be left. */
    onSwept: (call: Call): void => {
      const now = call.begun - skew
      for (let next = deadlines[accounted]; next && next.at <= now; next = deadlines[accounted]) {
        accounted += 1
        if (!runs.has(next.key)) complain(`${next.key} is not accounted for after the sweep`)
      }
      for (const run of call.blind ? [] : running.values()) {
        const slice = jobs[run.job]
        if (run.stop || !slice?.runTimeout || !run.startedAt || (heardAt.get(keyOf(run)) ?? 0) >= call.begun) continue
        if (Date.parse(run.startedAt) + slice.runTimeout * 1000 + 1_000 < now)
          complain(`${keyOf(run)} is over its time after the sweep, and is not stopped`)
      }
    },
  }
}

export type Watch = ReturnType<typeof makeWatch>
