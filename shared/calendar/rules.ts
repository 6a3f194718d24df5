import { localClock } from '../local-clock.ts'
import { atJump, holdsAt, spanOn } from './daily.ts'
import { dayMs, dayOf, isOn } from './dates.ts'
import type { Calendar, Rule, Size, State } from './types.ts'

/** What the rules say at a moment, overrides left out. Instants are epoch milliseconds. */
export interface Said {
  readonly at: number
  readonly state: State
  readonly size?: Size | undefined
  /** The rule that says so: the range that begins, goes on or ends, or the one that only starts or only stops. */
  readonly rule: Rule
  /** Whether a rule that only starts or only stops says it. */
  readonly single: boolean
}

type Range = Extract<Rule, { kind: 'range' }>
type Single = Exclude<Rule, Range>

interface Edge {
  readonly at: number
  /** What clocks should show then, so that what they skip together keeps its order. */
  readonly local: number
  readonly rule: Range
  readonly begins: boolean
}

const holidayDays = new WeakMap<Calendar, ReadonlySet<number>>()

/** The holidays of a calendar as days counted from 1970. */
export const holidaysOf = (calendar: Calendar): ReadonlySet<number> => {
  const known = holidayDays.get(calendar)
  if (known) return known
  const made = new Set(calendar.holidays.map(({ date }) => dayOf(date)))
  holidayDays.set(calendar, made)
  return made
}

/** The spans of ranges and the moments of one-sided rules whose dates are near (from, until]. On a holiday nothing begins. */
const edgesOf = (calendar: Calendar, from: number, until: number) => {
  const clock = localClock(calendar.zone)
  const instant = atJump(clock)
  const holidays = holidaysOf(calendar)
  // A range lasts a day at most, and no clock has ever jumped by more than one.
  const [first, last] = [Math.floor(clock.localAt(from) / dayMs) - 2, Math.floor(clock.localAt(until) / dayMs) + 1]
  const edges: Edge[] = []
  const singles: { readonly at: number; readonly local: number; readonly rule: Single }[] = []
  for (const rule of calendar.rules)
    for (let day = first; day <= last; day += 1) {
      if (!isOn(rule, day) || (rule.kind !== 'stop' && holidays.has(day))) continue
      const localOf = (minutes: number): number => day * dayMs + minutes * 60_000
      if (rule.kind !== 'range') {
        singles.push({ at: instant(day, rule.at), local: localOf(rule.at), rule })
        continue
      }
      const span = spanOn(instant, rule, day)
      if (!span) continue
      edges.push(
        { at: span.from, local: localOf(rule.from), rule, begins: true },
        { at: span.until, local: localOf(rule.until), rule, begins: false },
      )
    }
  // A later local time is never an earlier instant.
  const byTime = (one: { readonly local: number }, other: { readonly local: number }): number => one.local - other.local
  return { edges: edges.sort(byTime), singles: singles.sort(byTime) }
}

export const isSameSize = (one: Size | undefined, other: Size | undefined): boolean =>
  one?.min === other?.min && one?.desired === other?.desired

/** Of rules that hold at once the last one with a size says the size, and the last one why. */
const holding = (
  active: ReadonlySet<Range>,
  rules: readonly Rule[],
): { readonly rule: Range; readonly size: Size | undefined } | undefined => {
  if (active.size === 0) return undefined
  const now = rules.filter((rule): rule is Range => rule.kind === 'range' && active.has(rule))
  const rule = now.at(-1)
  return rule && { rule, size: now.findLast(({ size }) => size !== undefined)?.size }
}

const sayBetween = (calendar: Calendar, after: number, until: number): Said[] => {
  const { edges, singles } = edgesOf(calendar, after, until)
  const said: Said[] = []
  const active = new Set<Range>()
  let was: { readonly running: boolean; readonly size: Size | undefined } = { running: false, size: undefined }
  let [edge, single] = [0, 0]
  for (;;) {
    const at = Math.min(edges[edge]?.at ?? Number.POSITIVE_INFINITY, singles[single]?.at ?? Number.POSITIVE_INFINITY)
    if (at > until) return said
    let ended: Range | undefined
    let edgeLocal = Number.NEGATIVE_INFINITY
    for (let here = edges[edge]; here?.at === at; here = edges[++edge]) {
      // The spans of a rule do not overlap: one that ends as the next begins comes before it.
      if (here.begins) active.add(here.rule)
      else active.delete(here.rule)
      if (!here.begins) ended = here.rule
      edgeLocal = here.local
    }
    let alone: Single[] = []
    let aloneLocal = Number.NEGATIVE_INFINITY
    for (let here = singles[single]; here?.at === at; here = singles[++single]) {
      alone = here.local === aloneLocal ? [...alone, here.rule] : [here.rule]
      aloneLocal = here.local
    }
    const held = holding(active, calendar.rules)
    const now = { running: held !== undefined, size: held?.size }
    const changed = now.running !== was.running || !isSameSize(now.size, was.size)
    was = now
    if (at <= after) continue
    if (changed && edgeLocal > aloneLocal) alone = []
    const start = alone.findLast(({ kind }) => kind === 'start')
    const stop = alone.findLast(({ kind }) => kind === 'stop')
    if (start) {
      const size = alone.findLast((each) => each.kind === 'start' && each.size)?.size ?? now.size
      said.push({ at, state: 'running', size, rule: start, single: true })
    } else if (changed && held && !(stop && aloneLocal > edgeLocal))
      said.push({ at, state: 'running', size: now.size, rule: held.rule, single: false })
    else if (stop) said.push({ at, state: 'stopped', rule: stop, single: true })
    else if (changed && ended) said.push({ at, state: 'stopped', rule: ended, single: false })
  }
}

/** Length of the parts in which what rules say is remembered, how many parts of one calendar are, and up to what length they are used. */
const partMs = 8 * dayMs
const maxParts = 64
const longestMs = 4 * partMs

interface Known {
  readonly zone: string
  readonly holidays: Calendar['holidays']
  readonly parts: Map<number, readonly Said[]>
}

/** By the list of rules: a calendar with an override beside it has the same. */
const known = new WeakMap<Calendar['rules'], Known>()

const partsOf = ({ rules, zone, holidays }: Calendar): Known['parts'] => {
  const found = known.get(rules)
  if (found?.zone === zone && found.holidays === holidays) return found.parts
  const parts: Known['parts'] = new Map()
  known.set(rules, { zone, holidays, parts })
  return parts
}

/** What is said in (index, index + 1] of the parts of time. */
const partAt = (calendar: Calendar, parts: Known['parts'], index: number): readonly Said[] => {
  const found = parts.get(index)
  if (found) return found
  if (parts.size >= maxParts) parts.clear()
  const made = sayBetween(calendar, index * partMs, (index + 1) * partMs)
  parts.set(index, made)
  return made
}

/**
 * What the rules of a calendar say in (after, until], in order. Ranges are united first, so where they touch nothing is said but
 * a change of size. Where a start and a stop come at the same time of day, the start counts; where only clocks that jump bring them to the
 * same instant, the later one. What is said within some days is remembered: every look asks about the same ones.
 */
export const saidBetween = (calendar: Calendar, after: number, until: number): Said[] => {
  if (until - after > longestMs) return sayBetween(calendar, after, until)
  const parts = partsOf(calendar)
  const said: Said[] = []
  for (let index = Math.floor(after / partMs); index * partMs < until; index += 1)
    for (const each of partAt(calendar, parts, index)) if (each.at > after && each.at <= until) said.push(each)
  return said
}

/** The ranges of a calendar that hold at an instant, in the order of the config. */
export const rangesAt = (calendar: Calendar, at: number, despiteHolidays = false): Rule[] => {
  const clock = localClock(calendar.zone)
  const holidays = holidaysOf(calendar)
  return calendar.rules.filter((rule) => {
    if (rule.kind !== 'range') return false
    return holdsAt(clock, rule, (day) => isOn(rule, day) && (despiteHolidays || !holidays.has(day)), at)
  })
}
