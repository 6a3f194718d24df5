import { awaitAll } from '../../../shared/await-all.ts'
import type { Heartbeat } from '../../../shared/config/alerts/schema.ts'
import type { Stored } from '../../../shared/ledger/ledger.ts'
import { type HeartbeatRecord, keys, type LedgerTokenRecord } from '../../../shared/ledger/records.ts'
import { durationText } from '../../../shared/time.ts'
import type { Transition } from '../intake/index.ts'
import { silentFrom } from '../rules/silence.ts'
import { commit, type World, worldOfPart } from '../world/world.ts'
import { addressed } from './addressed.ts'
import { react } from './react.ts'

const transitionOf = (name: string, state: Transition['state'], at: string, reason: string): Transition => ({
  alarm: `heartbeat:${name}`,
  name: `heartbeat/${name}`,
  title: `Heartbeat ${name}`,
  state,
  at,
  reason,
})

/** The record of a heartbeat, made when it is seen for the first time: its promise counts from then. */
const ensure = (name: string, world: World): Promise<Stored<HeartbeatRecord> | undefined> =>
  addressed<HeartbeatRecord>(
    keys.heartbeat(name),
    (token, at) => {
      const pointer: LedgerTokenRecord = { ...keys.heartbeatToken(token), kind: 'beat', at, name }
      return { record: { ...keys.heartbeat(name), kind: 'heartbeat', at, name, token, lastAt: at }, pointer }
    },
    world,
  )

/**
 * The shortest period, in seconds, that CloudWatch still has for a whole time: of a minute for 15 days, of five for 63.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
const periodOver = (ms: number): number => (ms < 14 * 86_400_000 ? 60 : ms < 62 * 86_400_000 ? 300 : 3_600)

/** The record as the metric has it: its newest value is the last sign of life. Asked only when there may be none. */
const look = async (
  record: Stored<HeartbeatRecord>,
  { namespace, metric: name, dimensions }: NonNullable<Heartbeat['metric']>,
  world: World,
): Promise<Stored<HeartbeatRecord> | undefined> => {
  const [from, { now }] = [new Date(record.lastAt), world]
  const period = periodOver(now.getTime() - from.getTime())
  const points = await world.pointsOf({ namespace, name, dimensions, statistic: 'SampleCount', period }, from, now)
  const lastAt = points.at(-1)?.at.toISOString()
  if (lastAt === undefined || lastAt <= record.lastAt) return record
  const item: HeartbeatRecord = { ...record, at: lastAt, lastAt }
  return (await commit(world, [{ item, expect: record.version }]))
    ? { ...item, version: record.version + 1 }
    : undefined
}

/**
 * Opens an incident for each heartbeat that is silent, and closes it when it is not any more. What is to be told is written
 * down first, so that whoever comes next, a sign of life or the next look, finds out what is left to do.
 * @throws the first failure, after every heartbeat was looked at
 */
export const checkHeartbeats = async (world: World): Promise<void> => {
  const names = Object.keys(world.config.heartbeats)
  await awaitAll(names.map((name) => checkHeartbeat(name, worldOfPart(`heartbeat ${name}`, world))))
}

/** Looks at one heartbeat, as the sweep does at all. */
export const checkHeartbeat = async (name: string, world: World): Promise<void> => {
  const heartbeat = world.config.heartbeats[name]
  const known = heartbeat && (await ensure(name, world))
  if (!heartbeat || !known) return
  const mayBeSilent = silentFrom(heartbeat, known.lastAt) <= world.now
  const record = mayBeSilent && heartbeat.metric ? await look(known, heartbeat.metric, world) : known
  if (!record) return
  const silent = silentFrom(heartbeat, record.lastAt)
  if (silent > world.now) return record.silent ? recover(record, world) : undefined
  const marked: HeartbeatRecord = { ...record, silent: true }
  // It has checked in at this very moment: not silent after all.
  if (!record.silent && !(await commit(world, [{ item: marked, expect: record.version }]))) return
  const since = durationText((world.now.getTime() - Date.parse(record.lastAt)) / 1000, 0)
  const reason = `No sign of life for ${since}; it promised one every ${heartbeat.every}.`
  // Of the time of the last sign, not of its being missed: by a clock that is behind, the next one could be before that.
  await react(transitionOf(name, 'ALARM', record.lastAt, reason), world)
}

/** The end of a silence that was told, or was about to be. */
const recover = async (record: Stored<HeartbeatRecord>, world: World): Promise<void> => {
  await react(transitionOf(record.name, 'OK', record.lastAt, 'It has checked in again.'), world)
  const item: HeartbeatRecord = { ...record, silent: false }
  await commit(world, [{ item, expect: record.version }])
}
