import { monthHours } from '../shared/prices.ts'
import { firings, ratePeriod } from '../shared/schedule.ts'
import { type Props, referredId, resourcesOf, type Template } from './template.ts'

export const hoursPerMonth = monthHours

const monthMs = hoursPerMonth * 3_600_000
const yearMs = 12 * monthMs

/** How often an expression fires in a month, averaged over the year 2026. */
export const firingsPerMonth = (schedule: string, zone: string): number => {
  const period = ratePeriod(schedule)
  if (period !== undefined) return monthMs / period
  const after = new Date('2026-01-01T00:00:00Z')
  const limit = 20_000
  const found = firings({ schedule, zone }, { after, until: new Date(after.getTime() + yearMs), since: after, limit })
  const last = found.at(-1)
  if (!last) return 0
  return found.length < limit ? found.length / 12 : (limit * monthMs) / (last.getTime() - after.getTime())
}

/** Calls of functions in a month. */
export interface Calls {
  /** By EventBridge Scheduler. */
  readonly scheduled: number
  readonly total: number
  /** The memory of each call added up, in GB. */
  readonly gigabytes: number
  /** Runs of jobs, each of which is a call too. */
  readonly runs: number
  /** What ECS tells of those. */
  readonly taskChanges: number
  readonly sweeps: number
  readonly collects: number
  readonly reconciles: number
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

const isJob = ({ Input }: Props): boolean => text(Input).includes('"job":')

/** Counts the calls of a quiet month. @param changesPerRun how often ECS tells of one run, each time by a call */
export const callsOf = (template: Template, changesPerRun: number): Calls => {
  const functions = new Map(
    resourcesOf(template, 'AWS::Lambda::Function').map(({ id, props }) => [
      id,
      { name: text(props.FunctionName), gigabytes: Number(props.MemorySize ?? 128) / 1024 },
    ]),
  )
  const schedules = resourcesOf(template, 'AWS::Scheduler::Schedule').map(({ props }) => {
    const target = props.Target as Props
    return {
      times: firingsPerMonth(text(props.ScheduleExpression), text(props.ScheduleExpressionTimezone) || 'UTC'),
      isJob: isJob(target),
      called: functions.get(referredId(target.Arn) ?? ''),
    }
  })
  const sum = (chosen: typeof schedules): number => chosen.reduce((total, { times }) => total + times, 0)
  const callsTo = (name: string): number => sum(schedules.filter(({ called }) => called?.name.endsWith(name)))
  const listener = [...functions.values()].find(({ name }) => name.endsWith('jobs-on-task-change'))
  const scheduled = sum(schedules)
  const runs = sum(schedules.filter((schedule) => schedule.isJob))
  const taskChanges = listener ? runs * changesPerRun : 0
  return {
    scheduled,
    total: scheduled + taskChanges,
    gigabytes:
      schedules.reduce((total, { times, called }) => total + times * (called?.gigabytes ?? 0), 0) +
      taskChanges * (listener?.gigabytes ?? 0),
    runs,
    taskChanges,
    sweeps: callsTo('jobs-on-minute'),
    collects: callsTo('metrics-collect'),
    reconciles: callsTo('lifecycle-on-schedule'),
  }
}
