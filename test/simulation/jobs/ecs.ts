import { clientToken, startedBy } from '../../../functions/jobs/rules/run.ts'
import type { TaskChange } from '../../../functions/jobs/rules/task-change.ts'
import type { Started, Tasks } from '../../../functions/jobs/world/effects.ts'
import type { RunRecord } from '../../../shared/ledger/records.ts'
import type { Random } from '../engine/random.ts'
import type { Chances } from './chances.ts'
import { type Fate, fateOf } from './fates.ts'
import { makeHappens, type Rates } from './rates.ts'

const hour = 3_600_000

/** A task as ECS itself knows it. Times in epoch milliseconds. */
export interface SimulatedTask {
  readonly arn: string
  /** The run as it was when RunTask was called. */
  readonly run: RunRecord
  readonly at: number
  readonly fate: Fate
  /** What ECS has said of it, oldest first. */
  readonly said: { readonly at: number; readonly change: TaskChange }[]
  /** What StopTask was given for it. */
  readonly stops: { readonly at: number; readonly reason: string }[]
  startedAt?: number
  stoppedAt?: number
  /** That it is on its way to a stop that somebody asked for. */
  stopping?: true
}

/** An error as the SDK gives it. */
export const awsError = (name: string, httpStatusCode: number, message = name): Error =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode } })

export interface EcsWorld {
  readonly chances: Chances
  readonly clock: () => number
  readonly plan: (at: number, act: () => void) => void
  readonly pause: (milliseconds: number) => Promise<void>
  /** How much goes wrong now. */
  readonly rates: () => Rates
  readonly hasCluster: () => boolean
  readonly onTask: (task: SimulatedTask) => void
  readonly onStop: (task: SimulatedTask, reason: string) => void
  readonly onChange: (task: SimulatedTask, change: TaskChange) => void
}

const failures = [
  'Capacity is unavailable at this time. Please try again later or in a different availability zone',
  'RESOURCE:ENI',
  'AGENT',
  'MISSING',
  'RESOURCE:MEMORY',
] as const

/** ECS as far as jobs need it: tokens, lists that are behind, tasks that start, end and are stopped, changes that are told. */
export const makeEcs = (world: EcsWorld) => {
  const { chances, clock, plan, pause, rates } = world
  const tasks = new Map<string, SimulatedTask>()
  const byName = new Map<string, SimulatedTask[]>()
  const tokens = new Map<string, { readonly answer: Started; readonly task?: SimulatedTask; readonly at: number }>()

  const say = (task: SimulatedTask, more: Partial<TaskChange>): void => {
    const last = task.said.at(-1)?.change
    const change: TaskChange = {
      taskArn: task.arn,
      lastStatus: 'PROVISIONING',
      startedBy: startedBy(task.run),
      containers: [{ name: 'main' }],
      ...last,
      version: (last?.version ?? 0) + 1,
      ...more,
    }
    task.said.push({ at: clock(), change })
    world.onChange(task, change)
  }

  const end = (task: SimulatedTask, more: Partial<TaskChange>): void => {
    if (task.stoppedAt !== undefined) return
    task.stoppedAt = clock()
    say(task, { lastStatus: 'STOPPED', stoppedAt: new Date(clock()).toISOString(), ...more })
  }
  const endItself = (task: SimulatedTask): void => {
    // Of a task that is being stopped already, ECS says that it was stopped.
    if (task.stopping) return
    const { good: _, ...how } = task.fate.end
    end(task, how)
  }

  const run = (task: SimulatedTask): void => {
    if (task.stopping || task.stoppedAt !== undefined) return
    if (task.fate.neverRuns) {
      endItself(task)
      return
    }
    task.startedAt = clock()
    say(task, { lastStatus: 'RUNNING', startedAt: new Date(clock()).toISOString() })
    plan(clock() + task.fate.runs, () => endItself(task))
  }

  const begin = (record: RunRecord): SimulatedTask => {
    const name = startedBy(record)
    const same = byName.get(name) ?? []
    const task: SimulatedTask = {
      arn: `arn:aws:ecs:ap-northeast-2:000000000000:task/jobs/${tasks.size + 1}`,
      run: record,
      at: clock(),
      fate: fateOf(rates(), chances(`task ${name}`)),
      said: [],
      stops: [],
    }
    tasks.set(task.arn, task)
    byName.set(name, [...same, task])
    world.onTask(task)
    say(task, {})
    plan(clock() + task.fate.startsAfter, () => run(task))
    return task
  }

  /** At most 24 hours, and until an hour after the task has stopped. */
  const isKnown = ({ at, task }: { readonly at: number; readonly task?: SimulatedTask }): boolean =>
    clock() - at < 24 * hour && (task?.stoppedAt === undefined || clock() - task.stoppedAt < hour)

  const runTask = (record: RunRecord): Started => {
    const token = clientToken(record)
    const known = tokens.get(token)
    if (known && isKnown(known)) return known.answer
    const luck = chances(`answer ${startedBy(record)}`)
    if (luck.chance(rates().refused)) {
      const answer: Started = { failure: { reason: luck.pick(failures) } }
      tokens.set(token, { answer, at: clock() })
      return answer
    }
    const task = begin(record)
    const answer: Started = { taskArn: task.arn }
    tokens.set(token, { answer, task, at: clock() })
    return answer
  }

  const grace = 30_000
  const stopTask = (task: SimulatedTask, reason: string, random: Random): void => {
    if (task.stopping || task.stoppedAt !== undefined) return
    task.stopping = true
    const ending = (after: number, exitCode: number | undefined): void =>
      plan(clock() + after, () =>
        end(task, { stopCode: 'UserInitiated', stoppedReason: reason, containers: [{ name: 'main', exitCode }] }),
      )
    const { onStop } = task.fate
    if (task.startedAt === undefined) ending(random.between(500, 8_000), undefined)
    else if (onStop === 'goes on') ending(grace, 137)
    else ending(random.between(200, 15_000), onStop === 'finishes' ? 0 : 143)
  }

  /** What ECS's lists show of a task: they are behind by a moment, and forget it an hour after it stopped. */
  const shown = (task: SimulatedTask, behind: number): TaskChange | undefined =>
    task.stoppedAt !== undefined && clock() - task.stoppedAt > hour
      ? undefined
      : task.said.findLast(({ at }) => at <= clock() - behind)?.change

  /** ECS as one call meets it. */
  const tasksFor = (random: Random): Tasks => {
    const happens = makeHappens(random, rates)
    const mayFail = (): void => {
      if (happens('ecsThrottled')) throw awsError('ThrottlingException', 400, 'Rate exceeded')
      if (happens('ecsBroken')) throw awsError('ServerException', 500)
    }
    const behind = (): number => random.between(0, rates().lag)
    const travel = (): Promise<void> => pause(happens('slow') ? random.between(1_000, 14_000) : random.between(10, 400))
    return {
      start: async (record) => {
        await travel()
        mayFail()
        if (!world.hasCluster()) throw awsError('ClusterNotFoundException', 400, 'Cluster not found.')
        const answer = runTask(record)
        const lost = happens('answerLost')
        await travel()
        if (lost) throw random.chance(0.5) ? awsError('ServerException', 500) : new Error('socket hang up')
        return answer
      },
      find: async (record) => {
        mayFail()
        if (rates().slow > 0) await travel()
        const late = behind()
        return byName.get(startedBy(record))?.find((task) => shown(task, late))?.arn
      },
      describe: async (arns) => {
        mayFail()
        const late = behind()
        return arns.flatMap((arn) => {
          const task = tasks.get(arn)
          const change = task && shown(task, late)
          return change ? [{ ...change, version: -1 }] : []
        })
      },
      stop: async (arn, reason) => {
        const task = tasks.get(arn)
        mayFail()
        if (!task || (task.stoppedAt !== undefined && clock() - task.stoppedAt > hour))
          throw awsError('InvalidParameterException', 400, 'The referenced task was not found.')
        world.onStop(task, reason)
        task.stops.push({ at: clock(), reason })
        if (!happens('stopIgnored')) stopTask(task, reason, random)
        if (happens('answerLost')) throw new Error('socket hang up')
      },
      logTail: async (_, __, count) => {
        mayFail()
        return Array.from({ length: Math.min(count, 12) }, (_line, index) => `line ${index}`)
      },
    }
  }
  return { tasks, byName, tasksFor }
}

export type SimulatedEcs = ReturnType<typeof makeEcs>
