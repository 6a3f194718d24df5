import { transitionsOf } from '../../../functions/alerts/engine/posted.ts'
import type { Transition } from '../../../functions/alerts/intake/index.ts'
import { letterSource, type PostedLetter } from '../../../functions/alerts/rules/posted-letter.ts'
import type { AlertsConfig } from '../../../shared/config/alerts/schema.ts'
import { makeRandom, type Random } from '../engine/random.ts'
import { configs } from './configs.ts'
import { type Deed, deedsOf } from './deeds.ts'
import { enriched } from './features.ts'
import type { Mood } from './rates.ts'

/** One delivery of one transition, in milliseconds since 1970. */
export interface Delivery {
  readonly transition: Transition
  readonly at: number
  /** The report that says so, where a source tells it. */
  readonly letter?: PostedLetter
}

/** What one small world goes through. Everything in it follows from the seed. */
export interface Story {
  readonly seed: number
  readonly begin: number
  /** When the last thing from outside has happened, and nothing fails any more. */
  readonly calmFrom: number
  readonly config: AlertsConfig
  /** How much fails until then. */
  readonly mood: Mood
  /** Whether it goes on until every policy has come to its end. */
  readonly patient: boolean
  /** From when on the month's money for text messages is spent, in milliseconds since 1970. */
  readonly smsSpentFrom: number
  /** How many transitions can be left out, those that are lost on their way too. */
  readonly places: number
  /** Those that arrive. */
  readonly transitions: readonly Transition[]
  readonly deliveries: readonly Delivery[]
  /** What people ask for at run time. */
  readonly deeds: readonly Deed[]
  /** `person channel` that refuses everything. */
  readonly refusing: ReadonlySet<string>
  /** Share of people's messages that somebody acts on. */
  readonly answering: number
}

// The nights on which clocks change in Berlin and New York, one in which they do not, and the end of a year.
const nights = [
  '2026-10-24T22:30:00Z',
  '2026-03-28T23:15:00Z',
  '2026-11-01T04:30:00Z',
  '2026-03-08T05:40:00Z',
  '2026-06-15T19:50:00Z',
  '2026-12-31T22:10:00Z',
] as const

const minute = 60_000
const day = 1_440 * minute

const changesOf = (name: string, begin: number, length: number, random: Random): Transition[] => {
  const changes: Transition[] = []
  const flaps = random.chance(0.1)
  let at = begin + random.between(0, (length * minute) / 2)
  let previous: Transition['state'] = 'OK'
  let state: Transition['state'] = random.chance(0.9) ? 'ALARM' : 'INSUFFICIENT_DATA'
  const restless = random.chance(0.7)
  const end = begin + length * minute
  for (let count = flaps ? 14 : restless ? 40 : 4; count > 0 && at <= end; count -= 1) {
    changes.push({ alarm: name, name, state, previous, at: new Date(at).toISOString(), reason: `it is ${state}` })
    previous = state
    at += flaps ? random.between(10_000, 120_000) : random.between(1_000, restless ? 4 * minute : 30 * minute)
    state =
      state === 'ALARM'
        ? random.pick(['OK', 'OK', 'OK', 'ALARM', 'INSUFFICIENT_DATA'])
        : random.pick(['ALARM', 'ALARM', 'OK'])
  }
  return changes
}

const stormOf = (begin: number, random: Random): Transition[] => {
  const at = begin + random.between(0, 30 * minute)
  const prefix = random.pick(['db', 'web', 'app'])
  // At once, or for so long that who waits for a digest must not be overtaken.
  const [count, lasts] = random.pick([
    [random.between(20, 60), minute],
    [random.between(100, 200), 5 * minute],
  ])
  return Array.from({ length: count }, (_, index) => ({
    alarm: `${prefix}-storm-${index}`,
    name: `${prefix}-storm-${index}`,
    state: 'ALARM' as const,
    at: new Date(at + random.between(0, lasts)).toISOString(),
    reason: 'a storm',
  }))
}

/** A transition arrives late, twice, out of order, only when somebody replays it, or seldom not at all. */
const deliveriesOf = (told: Transition, random: Random, clocks: Random): Delivery[] => {
  const at = Date.parse(told.at)
  // Seldom the clock of whoever tells is ahead by days.
  const ahead = clocks.chance(0.03) ? clocks.between(0.1 * day, 30 * day) : 0
  const transition = ahead > 0 ? { ...told, at: new Date(at + ahead).toISOString() } : told
  if (random.chance(0.003)) return []
  const delay = random.chance(0.06) ? random.between(1_000, 8 * minute) : random.between(50, 1_500)
  const times = [at + delay]
  while (random.chance(0.12)) times.push(at + random.between(50, 5 * minute))
  return times.map((each) => ({ transition, at: each }))
}

const words: Readonly<Record<Transition['state'], string>> = {
  ALARM: 'firing',
  OK: 'resolved',
  INSUFFICIENT_DATA: 'pending',
  NOTE: 'pending',
}

/** The same told by a source: it says when it became so, or that is when the report came in. */
const reported = (transition: Transition, saysWhen: boolean): Pick<Delivery, 'transition' | 'letter'> => {
  const { name, state, at, reason } = transition
  const body = { key: name, state: words[state], text: reason, ...(saysWhen ? { at } : {}) }
  const letter: PostedLetter = { source: letterSource, name: 'sim', receivedAt: at, body: JSON.stringify(body) }
  const [told] = transitionsOf([letter])
  if (!told) throw new Error('A report that says nothing')
  return { transition: told, letter }
}

/** @param only places of the transitions that are kept: a failing story is made smaller by leaving some out */
export const makeStory = (seed: number, only?: readonly number[]): Story => {
  const random = makeRandom(seed)
  const base = random.pick(configs)
  const begin = Date.parse(random.pick(nights)) + random.between(0, 4 * 60 * minute)
  const length = random.between(20, 60)
  const names = Array.from(
    { length: random.between(2, 16) },
    (_, index) => `${random.pick(['db', 'app', 'web', 'info'])}-${index}`,
  )
  const all = [
    ...names.flatMap((name) => changesOf(name, begin, length, random)),
    ...(random.chance(0.1) ? stormOf(begin, random) : []),
  ]
  const mood = random.pick<Mood>(['calm', 'mild', 'wild', 'wild'])
  const patient = random.chance(0.05)
  const smsSpentFrom = random.chance(0.1) ? begin + random.between(0, 30 * minute) : Number.POSITIVE_INFINITY
  const nobody = random.chance(0.04)
  const refusing = new Set(
    ['mina sms', 'mina email', 'joon sms', 'ada email', 'boss sms', 'boss email'].filter(
      () => random.chance(0.12) || nobody,
    ),
  )
  const silence = {
    from: new Date(begin + 10 * minute).toISOString(),
    until: new Date(begin + 40 * minute).toISOString(),
  }
  const silences = random.chance(0.3) ? [{ match: { alarm: '*-3*' }, reason: 'deployment', ...silence }] : []
  const answering = random.pick([0, 0.2, 0.6])
  // Drawn for all, so that what is left behaves as it did before.
  const clocks = makeRandom(seed ^ 0x2545f491)
  const drawn = all.map((transition) => deliveriesOf(transition, random, clocks))
  // Some alarms have no action for OK: nobody ever hears of their end.
  const silentEnds = new Set(names.filter(() => clocks.chance(0.1)))
  const isReported = (index: number): boolean => !(all[index]?.state === 'OK' && silentEnds.has(all[index].alarm))
  const kept = (only ?? all.map((_, index) => index)).filter(isReported)
  const posts = makeRandom(seed ^ 0x3c6ef372)
  const sources = new Set(names.filter(() => posts.chance(0.15)))
  const saysWhen = posts.chance(0.5)
  const deliveries = kept.flatMap((index) => {
    const all = drawn[index] ?? []
    const [first] = all
    if (!first || !sources.has(first.transition.name)) return all
    const told = reported(first.transition, saysWhen)
    return all.map(({ at }) => ({ ...told, at }))
  })
  // Of a source of their own too. A story without transitions has none: it is as small as it can be.
  const deeds = kept.length > 0 ? deedsOf(base, begin, length, makeRandom(seed ^ 0x71c3a5b9)) : []
  const calmFrom = [...deliveries, ...deeds].reduce((latest, { at }) => Math.max(latest, at), begin) + minute
  return {
    seed,
    begin,
    calmFrom,
    config: { ...enriched(base, begin, makeRandom(seed ^ 0x2f6b1c7d)), silences },
    mood,
    patient,
    smsSpentFrom,
    places: all.length,
    transitions: [...new Set(deliveries.map(({ transition }) => transition))],
    deliveries,
    deeds,
    refusing,
    answering,
  }
}
