import type { SimulatedTask } from './ecs.ts'
import type { Seen } from './seen.ts'

/** Looks on at what ECS is asked for: by its own log, not by the ledger. */
export const makeTaskChecks = ({ story, clock, jobs, skew, backfills, tasks, complain, count, peak }: Seen) => {
  const epochs = new Map<string, { readonly epoch: number; readonly scheduledAt: string }>()
  return {
    onTask: (task: SimulatedTask): void => {
      const { run } = task
      const who = `${run.job} ${run.scheduledAt}/${run.attempt}`
      count('tasks')
      const mine = tasks.get(run.job) ?? new Set<SimulatedTask>()
      tasks.set(run.job, mine.add(task))
      if (run.backfill) {
        const { parallel = 0 } = [backfills.get(run.job)].find((each) => each?.id === run.backfill) ?? {}
        const living = [...mine].filter((each) => each.stoppedAt === undefined && each.run.backfill === run.backfill)
        // The first one is there before its record.
        if (living.length > Math.max(1, parallel))
          complain(`${who} is one of ${living.length} of a backfill that may have ${parallel}`)
      }
      const { pool } = jobs[run.job] ?? {}
      if (pool) {
        const living = [...tasks].flatMap(([job, each]) =>
          jobs[job]?.pool?.name === pool.name ? [...each].filter(({ stoppedAt }) => stoppedAt === undefined) : [],
        )
        if (living.length > pool.most) complain(`${who} has a task, and its pool has ${living.length} of ${pool.most}`)
      }
      if (jobs[run.job]?.overlap === 'allow') return
      for (const other of mine)
        if (other !== task && other.stoppedAt === undefined)
          complain(`${who} has a task beside that of ${other.run.scheduledAt}/${other.run.attempt}`)
      for (const other of mine) if (other.stoppedAt !== undefined) mine.delete(other)
      const last = epochs.get(run.job)
      const grown = last === undefined || (run.epoch ?? 0) > last.epoch || last.scheduledAt === run.scheduledAt
      if (run.epoch === undefined || !grown) complain(`${who} has the epoch ${run.epoch} after ${last?.epoch}`)
      epochs.set(run.job, { epoch: run.epoch ?? 0, scheduledAt: run.scheduledAt })
    },
    onStop: (task: SimulatedTask, reason: string): void => {
      const { run } = task
      const who = `${run.job} ${run.scheduledAt}/${run.attempt}`
      const job = jobs[run.job]
      count('stops')
      if (!job || task.stops.length > 0) return
      const begun = /runTimeout/.test(reason) ? task.startedAt : /startTimeout/.test(reason) ? task.at : undefined
      if (begun === undefined) {
        if (/Timeout/.test(reason)) complain(`${who} is stopped for ${reason}, and never ran`)
        return
      }
      const isRun = /runTimeout/.test(reason)
      const limit = (isRun ? job.runTimeout : job.startTimeout) ?? Number.POSITIVE_INFINITY
      const late = clock() - begun - limit * 1000
      // A start counts from the beginning of the call that asked for it, which may have taken its time.
      if (late < -2 * skew - (isRun ? 0 : 30_000)) complain(`${who} is stopped ${-late} ms before its limit`)
      count(isRun ? 'run timeouts' : 'start timeouts')
      if (story.mood === 'calm') peak('ms that a timeout is late, where nothing fails', late)
      peak('s that a timeout is late', late / 1000)
    },
  }
}
