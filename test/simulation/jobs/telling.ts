import type { RunRecord } from '../../../shared/ledger/records.ts'
import type { Signal } from '../../../shared/signals.ts'
import type { Call, Seen } from './seen.ts'

interface Mood {
  bad: number
  failing: boolean
  blockedBy?: string | undefined
  lastBadAt: string
  /** The run that forbade the last firings, and how many. */
  inTheWay?: { readonly by: string; readonly firings: number; readonly told: boolean }
}

/** Firings that one run may forbid before that is told. */
const patience = 3

const isBlocking = ({ cause }: RunRecord): boolean => cause === 'cluster-inactive'

/**
 * What is to be told of the ends of runs, reckoned again from what the docs promise: of each bad end from the `alertAfter`-th in
 * a row on, of a run that forbids the third firing, and of the first good one after that which did not end before the last bad one.
 */
export const makeTelling = ({
  jobs,
  runs,
  changedAt,
  reopened,
  complain,
}: Pick<Seen, 'jobs' | 'runs' | 'changedAt' | 'reopened' | 'complain'>) => {
  const moods = new Map<string, Mood>()
  /** Ids of the signals that are owed, and how often each was said. */
  const owed = new Map<string, number>()
  const overtaken = new Set<string>()
  /** When a run was reported to be late, or slow. */
  const overdue = new Map<string, Set<string>>()

  const expectedOf = (run: RunRecord, begun: number): string[] => {
    const mood: Mood = moods.get(run.job) ?? { bad: 0, failing: false, lastBadAt: '' }
    moods.set(run.job, mood)
    const expected: string[] = []
    if (mood.blockedBy !== undefined && run.taskArn !== undefined) {
      mood.blockedBy = undefined
      expected.push('jobs.unblocked')
    }
    if (run.state === 'forbidden' && run.requestedBy === undefined) {
      const by = /^The run of (\S+) is not over/.exec(run.explanation ?? '')?.[1] ?? ''
      const before = mood.inTheWay?.by === by ? mood.inTheWay : undefined
      const firings = (before?.firings ?? 0) + 1
      // One that waits for a place in its pool is not at fault. Where it went on while the call decided, either is right.
      const isAtFault =
        (changedAt.get(`${run.job} ${by}`) ?? 0) >= begun
          ? (run.news ?? []).some(({ name }) => name === 'run.forbidden')
          : runs.get(`${run.job} ${by}`)?.waitsFor !== 'pool'
      const isTold = firings >= patience && !before?.told && isAtFault
      mood.inTheWay = { by, firings, told: isTold || (before?.told ?? false) }
      if (!isTold) return expected
      mood.failing = true
      return [...expected, 'run.forbidden']
    }
    const endedAt = run.stoppedAt ?? ''
    const counts = run.cause !== 'cancelled' && ['failed', 'missed', 'succeeded'].includes(run.state)
    if (!counts) return expected
    if (run.state !== 'succeeded') {
      mood.bad += 1
      if (endedAt > mood.lastBadAt) mood.lastBadAt = endedAt
      if (mood.bad < (jobs[run.job]?.alertAfter ?? 1)) return expected
      if (isBlocking(run)) mood.blockedBy = run.cause
      else mood.failing = true
      return [...expected, isBlocking(run) ? 'jobs.blocked' : run.state === 'missed' ? 'run.missed' : 'run.failed']
    }
    if (endedAt < mood.lastBadAt) return expected
    mood.bad = 0
    if (!mood.failing) return expected
    mood.failing = false
    return [...expected, 'run.recovered']
  }

  return {
    /** A verdict has been written down, by a call that began then. */
    onVerdict: (run: RunRecord, { begun }: Pick<Call, 'begun'>): void => {
      const expected = expectedOf(run, begun)
      const news = (run.news ?? []).map(({ name }) => name)
      const told = news.filter((name) => name !== 'run.ended')
      if (news.length > told.length !== (run.hangs !== undefined))
        complain(
          `${run.job} ${run.scheduledAt} was ${run.hangs ? '' : 'not '}reported not to end, and is told as [${news}]`,
        )
      if (expected.join() !== told.join())
        complain(`${run.job} ${run.scheduledAt} is ${run.state}: to be told as [${expected}], and is told as [${told}]`)
      for (const name of told) owed.set(`${name} ${run.toldAt}`, 0)
    },
    /** Before it was told, the run went on: what comes of it then is told. */
    onOvertaken: (run: RunRecord): void => {
      for (const { name } of run.news ?? [])
        if (owed.get(`${name} ${run.toldAt}`) === 0) overtaken.add(`${name} ${run.toldAt}`)
    },
    onSignal: ({ name, at, subject, body }: Signal): void => {
      if (name === 'run.late' || name === 'run.slow') {
        const times = overdue.get(`${name} ${subject}`) ?? new Set<string>()
        overdue.set(`${name} ${subject}`, times.add(at))
        const [, job = '', scheduledAt = ''] = /^job\/(.+)\/run\/(.+)$/.exec(subject) ?? []
        if (times.size > 1 + (reopened.get(`${job} ${scheduledAt}`) ?? 0))
          complain(`${name} of ${subject} is told at ${[...times]}`)
        return
      }
      if (name === 'run.hanging' || name === 'run.ended') return
      const key = `${name} ${at}`
      const times = owed.get(key)
      if (times === undefined) complain(`nobody was to be told ${name} of ${subject} at ${at}: ${body}`)
      owed.set(key, (times ?? 0) + 1)
    },
    owed,
    overtaken,
  }
}
