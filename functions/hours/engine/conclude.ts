import { ConflictError } from '../../../shared/errors.ts'
import type { Stored, Write } from '../../../shared/ledger/ledger.ts'
import type { HoursLookRecord, HoursTargetRecord } from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import { metrics } from '../../../shared/metrics.ts'
import { noteLook, type Phase, type Sight } from '../rules/look-record.ts'
import type { TargetEntry } from '../rules/slice.ts'
import { deniedCode } from '../rules/trouble.ts'
import type { World } from '../world/world.ts'
import { type Assessed, assess } from './assess.ts'
import { carryOut, type Outcome } from './carry-out.ts'
import type { FoundTargets, Place } from './find.ts'
import type { Seen } from './observe.ts'
import { alarmSubjects, holdWrites, releaseWrites } from './planned-off.ts'
import { reportMonth } from './report.ts'
import { retired } from './retire.ts'
import type { Records } from './situations.ts'

/** What a look has come to. */
export interface LookReport {
  readonly targets: number
  readonly dry: number
  /** Items written, requests made, and requests for which there was no time. */
  readonly written: number
  readonly asked: number
  readonly left: number
  /** Entries of which nothing is stopped. */
  readonly held: readonly string[]
}

/** The records of all targets as a look leaves them. */
type LatestRecords = ReadonlyMap<string, HoursTargetRecord>

const latestOf = (before: LatestRecords, changed: LatestRecords): LatestRecords => {
  if (changed.size === 0) return before
  const latest = new Map(before)
  for (const [target, record] of changed) latest.set(target, record)
  return latest
}

/** Writes about the alarms of one entry; another look that was faster has written the same. */
const writeListed = async (writes: Promise<readonly Write[]>, world: World, failures: unknown[]): Promise<boolean> => {
  try {
    const all = await writes
    if (all.length > 0) await world.ledger.commit(all, world.now)
    return true
  } catch (error) {
    if (error instanceof ConflictError) return true
    failures.push(error)
    return false
  }
}

/**
 * The alarms that an entry lists are held before the first of its targets is stopped.
 * @returns what can be carried out: where they could not be held, none of its targets goes off
 */
const holdListed = async (
  assessed: readonly Assessed[],
  world: World,
  failures: unknown[],
): Promise<readonly Assessed[]> => {
  const open = new Set<TargetEntry>()
  for (const entry of world.slice.targets) {
    if (!entry.alarms?.length) continue
    const first = assessed.find(({ place, decision }) => decision.goesOff && place.entry === entry)
    if (!first) continue
    const writes = holdWrites(first.place.target, alarmSubjects(entry), world)
    if (!(await writeListed(writes, world, failures))) open.add(entry)
  }
  return open.size === 0
    ? assessed
    : assessed.filter(({ place, decision }) => !decision.goesOff || !open.has(place.entry))
}

/** They count again when the last of its targets is back. */
const releaseListed = async (now: LatestRecords, world: World, failures: unknown[]): Promise<void> => {
  const off = new Set<string>()
  for (const record of now.values()) if (record.plannedOff) off.add(record.entry)
  for (const entry of world.slice.targets)
    if (entry.alarms?.length && !off.has(entry.name))
      await writeListed(releaseWrites(alarmSubjects(entry), entry, world), world, failures)
}

const foundOf = ({ places, unseen }: FoundTargets, world: World): Sight['found'] => {
  const found = new Map<string, { count: number; dry: boolean }>()
  for (const { name } of world.slice.targets) if (!unseen.has(name)) found.set(name, { count: 0, dry: false })
  for (const { entry, dry } of places) {
    const known = found.get(entry.name)
    if (known === undefined) continue
    known.count += 1
    known.dry ||= dry
  }
  return found
}

const deniedIn = (found: FoundTargets, seen: Seen, outcome: Outcome): Sight['denied'] => {
  const inPhase = (denied: ReadonlyMap<string, string>, phase: Phase) =>
    [...denied].map(([kind, action]): [string, { action: string; phase: Phase }] => [kind, { action, phase }])
  return new Map([
    ...inPhase(found.denied, 'find'),
    ...inPhase(seen.denied, 'observe'),
    ...inPhase(outcome.denied, 'request'),
  ])
}

/** Of which kinds what goes well: a permission that was missing is there again. Requests come seldom: none that waits is as good. */
const allowedIn = (
  found: FoundTargets,
  seen: Seen,
  outcome: Outcome,
  now: LatestRecords,
  world: World,
): Set<string> => {
  const waiting = new Set<string>()
  for (const { target, kind } of found.places)
    if (now.get(target)?.order?.refusal?.code === deniedCode) waiting.add(kind.kind)
  const allowed = new Set<string>()
  for (const { kind } of world.slice.targets) {
    if (!found.denied.has(kind)) allowed.add(`${kind} find`)
    if (!seen.denied.has(kind)) allowed.add(`${kind} observe`)
    if (!outcome.denied.has(kind) && (!waiting.has(kind) || outcome.accepted.has(kind))) allowed.add(`${kind} request`)
  }
  return allowed
}

const note = async (before: Stored<HoursLookRecord> | undefined, sight: Sight, world: World): Promise<number> => {
  const { record, signals } = noteLook(before, sight)
  for (const signal of signals) await world.publish(signal)
  if (record === before) return 0
  try {
    await world.ledger.commit([{ item: record, expect: before?.version ?? 'absent' }], world.now)
    return 1
  } catch (error) {
    // Another look was faster, and has seen the same.
    if (!(error instanceof ConflictError)) throw error
    return 0
  }
}

/** The last target up to which all were observed, where time did not suffice for all. */
const endOf = (part: readonly Place[], { observed }: Seen): string | undefined => {
  const first = part.findIndex(({ target }) => !observed.has(target))
  return first < 0 ? undefined : (part[first - 1]?.target ?? '')
}

/** Entries that could not be looked for just now. What a missing permission hides is not waited for: it may take days. */
const passing = ({ unseen, denied }: FoundTargets, targets: readonly TargetEntry[]): Set<string> =>
  new Set(targets.flatMap(({ name, kind }) => (unseen.has(name) && !denied.has(kind) ? [name] : [])))

/** What a look has read of the ledger and of AWS. */
export interface Sighted {
  readonly records: Records
  readonly before: Stored<HoursLookRecord> | undefined
  readonly found: FoundTargets
  /** The targets that this look is for. */
  readonly part: readonly Place[]
  readonly seen: Seen
}

/**
 * Decides about everything that a look has seen, asks AWS for what differs, and writes down what came of it.
 * @throws AggregateError of what failed, after everything was tried
 */
export const conclude = async ({ records, before, found, part, seen }: Sighted, world: World): Promise<LookReport> => {
  const places = found.places.filter(({ dry }) => !dry)
  const assessment = assess(places, records, seen.observed, before, world, passing(found, world.slice.targets))
  const failures: unknown[] = []
  const held = await holdListed(assessment.assessed, world, failures)
  const leaving = await retired(found, records, before, world)
  const outcome = await carryOut(leaving.length === 0 ? held : [...held, ...leaving], world)
  const latest = latestOf(records, outcome.records)
  await releaseListed(latest, world, failures)
  const reported = await reportMonth(before, latest.values(), world, failures)
  const noted = await note(
    before,
    {
      reported,
      entries: world.slice.targets,
      calendars: Object.keys(world.slice.calendars),
      found: foundOf(found, world),
      held: assessment.held,
      denied: deniedIn(found, seen, outcome),
      allowed: allowedIn(found, seen, outcome, latest, world),
      unknown: found.unknown,
      isWhole: found.unseen.size === 0,
      after: endOf(part, seen),
      now: world.now,
      version: world.version,
    },
    world,
  )
  const report = {
    targets: found.places.length,
    dry: found.places.length - places.length,
    written: outcome.written + noted,
    asked: outcome.asked,
    left: outcome.left,
    held: [...assessment.held.keys()],
  }
  count(report, latest, outcome)
  failures.push(...outcome.failures)
  if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('; '))
  return report
}

const count = (report: LookReport, now: LatestRecords, outcome: Outcome): void => {
  let troubles = 0
  for (const { trouble } of now.values()) if (trouble !== undefined) troubles += 1
  log.info('look', { ...report, troubles, saved: outcome.saved })
  metrics.add('HoursTroubles', troubles)
  // Written only where a stop is over: a metric is billed for the hours in which it is written.
  if (outcome.saved > 0) metrics.add('HoursSaved', outcome.saved)
}
