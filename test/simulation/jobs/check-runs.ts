import type { JobSlice } from '../../../functions/jobs/rules/job.ts'
import type { RunRecord } from '../../../shared/ledger/records.ts'
import { isoSeconds } from '../../../shared/time.ts'
import { type Call, foundBy, isOver, keyOf, type Seen } from './seen.ts'

/** Whether the calendar of a job of the simulator leaves a firing out. */
export const isLeftOut = (at: number, job: JobSlice | undefined): boolean => {
  if (job?.holidays === undefined) return false
  const { action, calendar } = job.holidays
  const isHoliday = calendar.holidays.some(({ date }) => date === isoSeconds(new Date(at)).slice(0, 10))
  return isHoliday === (action === 'skip')
}

/** What must be so when a run begins an attempt, when it is over, and when it is caught up with. */
export const makeRunChecks = (seen: Seen) => {
  const {
    story,
    clock,
    jobs,
    skew,
    overAt,
    runs,
    begunAt,
    retryFrom,
    leases,
    leftAt,
    suspensions,
    complain,
    count,
    peak,
  } = seen

  /** Whether a job was suspended during all of a call, so that it must have known. */
  const isSuspended = (job: string, { begun }: Call): boolean => {
    const ends = (until: string | undefined): number =>
      until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until)
    const covers = (until: string | undefined): boolean => ends(until) > begun + skew && ends(until) > clock()
    const by = suspensions.get(job)
    if (by?.record && by.from < begun && Date.parse(by.record.at) <= begun - 2 * skew && covers(by.record.until))
      return true
    const configured = jobs[job]?.suspended
    return configured === true || (configured !== undefined && covers(configured.until))
  }

  const checkStart = (before: RunRecord | undefined, run: RunRecord, call: Call): void => {
    const who = `${run.job} ${run.scheduledAt}`
    const byLever = before !== undefined && isOver(before)
    const job = jobs[run.job]
    const isBackfilled = run.backfill !== undefined && before?.backfill !== run.backfill
    if (isBackfilled) count('backfilled')
    const obeys = isBackfilled || (!byLever && run.requestedBy === undefined)
    if (obeys && isSuspended(run.job, call)) complain(`${who} starts, and is suspended`)
    const from = before?.waitsFor === 'retry' ? retryFrom.get(who) : undefined
    if (from !== undefined) {
      count('retries')
      const late = clock() - from
      if (late < -2 * skew) complain(`${who} is tried again ${-late} ms too early`)
      if (story.mood === 'calm') peak('ms that a retry is late, where nothing fails', late)
    }
    if (job && job.overlap !== 'allow' && leases.get(run.job)?.holder !== run.scheduledAt)
      complain(`${who} starts without the lease`)
    if (job?.after && run.attempt === 1 && run.requestedBy === undefined && !byLever) {
      const good = job.after.jobs.filter((name) => runs.get(`${name} ${run.scheduledAt}`)?.state === 'succeeded')
      count('follows')
      if (good.length < (job.after.when === 'all' ? job.after.jobs.length : 1) && before?.waitsFor === 'after')
        complain(`${who} starts after ${good}, and comes after ${job.after.when} of ${job.after.jobs}`)
    }
    if ((run.attempt ?? 0) !== (before?.attempt ?? 0) + 1)
      complain(`${who}: attempt ${run.attempt} after ${before?.attempt}`)
  }

  const checkSkipped = (run: RunRecord): void => {
    const { catchUp, startWithin } = jobs[run.job] ?? { catchUp: 'skip', startWithin: 0 }
    const due = story.firings.filter(
      ({ job, at }) =>
        job === run.job && at > Date.parse(run.scheduledAt) && at + startWithin * 1000 < clock() + 2 * skew,
    ).length
    const later = [...runs.values()].some(
      (other) =>
        other.job === run.job &&
        !other.requestedBy &&
        other.scheduledAt > run.scheduledAt &&
        (other.attempt > 0 || other.state === 'waiting'),
    )
    const isOne = catchUp === 'latest' || jobs[run.job]?.overlap === 'replace'
    if (catchUp === 'skip') complain(`${run.job} ${run.scheduledAt} is skipped, and its job catches up with nothing`)
    else if (isOne ? !later && due < 1 : due < (typeof catchUp === 'string' ? 1 : catchUp.all))
      complain(`${run.job} ${run.scheduledAt} is skipped with ${due} later ones due`)
  }

  const checkEnd = (run: RunRecord, call: Call): void => {
    const who = `${run.job} ${run.scheduledAt}`
    const job = jobs[run.job]
    if (!run.cause || !run.explanation) complain(`${who} is ${run.state} and nobody says why`)
    count(`ends: ${run.state}`)
    if (run.state === 'forbidden') {
      const lease = leases.get(run.job)
      const isHeld = lease?.holder !== undefined || (lease?.waiting ?? []).length > 0
      // What stood in the way may be over by now, but was there when the call began.
      const was = (leftAt.get(run.job) ?? Number.NEGATIVE_INFINITY) >= call.begun
      if (job?.overlap !== 'forbid' || !(isHeld || was)) complain(`${who} is forbidden by nobody`)
    }
    const leftOut = isLeftOut(Date.parse(run.scheduledAt), job)
    const byItself = run.requestedBy === undefined && run.releasedAt === undefined && run.attempt > 0
    if (run.cause === 'holiday' ? !leftOut : leftOut && byItself)
      complain(`${who} is ${run.state} (${run.cause}), and its calendar says otherwise`)
    if (run.cause === 'predecessor') {
      const { jobs: names = [], when, within = 0 } = job?.after ?? {}
      const ends = names.map((name) => runs.get(`${name} ${run.scheduledAt}`))
      const good = ends.filter((each) => each?.state === 'succeeded').length
      if (
        good >= (when === 'any' ? 1 : names.length) &&
        ends.length > 0 &&
        call.begun - skew > Math.max(...names.map((name) => overAt.get(`${name} ${run.scheduledAt}`) ?? 0))
      )
        complain(`${who} is ${run.state}, and what it comes after has succeeded`)
      if (run.state === 'missed' && call.now.getTime() < Date.parse(run.scheduledAt) + within * 1000)
        complain(`${who} is missed before its deadline`)
    }
    if (run.state === 'suppressed') {
      const known = suspensions.get(run.job) ?? jobs[run.job]?.suspended
      if (!known) complain(`${who} is suppressed, and the job was never suspended`)
    }
    if (run.cause === 'replaced' && (job?.overlap === 'allow' || run.state !== 'skipped'))
      complain(`${who} is ${run.state} as replaced, and its job says ${job?.overlap}`)
    if (run.state === 'skipped' && run.cause === 'skipped') checkSkipped(run)
    if (run.cause === 'missed' && run.attempt === 0 && story.mood === 'calm') {
      const due = Date.parse(run.scheduledAt) + Math.max(60, job?.startWithin ?? 0) * 1000
      peak('ms until a missed firing is found, where nothing fails', clock() - due)
    }
    const late = run.hangs?.find(({ why }) => why === 'late')
    if (late && Date.parse(late.at) < Date.parse(run.finishBy ?? ''))
      complain(`${who} is reported to be late too early`)
    if (late) count('late')
    if (run.hangs?.some(({ why }) => why === 'slow')) count('slow')
    if (
      job &&
      story.mood === 'calm' &&
      run.finishBy &&
      !late &&
      clock() > Date.parse(run.finishBy) + 130_000 &&
      run.attempt > 0
    )
      complain(`${who} ends long after ${run.finishBy}, and is not reported to be late`)
    if (run.state === 'succeeded')
      peak('s until a success is written down', (clock() - Date.parse(run.stoppedAt ?? '')) / 1000)
  }

  const checkCaughtUp = (run: RunRecord, call: Call): void => {
    const { catchUp, overlap } = jobs[run.job] ?? {}
    if (catchUp === 'skip') complain(`${keyOf(run)} is caught up with, against the policy`)
    const most = typeof catchUp === 'object' && overlap !== 'replace' ? catchUp.all : 1
    const newer = story.firings.filter(
      ({ job, at }) =>
        job === run.job &&
        at > Date.parse(run.scheduledAt) &&
        foundBy(at, jobs[run.job]) < call.begun - skew &&
        !isLeftOut(at, jobs[run.job]) &&
        !runs.has(`${job} ${isoSeconds(new Date(at))}`),
    ).length
    if (newer >= most) complain(`${keyOf(run)} is caught up with before ${newer} newer ones`)
    if (catchUp !== 'latest' && overlap !== 'replace') return
    const later = [...runs.values()].find(
      ({ job, requestedBy, scheduledAt, attempt }) =>
        job === run.job && !requestedBy && scheduledAt > run.scheduledAt && attempt > 0,
    )
    if (later && (begunAt.get(keyOf(later)) ?? 0) < call.begun)
      complain(`${keyOf(run)} is caught up with after that of ${later.scheduledAt}`)
  }

  return { checkStart, checkEnd, checkCaughtUp }
}

/** Milliseconds that a run has to wait for its next attempt. */
export const waitOf = (run: RunRecord, { retries }: JobSlice): number =>
  Math.min(retries.wait * 2 ** ((run.earlier?.length ?? 1) - 1), Math.max(retries.wait, 3_600)) * 1000
