import { look } from '../../../functions/hours/engine/look.ts'
import { doManualAction } from '../../../functions/hours/engine/manual-actions.ts'
import { isNothing } from '../../../functions/hours/rules/sizes.ts'
import type { World } from '../../../functions/hours/world/world.ts'
import { type Calendar, momentsBetween } from '../../../shared/calendar/index.ts'
import { TransientError } from '../../../shared/errors.ts'
import { isoMs } from '../../../shared/iso.ts'
import type { Ledger } from '../../../shared/ledger/ledger.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import type { Signal } from '../../../shared/signals.ts'
import { makeAgenda } from '../engine/agenda.ts'
import { type Crash, CrashError, makeBreaker } from '../engine/crash.ts'
import type { Random } from '../engine/random.ts'
import type { Played } from '../engine/simulation.ts'
import { chancesOf } from '../jobs/chances.ts'
import { makeCloud, type SimulatedTarget, type Who } from './cloud.ts'
import { judge } from './judge.ts'
import { type Rates, ratesOf } from './rates.ts'
import type { Deed, Story } from './story.ts'
import { type Call, makeWatch } from './watch.ts'

const minute = 60_000
const day = 86_400_000

/** Milliseconds after which Lambda ends a call. */
const callLimit = 110_000

/** Milliseconds between looks, and while nothing is under way: what happens at other times does not depend on them. */
const [often, rarely] = [2 * minute, 170 * minute]
/** In worlds whose savings are looked at closely: what was seen is written down each six minutes, and a quarter of an hour without is not claimed. */
const dense = 7 * minute

const expected = ['TransientError', 'CrashError', 'ThrottlingException']

const isExpected = (error: unknown): boolean =>
  error instanceof AggregateError
    ? error.errors.every(isExpected)
    : error instanceof Error && (expected.includes(error.name) || error.message === 'socket hang up')

const targetsOf = ({ starts, begin }: Story): SimulatedTarget[] =>
  starts.map(({ running, suspended, size, ...start }) => ({
    ...start,
    name: `${start.noun}/${start.id}`,
    state: running || start.noun === 'group' ? 'running' : 'stopped',
    changedAt: begin - 3_600_000,
    size: { ...size },
    suspended: new Set(suspended),
    busyUntil: 0,
    gone: false,
    stoppedMs: 0,
    unseenMs: 0,
    ...(running || start.noun === 'group' ? {} : { stoppedSince: begin }),
    lastBy: 'hand',
  }))

/** Everything goes on that can at this moment: after all promises, and far cheaper than a turn of the event loop. For a call out of a promise. */
const settled = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve))

const noClient = (): never => {
  throw new RangeError('There are no clients here')
}

/** Plays a story to its end, in virtual time, and says what must not have happened. The same story plays the same. */
export const play = async (story: Story): Promise<Played> => {
  const chances = chancesOf(story.seed)
  const seldom = story.dense ? dense : rarely
  const agenda = makeAgenda<() => unknown>()
  const ledger = memoryLedger([], { frozen: true })
  let clock = story.begin
  const watch = makeWatch(story, () => clock)
  const isCalm = (): boolean => clock >= story.calmFrom
  const rates = (): Rates => (isCalm() ? ratesOf.calm : ratesOf[story.mood])
  const pause = (ms: number): Promise<void> => new Promise((resolve) => agenda.add(clock + ms, resolve as () => void))
  const cloud = makeCloud(targetsOf(story), {
    clock: () => clock,
    onRequest: (target, order, call) => watch.onRequest(target, order, call as Call, cloud.targets),
    onShown: ({ name, before }, seen, call) => {
      if (seen !== before) (call as Call).shown.add(name)
      if (seen.size !== undefined) (call as Call).sizes.set(name, seen.size)
    },
    onEmptied: (target, call) => watch.onEmptied(target, call as Call),
  })

  /** When a look that came to its end began, by the targets that it has seen. */
  const seenAt = new Map<string, number>()

  /** One call of the function, with whatever goes wrong in it. */
  const doCall = async (id: string, work: (world: World) => Promise<unknown>): Promise<boolean> => {
    const random = chances(`${id} ${clock}`)
    const { skew, crash: crashes, slow } = rates()
    const begun = clock
    const now = new Date(begun + (skew > 0 ? random.between(-skew, skew) : 0))
    const slice = watch.slice()
    const call: Call = { id, now, slice, shown: new Set(), sizes: new Map() }
    const crash: Crash | undefined = random.chance(crashes)
      ? { at: random.between(0, random.pick([30, 60])), late: random.chance(0.5), dies: random.chance(0.7) }
      : undefined
    const endIfOver = (): undefined => {
      if (clock - begun > callLimit) throw new CrashError('Lambda has ended the call')
    }
    const breaker = makeBreaker(crash, () => {
      if (slow > 0 && random.chance(slow))
        return pause(random.between(50, random.chance(0.1) ? 40_000 : 3_000)).then(endIfOver)
      return endIfOver()
    })
    const world: World = {
      ledger: breaker.ledger({
        ...ledger,
        commit: (async (writes, at) => {
          if (random.chance(rates().ledgerThrottled)) throw new TransientError('The ledger asks to try again')
          await ledger.commit(writes, at)
          watch.onCommit(writes, cloud)
        }) as Ledger['commit'],
      }),
      publish: breaker.around(async (signal: Signal) => {
        if (random.chance(rates().busRefused)) throw new TransientError('The bus refused')
        watch.onSignal(signal)
      }),
      kinds: cloud.kindsFor(random, rates, call, breaker.around),
      access: { client: noClient, requests: noClient, now },
      arns: { of: (service, resource) => `arn:aws:${service}:::${resource}` },
      slice,
      priceOf: (item) => (item === 'unit' ? 0.1 : 0.01),
      version: 'simulated',
      now,
      callId: id,
      remainingMs: () => callLimit - (clock - begun),
    }
    try {
      await work(world)
      for (const name of call.shown) seenAt.set(name, begun)
      return clock - begun <= callLimit
    } catch (error) {
      const mayFail = story.mood !== 'calm' && begun < story.calmFrom + 5 * minute
      if (!mayFail || !isExpected(error))
        watch.violations.push(`${id}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
      return false
    }
  }

  /** The next moment of each calendar, which stays so until it has come; none where none is within a day. */
  const upcoming = new Map<Calendar, { readonly at: number | undefined; readonly until: number }>()
  const nextOf = (calendar: Calendar): number | undefined => {
    const known = upcoming.get(calendar)
    if (known && (known.at === undefined ? clock + seldom <= known.until : clock < known.at)) return known.at
    const until = clock + day
    const at = momentsBetween(calendar, new Date(clock), new Date(until))[0]?.at.getTime()
    upcoming.set(calendar, { at, until })
    return at
  }
  const nextMoment = (): number => {
    let next = clock + seldom
    for (const calendar of Object.values(watch.slice().calendars)) next = Math.min(next, nextOf(calendar) ?? next)
    for (const override of watch.overrides.values()) {
      const end = override === undefined ? 0 : isoMs(override.until)
      if (end > clock) next = Math.min(next, end)
    }
    return next
  }
  /** Something moves, somebody has just done something, or AWS was asked a moment ago. */
  const isRestless = (): boolean => {
    if (clock < restlessUntil) return true
    // What nobody looks at has come to its end all the same.
    for (const { change } of cloud.targets) if (change !== undefined && change.at > clock - often) return true
    for (const { order } of watch.records.values())
      if (order !== undefined && isoMs(order.askedAt ?? order.since) > clock - 6 * minute) return true
    return false
  }
  const isWaiting = (): boolean => {
    for (const { order } of watch.records.values()) if (order !== undefined) return true
    return false
  }

  let restlessUntil = story.begin + 10 * minute
  let looks = 0
  const isDark = (): boolean => story.dark.some(([from, until]) => clock >= from && clock < until)
  const onLook = async (): Promise<void> => {
    looks += 1
    const id = `look ${looks}`
    const random = chances(id)
    const { lookLost, lookDoubled, lookLate } = rates()
    if (!isDark() && !random.chance(lookLost)) {
      if (random.chance(lookDoubled)) agenda.add(clock + random.between(0, 5_000), () => doCall(`${id} again`, look))
      if (random.chance(lookLate)) agenda.add(clock + random.between(5_000, 600_000), () => doCall(`${id} late`, look))
      else await doCall(id, look)
    }
    const soon = isRestless() || (isCalm() && clock < story.calmFrom + 70 * minute)
    // A look a moment before the calendar's moment sees that nothing is to be done yet.
    agenda.add(soon ? clock + (random.chance(0.8) ? untilSeen() : often) : quietUntil(random), onLook)
  }
  /** Milliseconds until a look may see something else than this one: while all that moves takes long, they would all see the same. */
  const untilSeen = (): number => {
    if (clock < restlessUntil || isCalm()) return often
    let end = Number.POSITIVE_INFINITY
    for (const { changedAt, change } of cloud.targets) {
      if (changedAt > clock - 3 * minute) return often
      if (change && change.at > clock - often && change.at < end) end = change.at
    }
    if (end === Number.POSITIVE_INFINITY) return often
    return Math.max(1, Math.ceil((Math.min(end, nextMoment()) - clock) / often)) * often
  }
  const quietUntil = (random: Random): number => {
    const next = Math.max(clock + often, nextMoment() + random.between(-1, 90) * 1_000)
    const later = isWaiting() ? Math.min(clock + 45 * minute, next) : next
    // The hour in which all is judged begins with a look.
    return clock < story.calmFrom ? Math.min(later, Math.max(clock + often, story.calmFrom)) : later
  }

  const doDeed = async (deed: Deed, index: number): Promise<void> => {
    const target = cloud.byName.get(deed.target)
    if (!target || target.gone) return
    cloud.advance(target)
    restlessUntil = clock + 12 * minute
    watch.count(`deeds: ${deed.what}`)
    const random = chances(`deed ${index}`)
    const after = random.between(10_000, 120_000)
    switch (deed.what) {
      case 'hand':
        if (target.change || clock < target.busyUntil) return
        if (target.noun !== 'group') {
          if (target.state === deed.to) return
          cloud.go(target, deed.to, 'hand', after)
        } else if (deed.to === 'stopped') {
          if (target.state !== 'running') return
          cloud.setSize(target, { min: 0, desired: 0 }, 'hand', after)
          forgetOwn(target)
        } else {
          if (target.state !== 'stopped') return
          const desired = random.between(20, 900)
          setSize(target, { desired }, 'hand', after)
        }
        watch.onHand(target, deed.to)
        return
      case 'resize':
        resize(target, deed.size, deed.by, after)
        watch.onHand(target, 'running')
        return
      case 'busy':
        if (target.state === 'running') target.busyUntil = clock + deed.lasts
        return
      case 'delete':
        target.gone = true
        return
      case 'manual': {
        const common = { source: 'nightshift.command', target: deed.target, by: 'mina@ops', why: 'a demo' } as const
        const action =
          deed.action === 'override'
            ? ({
                ...common,
                action: 'override',
                state: deed.state,
                until: new Date(clock + deed.lasts).toISOString(),
              } as const)
            : deed.action === 'extend'
              ? ({ ...common, action: 'extend', seconds: Math.floor(deed.lasts / 1000) } as const)
              : ({ ...common, action: deed.action } as const)
        await doCall(`deed ${index}`, (world) => doManualAction(action, world))
      }
    }
  }
  /** What a person puts to nothing gets back what was written down last, where no look has seen since what they made of it while it was off. */
  const forgetOwn = (target: SimulatedTarget): void => {
    const { held, size } = watch.records.get(target.name)?.kept ?? {}
    if (held && (seenAt.get(target.name) ?? 0) > (watch.resizedAt.get(target.name) ?? 0)) return
    if (size?.min === undefined || size.desired === undefined) watch.own.delete(target.name)
    else watch.own.set(target.name, { min: size.min, desired: size.desired })
  }
  const resize = (target: SimulatedTarget, size: Extract<Deed, { what: 'resize' }>['size'], by: Who, after: number) => {
    const [from, known] = [{ ...target.size }, watch.own.get(target.name)]
    const own = known && { ...known }
    setSize(target, size, by, after)
    watch.onResize(target, { from, to: { ...target.size }, own })
  }
  /** Somebody else than the engine sets a size, which is the group's own from then on; its minimum too where one of them had taken that away. */
  const setSize = (
    target: SimulatedTarget,
    size: { readonly min?: number; readonly desired: number },
    by: Who,
    after: number,
  ): void => {
    const isWithoutMinimum = isNothing(target.size) && target.lastBy !== 'engine'
    cloud.setSize(target, size, by, after)
    const own = watch.own.get(target.name)
    if (!own) return
    own.min = size.min ?? (isWithoutMinimum ? 0 : own.min)
    own.desired = Math.max(size.desired, own.min)
  }

  for (const { at, slice } of story.deployments.slice(1))
    agenda.add(at, () => {
      restlessUntil = clock + 12 * minute
      watch.deploy(slice)
    })
  for (const [index, deed] of story.deeds.entries()) agenda.add(deed.at, () => doDeed(deed, index))
  agenda.add(story.begin + 1_000, onLook)
  const end = story.calmFrom + 61 * minute
  // What is written, metrics among it, goes out here.
  await new Promise<void>((resolve) => setImmediate(resolve))
  for (let next = agenda.next(); next && next.at < end; next = agenda.next()) {
    clock = next.at
    next.act()
    // What can go on at this moment does, before the next one comes.
    if ((agenda.nextAt() ?? Number.POSITIVE_INFINITY) > clock) await settled()
  }
  if (clock < story.calmFrom + 55 * minute) watch.complain('the world ended early')
  judge(story, cloud, watch, clock)
  watch.count('looks', looks)
  return {
    violations: watch.violations,
    places: story.places,
    events: cloud.targets.length * story.nights,
    counts: watch.counts,
    peaks: {},
  }
}
