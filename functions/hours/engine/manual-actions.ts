import type { Calendar } from '../../../shared/calendar/index.ts'
import { ConflictError, PermanentError, TransientError } from '../../../shared/errors.ts'
import {
  type HoursChangeRecord,
  type HoursLookRecord,
  type HoursOverride,
  type HoursTargetRecord,
  keys,
} from '../../../shared/ledger/records.ts'
import { terminal } from '../../../shared/terminal.ts'
import type { ManualAction, Need } from '../rules/command.ts'
import { isDry } from '../rules/hold.ts'
import { overrideBy, overrideForNeed, summaryOf } from '../rules/manual.ts'
import type { World } from '../world/world.ts'
import { assess } from './assess.ts'
import { carryOut } from './carry-out.ts'
import { findTargets, type Place } from './find.ts'
import { observeTargets } from './observe.ts'
import { partsOf } from './retire.ts'

/** The answer to a person who may not have what was asked for: why, and what to do instead. It is no failure. */
export interface Refusal {
  readonly refused: string
}

const maxConflicts = 8

const unknownTarget = (target: string): PermanentError =>
  new PermanentError(
    'refused',
    `Hours has no target called ${target}. List its targets with: ${terminal} hours show. One found by a tag can be switched once its entry has "confirmed".`,
  )

/**
 * The place of a target in the config as it is now: a deployment, or a tag, may have changed that since the last look. Where AWS cannot
 * say what the entry means, what the last look saw counts.
 * @throws PermanentError `refused` where the config means it no more, or only for a dry run
 */
const placeOf = async ({ target, entry: name, calendar, retired }: HoursTargetRecord, world: World): Promise<Place> => {
  const parts = partsOf(target, world.kinds)
  const entry = world.slice.targets.find((each) => each.name === name)
  if (!parts || !entry || retired !== undefined) throw unknownTarget(target)
  const found = await findTargets({ ...world, slice: { ...world.slice, targets: [entry] } })
  const isByTag = world.kinds.get(entry.kind)?.isByTag(entry.selector as never) ?? true
  const place = found.unseen.has(name)
    ? { target, ...parts, entry, calendar, dry: isDry(entry, isByTag) }
    : found.places.find((each) => each.target === target)
  if (!place || place.dry || !Object.hasOwn(world.slice.calendars, place.calendar)) throw unknownTarget(target)
  return place
}

/** What is wanted of a target, by whom, and how that is noted. */
interface Wanted {
  readonly target: string
  readonly by: string
  readonly event: Readonly<Record<string, string>>
  readonly overrideOf: (record: HoursTargetRecord, calendar: Calendar, now: Date) => HoursOverride | undefined
  readonly summaryOf: (override: HoursOverride | undefined) => string
}

/** Writes down what is wanted with who and why; gives the target where that changed something, or had done so before. */
const setOverride = async (wanted: Wanted, world: World, conflicts = 0): Promise<Place | undefined> => {
  const { ledger, now, callId, version } = world
  const record = await ledger.get<HoursTargetRecord>(keys.hoursTarget(wanted.target))
  if (!record) throw unknownTarget(wanted.target)
  const place = await placeOf(record, world)
  const change = keys.change('hours', wanted.target, `${now.toISOString()}#${callId}`)
  // A retry by the platform: it is done already.
  if (await ledger.get(change)) return place
  const calendar = world.slice.calendars[place.calendar]
  if (!calendar) throw unknownTarget(wanted.target)
  const override = wanted.overrideOf(record, calendar, now)
  if (override === record.override) return undefined
  const noted: HoursChangeRecord = {
    ...change,
    kind: 'change',
    at: now.toISOString(),
    capability: 'hours',
    target: wanted.target,
    by: wanted.by,
    summary: wanted.summaryOf(override),
    before: record.override,
    after: override,
    basis: { event: wanted.event, config: version },
  }
  const overridden: HoursTargetRecord = { ...record, override, hand: undefined }
  try {
    await ledger.commit(
      [
        { item: overridden, expect: record.version },
        { item: noted, expect: 'absent' },
      ],
      now,
    )
    return place
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error
    if (conflicts >= maxConflicts) throw new TransientError(`Too many calls change ${wanted.target} at once`)
    return setOverride(wanted, world, conflicts + 1)
  }
}

/** Acts on one target at once; what it comes after does not hold up what a person wants of it. What fails here is done by the next look. */
const lookAt = async (place: Place, world: World): Promise<void> => {
  const [record, before] = await Promise.all([
    world.ledger.get<HoursTargetRecord>(keys.hoursTarget(place.target)),
    world.ledger.get<HoursLookRecord>(keys.hoursLook()),
  ])
  if (!record) return
  const seen = await observeTargets([place], world)
  const slice = { ...world.slice, targets: world.slice.targets.map((entry) => ({ ...entry, after: [] })) }
  const { assessed } = assess([place], new Map([[place.target, record]]), seen.observed, before, {
    ...world,
    slice,
  })
  await carryOut(assessed, world)
}

const actOn = async (wanted: Wanted, world: World): Promise<HoursTargetRecord | Refusal | undefined> => {
  try {
    const place = await setOverride(wanted, world)
    if (place) await lookAt(place, world)
    return await world.ledger.get<HoursTargetRecord>(keys.hoursTarget(wanted.target))
  } catch (error) {
    if (error instanceof PermanentError && error.reason === 'refused') return { refused: error.message }
    throw error
  }
}

/**
 * Does what a person asked for: writes it down with who and why, and acts on it at once.
 * @returns the target's record as it then is, or why it may not be
 */
export const doManualAction = (
  action: ManualAction,
  world: World,
): Promise<HoursTargetRecord | Refusal | undefined> => {
  const { target, by, why } = action
  return actOn(
    {
      target,
      by,
      event: { action: action.action, ...(why === undefined ? {} : { why }) },
      overrideOf: (record, calendar, now) => overrideBy(action, record, calendar, now),
      summaryOf: (override) => summaryOf(action, override),
    },
    world,
  )
}

/** Switches on what a job needs, for as long as it needs it. What hours does not switch, or a person wants off, is left alone. */
export const switchOnFor = async (
  { needed, by }: Need,
  world: World,
): Promise<(HoursTargetRecord | Refusal | undefined)[]> =>
  Promise.all(
    needed.targets.map((target) =>
      actOn(
        {
          target,
          by,
          event: { action: 'needed' },
          overrideOf: (record, calendar, now) => overrideForNeed({ until: needed.until, by }, record, calendar, now),
          summaryOf: (override) => `needed by ${by} until ${override?.until}`,
        },
        world,
      ),
    ),
  )
