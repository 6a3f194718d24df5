import { commandSource } from '../../../shared/command.ts'
import type { DrillConfig } from '../../../shared/config/backups/drills.ts'
import {
  ConflictError,
  errorName,
  isAccessDenied,
  isPermanentAwsError,
  PermanentError,
} from '../../../shared/errors.ts'
import { explainFailure } from '../../../shared/explain-failure.ts'
import { parserOf } from '../../../shared/handler.ts'
import type { Stored } from '../../../shared/ledger/ledger.ts'
import { type BackupDrillRecord, type BackupProcessRecord, keys } from '../../../shared/ledger/records.ts'
import { isSame } from '../../../shared/same.ts'
import * as z from '../../../shared/shape.ts'
import type { Advanced, Parts, Work } from '../kinds/kind.ts'
import { beginDrills, newDrill, underWay } from './begin.ts'
import { nextOfDrill, refusalOf, type Seen } from './rules.ts'
import { failedSignal, provenSignal } from './signals.ts'
import { eventsSince, failOver, findProbe, readSamples, seeDatabase, seeProbe, startProbe, stopProbe } from './world.ts'

type Process = BackupDrillRecord
type Step = Advanced<Process>

const parse = parserOf(
  'a command to drill a failover',
  z.object({
    source: z.literal(commandSource),
    action: z.literal('drill'),
    drill: z.string().check(z.minLength(1), z.maxLength(100)),
    by: z.string(),
  }),
)

const refuse = (reason: string): never => {
  throw new PermanentError('refused', reason)
}

const ended = (
  process: Process,
  outcome: 'done' | 'failed',
  reason: string,
  policy: string | undefined,
  now: Date,
): Step => {
  const at = now.toISOString()
  return {
    process: { ...process, ended: { outcome, reason, at } },
    signals: [outcome === 'done' ? provenSignal(process, reason, at) : failedSignal(process, reason, policy, at)],
  }
}

/** AWS is asked once. What it refuses ends the drill; what has no answer is looked for at the next look. */
const askForFailover = async (process: Process, parts: Parts): Promise<Step> => {
  const stepSince = parts.now.toISOString()
  try {
    await failOver(process.target, parts)
    return { process: { ...process, step: 'watching', stepSince } }
  } catch (error) {
    // It was available a moment ago: the SDK has asked twice, and the first request was taken. The next look sees it.
    if (/^InvalidDB(Instance|Cluster)State/.test(errorName(error))) return { process }
    if (!isPermanentAwsError(error) && !isAccessDenied(error)) throw error
    const { reason } = explainFailure(error)
    return {
      process: {
        ...process,
        step: 'stopping',
        stepSince,
        verdict: { well: false, reason: `AWS refuses the failover. ${reason}` },
      },
      again: true,
    }
  }
}

const see = async (process: Process, parts: Parts): Promise<Seen & Pick<Process, 'probe' | 'events'>> => {
  const probe = process.probe ?? (await findProbe(process, parts))
  const [database, task, samples, events] = await Promise.all([
    seeDatabase(process.target, parts),
    probe === undefined ? undefined : seeProbe(probe, parts),
    probe === undefined ? [] : readSamples(probe, parts),
    process.asked === undefined ? undefined : eventsSince(process.target, process.asked, parts),
  ])
  return { database, task, samples, probe, events }
}

/** A drill that the config no longer has: what is under way is only brought to its end. */
const orphaned = async (process: Stored<Process>, parts: Parts): Promise<Step> => {
  const probe = process.probe ?? (await findProbe(process, parts))
  if (probe !== undefined && !['stopped', 'gone'].includes((await seeProbe(probe, parts)).state)) {
    await stopProbe(probe, parts)
    return { process: { ...process, probe } }
  }
  return ended(
    process,
    'failed',
    `The drill ${process.drill} is not in the config any more.`,
    parts.slice.policy,
    parts.now,
  )
}

/** One step of a drill. */
export const advanceDrill = async (found: Stored<Process>, parts: Parts): Promise<Step> => {
  const config: DrillConfig | undefined = parts.slice.drills[found.drill]
  if (!config || config.of !== found.target) return orphaned(found, parts)
  const { probe, events, ...seen } = await see(found, parts)
  const process: Process = {
    ...found,
    ...(probe === undefined ? {} : { probe }),
    ...(events === undefined || isSame(events, found.events ?? []) ? {} : { events }),
  }
  const decision = nextOfDrill(process, seen, config, parts.now)
  if (decision.do === 'note') return { process: { ...process, ...decision.note }, again: true }
  if (decision.do === 'fail-over') return askForFailover(process, parts)
  if (decision.do === 'end')
    return ended(process, decision.outcome, decision.reason, config.policy ?? parts.slice.policy, parts.now)
  if (decision.do === 'start-probe' && seen.database)
    return { process: { ...process, probe: await startProbe(process, config, seen.database, parts) } }
  if (decision.do === 'stop-probe' && probe !== undefined) await stopProbe(probe, parts)
  return { process }
}

/**
 * Begins a drill now, as its schedule would.
 * @throws PermanentError `refused` without a standby or reader, outside its window, and while one is under way
 */
const drill = async (raw: unknown, parts: Parts): Promise<Process> => {
  const { drill: name, by } = parse(raw)
  const { slice, ledger, now } = parts
  const config = Object.hasOwn(slice.drills, name) ? slice.drills[name] : undefined
  if (!config) {
    const known = Object.keys(slice.drills)
    return refuse(
      `The deployed config has no drill "${name}". ${known.length > 0 ? `It has: ${known.join(', ')}.` : 'Add one to backups.drills, and deploy.'}`,
    )
  }
  const open = await underWay(config.of, parts)
  if (open) refuse(`A drill of ${config.of} is under way since ${open.since} (${open.id}, ${open.step}).`)
  const refusal = refusalOf(config, await seeDatabase(config.of, parts), now)
  if (refusal !== undefined) refuse(refusal)
  // The number of the attempt is in its key: of two who ask at once one is refused.
  const earlier = await ledger.children<BackupProcessRecord>(keys.backupProcess(config.of, '', '', '').pk, 'drill#')
  const process = newDrill(name, config, `by-hand-${earlier.length + 1}`, parts, by)
  try {
    await ledger.commit([{ item: process, expect: 'absent' }], now)
  } catch (error) {
    if (error instanceof ConflictError) refuse(`Somebody else has just begun a drill of ${config.of}.`)
    throw error
  }
  return process
}

export const drillWork: Work<Process> = { begin: beginDrills, advance: advanceDrill, actions: { drill } }
