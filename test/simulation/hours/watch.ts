import { isSameSize } from '../../../functions/hours/rules/sizes.ts'
import type { HoursSlice, TargetEntry } from '../../../functions/hours/rules/slice.ts'
import type { Order, Size } from '../../../functions/hours/targets/target-kind.ts'
import { type Calendar, wantedAt } from '../../../shared/calendar/index.ts'
import { targetSubject } from '../../../shared/hours/planned-off.ts'
import type { Write } from '../../../shared/ledger/ledger.ts'
import {
  type HoursChangeRecord,
  type HoursOverride,
  type HoursSavingsRecord,
  type HoursTargetRecord,
  keys,
  type PlannedOffRecord,
} from '../../../shared/ledger/records.ts'
import type { Signal } from '../../../shared/signals.ts'
import { type Cloud, type SimulatedTarget, seenStopped } from './cloud.ts'
import type { Story } from './story.ts'

/** What one call of the engine works with. */
export interface Call {
  readonly id: string
  readonly now: Date
  readonly slice: HoursSlice
  /** Targets that it was shown as they are. */
  readonly shown: Set<string>
  /** The size that it was shown of each target last. */
  readonly sizes: Map<string, Size | undefined>
}

/** What somebody made of a group's size, and what it was before: as AWS had it, and what was its own. */
interface Resize {
  readonly from: Size
  readonly to: Size
  readonly own: { readonly min: number; readonly desired: number } | undefined
}

/** A hand's doing that is to be left alone. */
interface Guard {
  readonly at: number
  readonly until: number
  readonly state: 'running' | 'stopped'
}

const minute = 60_000
const hour = 3_600_000

/** The entry that means a target, read anew from the config and the target alone; none where nothing may be done about it. */
export const entryFor = (
  slice: HoursSlice,
  { noun, id, tag, gone }: SimulatedTarget,
): { readonly entry: TargetEntry; readonly calendar: Calendar } | undefined => {
  for (const entry of slice.targets) {
    if (entry.kind !== `${noun}s`) continue
    const { names, tagged } = entry.selector as { readonly names?: readonly string[]; readonly tagged?: true }
    const isMeant = names ? names.includes(id) : tagged && tag !== undefined && !gone && entry.confirmed !== undefined
    const calendar = slice.calendars[entry.calendar ?? tag ?? '']
    if (isMeant && calendar) return { entry, calendar }
  }
  return undefined
}

/** What a calendar wants, asked once for an instant: of all targets the same calendars are asked about. */
const makeWanted = () => {
  const known = new WeakMap<Calendar, { readonly at: number; readonly wanted: ReturnType<typeof wantedAt> }>()
  return (calendar: Calendar, at: Date): ReturnType<typeof wantedAt> => {
    const last = known.get(calendar)
    if (last?.at === at.getTime()) return last.wanted
    const wanted = wantedAt(calendar, at)
    known.set(calendar, { at: at.getTime(), wanted })
    return wanted
  }
}

/** Looks on at every request, every write and every signal, and knows nothing of the engine. */
export const makeWatch = (story: Story, clock: () => number) => {
  const violations: string[] = []
  const counts: Record<string, number> = {}
  const records = new Map<string, HoursTargetRecord>()
  const overrides = new Map<string, HoursOverride | undefined>()
  const plannedOff = new Map<string, PlannedOffRecord>()
  const savings = new Map<string, HoursSavingsRecord>()
  const guards = new Map<string, Guard>()
  const moods = new Map<string, Signal>()
  const own = new Map<string, { min: number; desired: number }>(
    story.starts.map(({ noun, id, size }) => [`${noun}/${id}`, { ...size }]),
  )
  const resizedAt = new Map<string, number>()
  const resizes = new Map<string, Resize>()
  const wantedBy = makeWanted()
  let slice = story.deployments[0].slice

  const complain = (text: string): void => {
    violations.push(`${new Date(clock()).toISOString()} ${text}`)
  }
  const count = (what: string, by = 1): void => {
    counts[what] = (counts[what] ?? 0) + by
  }

  /** What is claimed grows, and is at no time more than the target could be seen stopped for until then. */
  const onSavings = (record: HoursSavingsRecord, cloud: Pick<Cloud, 'byName' | 'advance'>): void => {
    const { target: name, month, seconds, list, paid } = record
    const before = savings.get(`${record.pk} ${record.sk}`)
    savings.set(`${record.pk} ${record.sk}`, record)
    count('savings written')
    if (!(seconds > (before?.seconds ?? 0) && paid >= (before?.paid ?? 0) && list - paid >= 0))
      complain(`${name}: ${JSON.stringify(record)} is claimed for ${month} after ${JSON.stringify(before)}`)
    const target = cloud.byName.get(name)
    if (!target) {
      complain(`${name} saves, and nobody has it`)
      return
    }
    const claimed = claimedOf(name)
    const seen = seenStopped(target, clock())
    if (claimed * 1000 > seen + minute)
      complain(`${name} could be seen stopped for ${seen / 1000} s until now, and ${claimed} s are claimed`)
  }
  const claimedOf = (name: string): number => {
    let seconds = 0
    for (const each of savings.values()) if (each.target === name) seconds += each.seconds
    return seconds
  }

  /** What is wanted of a target: by its calendar, and by a person before that. */
  const wantedOf = (target: SimulatedTarget, at: Date, of: HoursSlice = slice) => {
    const meant = entryFor(of, target)
    if (!meant) return undefined
    const override = overrides.get(target.name)
    const { calendar, entry } = meant
    const whole: Calendar = override
      ? {
          ...calendar,
          overrides: [
            {
              from: Date.parse(override.at),
              until: Date.parse(override.until),
              state: override.state,
              why: '',
              path: '',
            },
          ],
        }
      : calendar
    const wanted = wantedBy(whole, at)
    return wanted && { ...wanted, entry, isOnce: !calendar.rules.some(({ kind }) => kind === 'range') }
  }

  return {
    violations,
    counts,
    records,
    savings,
    plannedOff,
    moods,
    own,
    resizedAt,
    guards,
    overrides,
    complain,
    count,
    wantedOf,
    claimedOf,
    slice: () => slice,
    deploy: (next: HoursSlice): void => {
      slice = next
      // Another calendar may want something else at any time.
      guards.clear()
    },
    /** A person does it in the console. It stays so where the calendar's own word was done with before. */
    onHand: (target: SimulatedTarget, to: 'running' | 'stopped'): void => {
      // The hand before is over: this one may have put it right again.
      guards.delete(target.name)
      const wanted = wantedOf(target, new Date(clock()))
      const record = records.get(target.name)
      if (!wanted || wanted.state === to || wanted.entry.enforce) return
      const isSettled =
        record !== undefined &&
        record.order === undefined &&
        record.retired === undefined &&
        record.moment.state === wanted.state &&
        record.moment.seenAt >= wanted.since.toISOString()
      const isNearRestart = record?.restartsAt !== undefined && clock() > Date.parse(record.restartsAt) - 2 * hour
      if (isSettled && !isNearRestart)
        guards.set(target.name, { at: clock(), until: wanted.until?.getTime() ?? Number.POSITIVE_INFINITY, state: to })
    },
    onResize: ({ name }: SimulatedTarget, resize: Resize): void => {
      resizedAt.set(name, clock())
      resizes.set(name, resize)
    },
    /**
     * A size that was set after the look had been shown the one before, or that AWS did not show yet, is lost: nobody can know of it. What
     * the group gets back is its own of before, and nothing else.
     */
    onEmptied: ({ name, size }: SimulatedTarget, { sizes }: Call): void => {
      const last = resizes.get(name)
      const seen = sizes.get(name)
      if (!last?.own || isSameSize(last.from, last.to) || !isSameSize(size, last.to) || !isSameSize(seen, last.from))
        return
      own.set(name, { ...last.own })
      count('sizes set unseen before a stop')
    },
    onRequest: (target: SimulatedTarget, order: Order, call: Call, all: readonly SimulatedTarget[]): void => {
      count(`requests: ${order.action}`)
      const meant = entryFor(call.slice, target)
      if (!meant) {
        complain(`${target.name} is asked to ${order.action}, and the config does not mean it`)
        return
      }
      const wanted = wantedOf(target, call.now, call.slice)
      if ((wanted?.state === 'stopped') !== (order.action === 'stop')) {
        complain(
          `${target.name} is asked to ${order.action} (${call.id}), and is to be ${wanted?.state} since ${wanted?.since.toISOString()}`,
        )
        return
      }
      const guard = guards.get(target.name)
      if (
        guard &&
        call.now.getTime() < guard.until - 3_000 &&
        call.now.getTime() > guard.at + 3_000 &&
        wanted &&
        wanted.since.getTime() <= guard.at
      )
        complain(
          `${target.name} was ${guard.state} by hand since ${new Date(guard.at).toISOString()}, and is asked to ${order.action} (${call.id}): ${JSON.stringify([records.get(target.name), wanted])}`,
        )
      if (order.action !== 'stop') {
        if (order.action === 'start' && meant.entry.after) {
          const before = all.find(
            (other) =>
              other.state !== 'running' && meant.entry.after?.includes(entryFor(call.slice, other)?.entry.name ?? ''),
          )
          const first = before && wantedOf(before, call.now, call.slice)
          if (
            before &&
            first?.state === 'running' &&
            !call.id.startsWith('deed') &&
            records.get(before.name)?.order?.action === 'start'
          )
            complain(`${target.name} is asked to start, and ${before.name}, which it comes after, does not run`)
        }
        return
      }
      const hold = plannedOff.get(targetSubject(target.name))
      if (!hold || hold.until !== undefined) complain(`${target.name} is asked to stop, and its alarms are not held`)
      const behind = all.find((other) => {
        const entry = entryFor(call.slice, other)?.entry
        return (
          entry?.after?.includes(meant.entry.name) &&
          other.state === 'running' &&
          records.get(other.name)?.order?.action === 'stop' &&
          // A person may want it on since it was last written down.
          wantedOf(other, call.now, call.slice)?.state === 'stopped'
        )
      })
      if (behind && !call.id.startsWith('deed'))
        complain(
          `${target.name} is asked to stop, and ${behind.name}, which comes after it, runs (${call.id}): ${JSON.stringify([records.get(behind.name), records.get(target.name)])}`,
        )
      const { confirmed } = meant.entry
      if (confirmed !== undefined) {
        const stops = all.filter(
          (each) =>
            !each.gone &&
            entryFor(call.slice, each)?.entry.name === meant.entry.name &&
            wantedOf(each, call.now, call.slice)?.state === 'stopped',
        )
        if (stops.length > confirmed * 1.2 && !call.id.startsWith('deed'))
          complain(`${target.name} is asked to stop, one of ${stops.length}, and ${confirmed} were confirmed`)
      }
    },
    onCommit: (writes: readonly Write[], cloud: Pick<Cloud, 'byName' | 'advance'>): void => {
      for (const { item } of writes) {
        if (item.kind === 'hours-target') {
          const record = item as HoursTargetRecord
          const known = records.get(record.target)
          records.set(record.target, record)
          if (record.hand && !known?.hand) count('hands seen')
          if (record.trouble && !known?.trouble) count(`troubles: ${record.trouble.code}`)
          if (record.order?.restarted && !known?.order?.restarted) count('restarts answered')
          if (record.kept?.size && record.kept.size.desired === 0) complain(`${record.target} is kept at nothing`)
        } else if (item.kind === 'planned-off')
          plannedOff.set(item.pk.slice('planned-off#'.length), item as PlannedOffRecord)
        else if (item.kind === 'hours-savings') onSavings(item as HoursSavingsRecord, cloud)
        else if (item.kind === 'change') {
          const change = item as HoursChangeRecord
          overrides.set(change.target, change.after as HoursOverride | undefined)
          guards.delete(change.target)
          count('manual actions')
        }
      }
    },
    onSignal: (signal: Signal): void => {
      count(`signals: ${signal.name}`)
      if (signal.mood === 'note') return
      const known = moods.get(signal.subject)
      // Said again with the same id is the same.
      if (known?.id !== signal.id) moods.set(signal.subject, signal)
    },
    keys,
  }
}

export type Watch = ReturnType<typeof makeWatch>
