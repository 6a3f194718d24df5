import { becauseOf } from './because.ts'
import { dayMs } from './dates.ts'
import { isSameSize, rangesAt, type Said, saidBetween } from './rules.ts'
import type { Calendar, Moment, Override, Size, State, Wanted } from './types.ts'

/** Days that are looked through for the last or the next moment: most calendars say something every week. */
const reaches = [4, 16, 100, 800, 3_000].map((days) => days * dayMs)
const twoYears = 2 * 366 * dayMs
const ahead = [...reaches.filter((each) => each < twoYears), twoYears]

/** What is wanted; no state where nothing has been said yet. */
interface Wish {
  readonly state: State | undefined
  readonly size?: Size | undefined
}

/** A moment, in epoch milliseconds, and what decides from it on. */
interface Step {
  readonly at: number
  readonly state: State
  readonly size?: Size | undefined
  readonly changes: boolean
  readonly override: Override | undefined
  readonly said: Said | undefined
}

const isSame = (one: Wish, other: Wish): boolean => one.state === other.state && isSameSize(one.size, other.size)

/** What the rules said last at or before an instant. */
const lastSaid = (calendar: Calendar, at: number): Said | undefined => {
  for (const reach of reaches) {
    const found = saidBetween(calendar, at - reach, at).at(-1)
    if (found) return found
  }
  return undefined
}

/**
 * What the rules want, by what they said last. Where they have said nothing for years, they hold all the time or not at all: outside of
 * ranges targets are off, and rules that only start or only stop want nothing.
 */
const wishOf = (calendar: Calendar, said: Said | undefined, at: number): Wish => {
  if (said) return said
  const held = rangesAt(calendar, at)
  if (held.length > 0) return { state: 'running', size: held.findLast(({ size }) => size)?.size }
  return { state: calendar.rules.some(({ kind }) => kind === 'range') ? 'stopped' : undefined }
}

/** An override that says no size leaves the one of the rules that hold. */
const overridden = (rules: Wish, override: Override | undefined): Wish =>
  override
    ? { state: override.state, size: override.size ?? (override.state === rules.state ? rules.size : undefined) }
    : rules

/** The override that decides at an instant: the last one that covers it. */
const overrideAt = ({ overrides }: Calendar, at: number): Override | undefined =>
  overrides.findLast(({ from, until }) => from <= at && at < until)

/** The steps of a calendar without overrides: each time that its rules say something. */
const saidSteps = (calendar: Calendar, after: number, until: number, last: Said | undefined): Step[] => {
  let was = wishOf(calendar, last, after)
  return saidBetween(calendar, after, until).map((said) => {
    const { at, state, size } = said
    const changes = !isSame(said, was)
    was = said
    return { at, state, size, changes, override: undefined, said }
  })
}

/**
 * The steps in (after, until]. Within an override the rules say nothing, and at its end counts what they said last.
 * @param last what the rules said last at `after`
 */
const stepsBetween = (calendar: Calendar, after: number, until: number, last: Said | undefined): Step[] => {
  if (calendar.overrides.length === 0) return saidSteps(calendar, after, until, last)
  const steps: Step[] = []
  let [said, override] = [last, overrideAt(calendar, after)]
  let was = overridden(wishOf(calendar, said, after), override)
  const here = new Map(saidBetween(calendar, after, until).map((each) => [each.at, each]))
  const edges = calendar.overrides.flatMap((each) => [each.from, each.until]).filter((at) => at > after && at <= until)
  const times = [...new Set([...edges, ...here.keys()])].sort((one, other) => one - other)
  for (const at of times) {
    const news = here.get(at)
    said = news ?? said
    const before = override
    override = overrideAt(calendar, at)
    const wish = overridden(wishOf(calendar, said, at), override)
    const changes = !isSame(wish, was)
    was = wish
    // One that follows another and wants the same is no news.
    const begins = override !== undefined && before === undefined
    if (wish.state && (changes || begins || (news && !override)))
      steps.push({ at, state: wish.state, size: wish.size, changes, override, said })
  }
  return steps
}

const momentOf = (calendar: Calendar, step: Step): Moment => ({
  at: new Date(step.at),
  state: step.state,
  ...(step.size && { size: step.size }),
  changes: step.changes,
  because: becauseOf(calendar, step),
})

/**
 * When a calendar last said something at or before an instant, in epoch milliseconds; 0 where it has not.
 * @param said what its rules said last
 */
const lastAt = (calendar: Calendar, at: number, said: Said | undefined): number => {
  // Without overrides each time that the rules say something is a step.
  if (calendar.overrides.length === 0) return said?.at ?? 0
  for (const reach of reaches) {
    const from = at - reach
    const found = stepsBetween(calendar, from, at, lastSaid(calendar, from)).at(-1)
    if (found) return found.at
  }
  return 0
}

/** The first step after an instant, within two years. */
const nextStep = (calendar: Calendar, after: number, last: Said | undefined, only?: 'changes'): Step | undefined => {
  for (const reach of ahead) {
    const steps = stepsBetween(calendar, after, after + reach, last)
    const found = steps.find(({ changes }) => changes || only === undefined)
    if (found) return found
  }
  return undefined
}

/**
 * The moments at which a calendar says something in (after, until], in order. Ranges that touch are one: no moment lies between them
 * unless the size changes there.
 */
export const momentsBetween = (calendar: Calendar, after: Date, until: Date): Moment[] => {
  const from = after.getTime()
  return stepsBetween(calendar, from, until.getTime(), lastSaid(calendar, from)).map((step) => momentOf(calendar, step))
}

/**
 * The first moment after an instant, within two years.
 * @param only `changes`: the first at which something else is wanted
 */
export const nextMoment = (calendar: Calendar, after: Date, only?: 'changes'): Moment | undefined => {
  const time = after.getTime()
  const found = nextStep(calendar, time, lastSaid(calendar, time), only)
  return found && momentOf(calendar, found)
}

/**
 * What a calendar wants at an instant; undefined where its rules only start or only stop and have said nothing in the eight years
 * before.
 */
export const wantedAt = (calendar: Calendar, at: Date): Wanted | undefined => {
  const time = at.getTime()
  const said = lastSaid(calendar, time)
  const override = overrideAt(calendar, time)
  const { state, size } = overridden(wishOf(calendar, said, time), override)
  if (state === undefined) return undefined
  const next = nextStep(calendar, time, said, 'changes')
  return {
    state,
    ...(size && { size }),
    since: new Date(lastAt(calendar, time, said)),
    until: next && new Date(next.at),
    because: becauseOf(calendar, { at: time, state, override, said }),
  }
}
