import { calendarOf, wantedAt } from '../../../shared/calendar/index.ts'
import type { DrillConfig } from '../../../shared/config/backups/drills.ts'
import { durationSeconds } from '../../../shared/duration.ts'
import type { BackupDrillRecord, Serving } from '../../../shared/ledger/records.ts'
import { durationText } from '../../../shared/time.ts'
import { outageOf, type Sample, upInARow } from './outage.ts'

/** A database as AWS shows it. */
export interface SeenDatabase extends Serving {
  readonly status: string
  /** Of an instance: whether it has a standby. Of a cluster: whether it has a reader. */
  readonly hasOther: boolean
  /** The cluster that an instance belongs to. */
  readonly cluster?: string | undefined
  readonly engine: string
  readonly host?: string | undefined
  readonly port?: number | undefined
}

export interface SeenTask {
  readonly state: 'starting' | 'running' | 'stopped' | 'gone'
  readonly reason?: string | undefined
}

export interface Seen {
  readonly database?: SeenDatabase | undefined
  /** Nothing where no probe was started. */
  readonly task?: SeenTask | undefined
  readonly samples: readonly Sample[]
}

export type Decision =
  | { readonly do: 'wait' }
  | { readonly do: 'note'; readonly note: Partial<BackupDrillRecord> }
  | { readonly do: 'start-probe' }
  | { readonly do: 'fail-over' }
  | { readonly do: 'stop-probe' }
  | { readonly do: 'end'; readonly outcome: 'done' | 'failed'; readonly reason: string }

/** Attempts that must have succeeded one after another before, and after, a failover. */
const steady = 10
const recovered = 15

const minute = 60_000

/** Milliseconds until the probe must have reached the database. */
const probeMs = 10 * minute
/** Until a failover that was asked for, without an answer, must show. */
const evidenceMs = 5 * minute
/** Until RDS must name the new standby: it is reported, not waited for any longer. */
const standbyMs = 10 * minute

/** Seconds that the probe lives: it ends by itself, whatever becomes of the function. */
export const probeSeconds = ({ within }: Pick<DrillConfig, 'within'>): number =>
  Math.min(7_200, durationSeconds(within) + 20 * 60)

const wait: Decision = { do: 'wait' }

/** Whether a drill may be now, by its window. */
export const isInWindow = ({ window, zone }: Pick<DrillConfig, 'window' | 'zone'>, now: Date): boolean =>
  wantedAt(calendarOf({ zone, rules: [window] }), now)?.state === 'running'

/** Why a drill may not be, and what to do; nothing where it may. */
export const refusalOf = (
  { of, window, zone }: Pick<DrillConfig, 'of' | 'window' | 'zone'>,
  database: SeenDatabase | undefined,
  now: Date,
): string | undefined => {
  if (!database) return `There is no ${of} in this region.`
  const isInstance = of.startsWith('rds-instance/')
  if (database.cluster !== undefined)
    return `${of} is an instance of the cluster ${database.cluster}: let the cluster fail over, as rds-cluster/${database.cluster}.`
  if (!database.hasOther)
    return isInstance
      ? `${of} has no standby: it is not Multi-AZ. A failover would only be an outage.`
      : `${of} has no reader that could take over. Add one first.`
  if (database.status !== 'available') return `${of} is ${database.status}. It has to be available.`
  return isInWindow({ window, zone }, now)
    ? undefined
    : `It is outside the window of the drill: ${window.days ?? 'each day'} from ${window.from} until ${window.until} in ${zone}.`
}

interface Look {
  readonly process: BackupDrillRecord
  readonly seen: Seen
  readonly config: DrillConfig
  readonly now: Date
}

const since = (at: string, now: Date): number => now.getTime() - Date.parse(at)

const servingOf = ({ zone, standby, writer }: Serving): Serving => ({
  ...(zone === undefined ? {} : { zone }),
  ...(standby === undefined ? {} : { standby }),
  ...(writer === undefined ? {} : { writer }),
})

const finish = (well: boolean, reason: string, { now, seen }: Look): Decision => ({
  do: 'note',
  note: {
    verdict: { well, reason },
    step: 'stopping',
    stepSince: now.toISOString(),
    ...(seen.database ? { after: servingOf(seen.database) } : {}),
  },
})

const probing = (look: Look): Decision => {
  const { process, seen, config, now } = look
  const { task, samples, database } = seen
  const refusal = refusalOf(config, database, now)
  if (refusal !== undefined) return finish(false, `Nothing was failed over. ${refusal}`, look)
  if (!task) return { do: 'start-probe' }
  if (task.state === 'stopped' || task.state === 'gone')
    return finish(
      false,
      `Nothing was failed over: the probe ended before${task.reason ? `: ${task.reason}` : ''}.`,
      look,
    )
  if (upInARow(samples) >= steady && database)
    return {
      do: 'note',
      note: {
        before: servingOf(database),
        asked: now.toISOString(),
        step: 'failing-over',
        stepSince: now.toISOString(),
      },
    }
  if (since(process.stepSince, now) < probeMs) return wait
  const { attempts, failed } = outageOf(samples)
  return finish(
    false,
    attempts === 0
      ? 'Nothing was failed over: the probe has not connected once in ten minutes. Can it pull its image, and write its log?'
      : `Nothing was failed over: the probe does not reach ${config.of} steadily (${failed} of ${attempts} attempts failed). Does the database let its group in?`,
    look,
  )
}

/** Who served before no longer does. */
const hasMoved = (before: Serving | undefined, { zone, writer }: Serving): boolean =>
  before?.writer === undefined
    ? zone !== undefined && zone !== before?.zone
    : writer !== undefined && writer !== before.writer

const failingOver = (look: Look): Decision => {
  const { process, seen, now } = look
  const { asked = process.stepSince, before, events = [] } = process
  // In the look that has written it down, and in no other: AWS is asked once.
  if (asked === now.toISOString()) return { do: 'fail-over' }
  const { database } = seen
  const shows =
    database === undefined || database.status !== 'available' || hasMoved(before, database) || events.length > 0
  if (shows) return { do: 'note', note: { step: 'watching', stepSince: now.toISOString() } }
  if (since(asked, now) < evidenceMs) return wait
  return finish(
    false,
    'Whether AWS took the request is not known: the call died, and nothing has happened since. It is not asked again. Start the drill anew.',
    look,
  )
}

const watching = (look: Look): Decision => {
  const { process, seen, config, now } = look
  const { before, asked = process.stepSince } = process
  const { database, samples } = seen
  const moved = database !== undefined && database.status === 'available' && hasMoved(before, database)
  const swapped = database?.standby === before?.zone || before?.writer !== undefined
  const back = upInARow(samples.filter(({ at }) => at >= Date.parse(asked))) >= recovered
  if (moved && back && (swapped || since(asked, now) > standbyMs)) return finish(true, 'It has failed over.', look)
  if (since(asked, now) < durationSeconds(config.within) * 1_000) return wait
  const missing = [
    ...(moved
      ? []
      : [
          `who serves has not changed (${before?.writer ?? before?.zone}), and AWS calls it ${database?.status ?? 'gone'}`,
        ]),
    ...(back ? [] : ['the probe does not reach it steadily']),
  ]
  return finish(false, `The failover is not proven within ${config.within}: ${missing.join('; ')}.`, look)
}

const servingText = ({ zone, standby, writer }: Serving = {}): string =>
  writer ?? `${zone ?? 'unknown'}${standby === undefined ? '' : ` (standby ${standby})`}`

const stopping = (look: Look): Decision => {
  const { process, seen, config } = look
  const { task, samples } = seen
  // It ends when its probe has, and not before.
  if (task?.state === 'running' || task?.state === 'starting') return { do: 'stop-probe' }
  const { verdict = { well: false, reason: '' }, before, after, events = [] } = process
  const outage = outageOf(samples)
  if (process.outage === undefined && samples.length > 0) return { do: 'note', note: { outage } }
  if (!verdict.well) return { do: 'end', outcome: 'failed', reason: verdict.reason }
  const most = durationSeconds(config.outageAtMost)
  const measured = `${servingText(before)} → ${servingText(after)}; ${durationText(outage.seconds)} without service (${outage.failed} of ${outage.attempts} attempts failed)${events.length > 0 ? '' : '; RDS has told of no event'}`
  return outage.seconds > most
    ? {
        do: 'end',
        outcome: 'failed',
        reason: `It has failed over, and took longer than ${config.outageAtMost}: ${measured}.`,
      }
    : { do: 'end', outcome: 'done', reason: `${measured}.` }
}

const steps = { probing, 'failing-over': failingOver, watching, stopping } as const

/** What comes next in a drill. A failover is asked for once, after the probe has reached the database, and proven by who serves then. */
export const nextOfDrill = (process: BackupDrillRecord, seen: Seen, config: DrillConfig, now: Date): Decision =>
  steps[process.step]({ process, seen, config, now })
