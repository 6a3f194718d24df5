import fc from 'fast-check'
import { diagnose } from '../../functions/jobs/diagnosis/diagnosis.ts'
import { onTaskNews } from '../../functions/jobs/engine/on-task-news.ts'
import { startRun } from '../../functions/jobs/engine/start.ts'
import { dueFirings } from '../../functions/jobs/rules/due.ts'
import { newJob } from '../../functions/jobs/rules/job.ts'
import { runOfTask, startedBy } from '../../functions/jobs/rules/run.ts'
import type { TaskChange } from '../../functions/jobs/rules/task-change.ts'
import { requestedTime, runTime } from '../../functions/jobs/rules/times.ts'
import { firing, firingAt, later, makeDesk, makeJob } from '../unit/jobs/world.ts'

const begin = new Date('2026-11-21T00:00:17Z')

test('sweeps find exactly the firings of a rate that left no run, whatever runs by hand there are', () => {
  fc.assert(
    fc.property(
      fc.record({
        minutes: fc.constantFrom(1, 5, 15, 60),
        startWithin: fc.constantFrom(60, 600, 3_600),
        arrived: fc.array(fc.boolean(), { minLength: 5, maxLength: 40 }),
        byHand: fc.array(fc.integer({ min: 1, max: 3_000_000 }), { maxLength: 5 }),
        sweepEvery: fc.integer({ min: 30, max: 1_200 }),
      }),
      ({ minutes, startWithin, arrived, byHand, sweepEvery }) => {
        const job = makeJob({ schedule: `rate(${minutes} minutes)`, startWithin })
        const times = arrived.map((_, index) => later(begin, (index + 1) * minutes * 60))
        const runs = [
          ...times
            .filter((_, index) => arrived[index])
            .map((at) => ({ scheduledAt: runTime(at), requestedBy: undefined })),
          ...byHand.map((ms) => ({ scheduledAt: runTime(new Date(begin.getTime() + ms)), requestedBy: 'mina' })),
        ]
        const last = times.at(-1) ?? begin
        let record = newJob('x', job, begin)
        for (let now = begin; now <= later(last, startWithin + 3_600); now = later(now, sweepEvery)) {
          const known = runs.filter(({ scheduledAt }) => scheduledAt <= now.toISOString())
          const { due, sweptTo } = dueFirings(job, record, known, now)
          runs.push(...due.map((at) => ({ scheduledAt: runTime(at), requestedBy: undefined })))
          record = { ...record, sweptTo: runTime(new Date(Math.floor(sweptTo.getTime() / 1000) * 1000)) }
        }
        const found = runs.filter(({ requestedBy, scheduledAt }) => !requestedBy && scheduledAt <= runTime(last))
        expect(found.map(({ scheduledAt }) => scheduledAt).sort()).toEqual(times.map(runTime))
      },
    ),
    { numRuns: 200 },
  )
})

test('a missing exit code is never a success, whatever else ECS says', () => {
  const text = fc.option(fc.oneof(fc.string(), fc.constantFrom('OutOfMemoryError', 'succeeded', 'exit code 0')), {
    nil: undefined,
  })
  fc.assert(
    fc.property(text, text, text, (stopCode, stoppedReason, reason) => {
      const containers = [
        { name: 'main', reason },
        { name: 'agent', exitCode: 0 },
      ]
      expect(diagnose({ stopCode, stoppedReason, containers }, 'main').state).toBe('failed')
    }),
  )
})

test('changes of a task in any order, any number of times, come to the verdict of its end', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 12 }), async (versions) => {
      const world = makeDesk()
      const run = await startRun(firing, world.at(firingAt))
      const change = (version: number): TaskChange => ({
        taskArn: run?.taskArn ?? '',
        version,
        lastStatus: version === 5 ? 'STOPPED' : 'RUNNING',
        startedBy: run && startedBy(run),
        containers: [{ name: 'main', exitCode: version === 5 ? 3 : undefined }],
      })
      for (const version of versions) await onTaskNews(change(version), world.at(firingAt))
      const end = await world.run()
      expect(end?.state).toBe(versions.includes(5) ? 'failed' : 'running')
      if (versions.length > 0) expect(end?.taskVersion).toBe(versions.includes(5) ? 5 : Math.max(...versions))
      expect(world.signals).toHaveLength(versions.includes(5) ? 1 : 0)
    }),
  )
})

test('a run can be read from its task, and a run by hand has a time that no schedule has', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[a-z][a-z0-9-]{0,38}[a-z0-9]$/),
      fc.date({ min: new Date('2026-01-01'), max: new Date('2099-01-01'), noInvalidDate: true }),
      fc.integer({ min: 1, max: 99 }),
      (job, at, attempt) => {
        const scheduledAt = runTime(at)
        expect(startedBy({ job, scheduledAt, attempt })).toMatch(/^[\w/-]{1,128}$/)
        expect(runOfTask(startedBy({ job, scheduledAt, attempt }))).toEqual({ job, scheduledAt, attempt })
        expect(requestedTime(scheduledAt)?.getMilliseconds()).not.toBe(0)
      },
    ),
  )
})
