import { inParallel } from '../../../shared/in-parallel.ts'
import { type AlarmRecord, type IncidentRecord, keys } from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import { alarmOfKey, isOurs, reconcile, unexplained } from '../rules/reconcile.ts'
import { type World, worldOfPart } from '../world/world.ts'
import { react } from './react.ts'

/** How many alarms are asked about at once. */
const atOnce = 8

/** Partition, region and account of an ARN, which an alarm and its targets share. */
const placeOf = (arn: string): string => {
  const [, partition, , region, account] = arn.split(':')
  return `${partition} ${region} ${account}`
}

/**
 * Brings what the ledger knows of alarms in line with CloudWatch: what was reported, and lost on its way, or never was.
 * Reads the alarms that are red and those of which an incident is open, not all that there are; and of the ledger, beside what is
 * open, only where those stand of whose red nothing tells.
 * @throws the SDK's error where CloudWatch does not say; the last failure of a change, after all were tried
 */
export const reconcileAlarms = async (world: World): Promise<void> => {
  const { alarms: reader, ledger, now } = world
  if (!reader) return
  const { ours } = reader
  const places = new Set(ours.targets.map(placeOf))
  const incidents = await ledger.open<IncidentRecord>('incident')
  const asked = new Map(
    incidents.flatMap(({ alarmKey }) => {
      const alarm = alarmOfKey(alarmKey)
      return alarm && places.has(placeOf(alarm.arn)) ? [[alarm.arn, alarm.name] as const] : []
    }),
  )
  const red = (await reader.red()).filter((alarm) => isOurs(alarm, ours))
  const others = new Set(asked.values())
  for (const { name } of red) others.delete(name)
  const named = others.size > 0 ? await reader.named([...others]) : []
  const alarms = [...red, ...named]
  const doubtful = unexplained({ alarms, incidents }, ours, now)
  const records = await inParallel(doubtful, atOnce, ({ arn }) => ledger.get<AlarmRecord>(keys.alarm(arn)))
  const known = new Map(doubtful.flatMap(({ arn }, index) => (records[index] ? [[arn, records[index]] as const] : [])))
  const findings = { alarms, asked: new Set(asked.keys()), incidents, known }
  const changes = reconcile(findings, ours, now)
  if (changes.length > 0) log.info('alarms reconciled', { changes: changes.length })
  let failure: unknown
  await inParallel(changes, atOnce, async (change) => {
    try {
      if (change.state === 'ALARM' && (await reader.isMuted(change.name))) return
      await react(change, worldOfPart(`reconcile ${change.alarm}`, world))
    } catch (error) {
      failure = error
    }
  })
  if (failure !== undefined) throw failure
}
